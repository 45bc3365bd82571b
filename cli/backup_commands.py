"""The commands `prottasha backup` and `prottasha restore`: a home into one file, and back."""

from __future__ import annotations

from pathlib import Path

import click

from cli.options import pass_settings, print_message
from common.settings import Settings
from common.tables import format_facts


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--with-landing", is_flag=True, help="Add the landing folder, as landing/.")
@pass_settings
def make_backup(file: Path, with_landing: bool, settings: Settings) -> None:
    """Write the whole home to FILE, a tar.gz. It waits until no run is under way.

    FILE holds personal data, like the vault and bronze. Only its owner can read it. Encrypt it
    where you keep it.
    """
    from cli import report
    from pipeline.backup import back_up

    file = file.absolute()
    landing = settings.landing_folder if with_landing else None
    contents = back_up(settings.home, file, landing, settings.clock(), report.Progress())
    print_message(f"{file} holds personal data: encrypt it, and guard it like the vault")
    click.echo(
        format_facts(
            [
                ("files", f"{len(contents.sums):,}"),
                ("bytes", f"{contents.size:,}, {file.stat().st_size:,} in the archive"),
                ("as of", contents.made_at),
                ("backup", str(file)),
            ]
        )
    )


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--check", is_flag=True, help="Read FILE and compare every hash; make nothing.")
@pass_settings
def restore_backup(file: Path, check: bool, settings: Settings) -> None:
    """Make a new home from the backup FILE, at --home. That folder must be empty or absent."""
    from cli import report
    from pipeline.restore import read, restore

    if check:
        contents = read(file, None, report.Progress())
    else:
        contents = restore(file, settings.home, report.Progress())
    click.echo(
        format_facts(
            [
                ("files", f"{len(contents.sums):,}, every hash is right"),
                ("bytes", f"{contents.size:,}"),
                ("as of", contents.made_at),
                ("home", "not made: --check" if check else str(settings.home)),
            ]
        )
    )
