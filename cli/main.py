"""The command `prottasha`: standard output carries the result, standard error everything else.

Exit codes: 0 done (of `run`: published), 1 audited and refused, or something was found, 2 a wrong
command, configuration, input or machine, 130 stopped by hand.
Whatever is slow to import is imported by the command that needs it.
"""

from __future__ import annotations

import click

from cli.backup_commands import make_backup, restore_backup
from cli.delivery_commands import deliveries
from cli.figure_commands import list_quarantine, show_figures, trace_figure
from cli.identity_commands import identity
from cli.options import ErrorReportingGroup
from cli.release_commands import releases
from cli.run_commands import ingest_landing, open_dagster, run_month, write_sample


@click.group(
    cls=ErrorReportingGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    commands=[
        run_month,
        ingest_landing,
        deliveries,
        list_quarantine,
        show_figures,
        trace_figure,
        releases,
        identity,
        make_backup,
        restore_backup,
        write_sample,
        open_dagster,
    ],
)
@click.version_option(package_name="prottasha-warehouse")
def main() -> None:
    """Prottasha warehouse: files in, people counted once, figures that can be opened."""


if __name__ == "__main__":
    main()
