"""The command `prottasha`: standard output carries the result, standard error all else.

Exit codes: 0 done (of `run`: published), 1 audited and refused, 2 usage, configuration, input or
machine, 130 stopped by hand.
Whatever is slow to import is imported by the command that needs it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cli.commands.backup import backup, restore
from cli.commands.deliveries import deliveries
from cli.commands.identity import identity
from cli.commands.releases import releases
from cli.commands.train import train
from cli.options import (
    FORMATS,
    INPUT_ERROR,
    INTERRUPTED,
    REFUSED,
    fail,
    places,
    read_settings,
    release_of,
    require_home,
    require_landing,
)
from common.errors import ConfigurationError, ProttashaError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="prottasha-warehouse")
def main() -> None:
    """Prottasha warehouse: files in, people counted once, figures that can be opened."""


@main.command()
@click.option("--month", metavar="YYYY-MM", help="Reporting month [the last complete one].")
@click.option("--as-of", metavar="INSTANT", help="Rebuild what was known then.")
@click.option("--wait/--no-wait", default=True, help="Wait for a run that is under way [wait].")
@places
def run(
    month: str | None, as_of: str | None, wait: bool, home: Path | None, landing: Path | None
) -> None:
    """Take in what has landed, build, check and publish a month's bulletin.

    With --as-of, an instant like 2022-09-05T18:00+06:00, take in and publish nothing: make the
    month again as it was known then, aside, and compare it with the release of that time.
    """
    from cli import report
    from common.locks import HomeLocked
    from common.settings import choose_month
    from orchestration.execute import RunFailed, execute
    from pipeline.instants import instant_of
    from pipeline.rebuild import rebuild

    settings = read_settings(home, landing)
    if as_of is None:
        require_landing(settings)
    try:
        programme = settings.load_programme()
        if as_of is not None:
            instant = instant_of(as_of, programme.time_zone, report.say)
            click.echo(report.rebuilt(rebuild(settings, month, instant, report.say, wait=wait)))
            return
        reporting_month = choose_month(month, settings, programme)
        outcome = execute(settings, programme, reporting_month, report.say, wait=wait)
    except RunFailed as error:
        codes = {"refused": REFUSED, "stopped": INTERRUPTED}
        fail(error, codes.get(error.failure.event, INPUT_ERROR))
    except (ConfigurationError, HomeLocked, OSError) as error:
        fail(error)
    except KeyboardInterrupt:
        fail("stopped by hand, nothing was published; run again", INTERRUPTED)
    report.rejected_files(outcome.ingested)
    click.echo(report.summary(outcome))


@main.command()
@places
def ingest(home: Path | None, landing: Path | None) -> None:
    """Take in what has landed, and nothing else."""
    from cli import report
    from common.locks import hold_home_lock
    from pipeline.failures import explain

    settings = read_settings(home, landing)
    require_landing(settings)
    try:
        programme = settings.load_programme()
        with hold_home_lock(settings.work, "ingestion", report.say):
            ingested = report.ingest_with_progress(settings, programme)
    except ConfigurationError as error:
        fail(error)
    except KeyboardInterrupt:
        fail("stopped by hand; what was taken in so far is kept, run again", INTERRUPTED)
    except Exception as error:
        fail(explain(error, settings))
    report.rejected_files(ingested)
    click.echo(report.ingested(ingested))


@main.command()
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False))
@click.option("--seed", default=20220930, show_default=True)
@click.option("--returnees", type=click.IntRange(min=1), help="Persons [the calibrated size].")
@click.option("--through", metavar="YYYY-MM", default="2022-09", show_default=True)
@click.option("--faults", is_flag=True, help="Plant one fault of every kind.")
@places
def sample(
    out: Path, seed: int, returnees: int | None, through: str, faults: bool, **_: Path | None
) -> None:
    """Write a synthetic programme: OUT/landing as the field sends it, OUT/truth beside it."""
    from cli import report
    from common.programme import parse_month
    from sample.generate import generate

    try:
        parse_month(through)
        written = generate(
            out,
            seed=seed,
            returnees=returnees,
            through=through,
            faults=faults,
            progress=report.progress(),
        )
    except (ProttashaError, ValueError, OSError) as error:
        fail(error)
    click.echo(report.sample(written, out))


@main.command()
@click.option("--month", required=True, metavar="YYYY-MM")
@click.option("--indicator", help="One indicator of the registry.")
@click.option("--format", "form", type=FORMATS, default="table", show_default=True)
@places
def figures(
    month: str, indicator: str | None, form: str, home: Path | None, landing: Path | None
) -> None:
    """The figures of a month, from the current release."""
    from publishing.figures.month_figures import list_figures as read_figures

    release = release_of(read_settings(home, landing))
    try:
        click.echo(read_figures(release, month, indicator).to_text(form))
    except ProttashaError as error:
        fail(error)


@main.command()
@click.argument("indicator")
@click.option("--month", required=True, metavar="YYYY-MM")
@click.option("--dimension", default="total", show_default=True)
@click.option("--member", default="all", show_default=True)
@click.option("--period", default="cumulative", show_default=True)
@click.option("--format", "form", type=FORMATS, default="table", show_default=True)
@places
def trace(indicator: str, form: str, home: Path | None, landing: Path | None, **cell: str) -> None:
    """The rows behind a figure: their values add up to it."""
    from publishing.figures.trace import trace as read_trace

    release = release_of(read_settings(home, landing))
    try:
        click.echo(read_trace(release, indicator, **cell).to_text(form))
    except ProttashaError as error:
        fail(error)


@main.command()
@click.option("--format", "form", type=FORMATS, default="table", show_default=True)
@places
def quarantine(form: str, home: Path | None, landing: Path | None) -> None:
    """Rows that do not count, by file, sheet, row, column and rule; never what stands in them."""
    from common.tables import Table
    from ingestion.quarantine import COLUMNS, listing

    settings = read_settings(home, landing)
    require_home(settings)
    click.echo(Table(COLUMNS, listing(settings.home)).to_text(form))


@main.command()
@click.option("--port", type=click.IntRange(1, 65535), default=3000, show_default=True)
@places
def dev(port: int, home: Path | None, landing: Path | None) -> None:
    """Dagster's web UI with everything loaded, on the loopback."""
    import os

    from cli.report import say
    from orchestration.execute import bury_the_dead

    settings = read_settings(home, landing)
    try:
        bury_the_dead(settings, settings.load_programme(), say)
    except (ConfigurationError, OSError) as error:
        fail(error)
    os.environ |= {
        "PROTTASHA_HOME": str(settings.home),
        "PROTTASHA_LANDING": str(settings.landing_folder),
    }
    dagster = str(Path(sys.executable).with_name("dagster"))
    where = ["--host", "127.0.0.1", "--port", str(port)]
    os.execv(dagster, [dagster, "dev", "--module-name", "orchestration.definitions", *where])  # noqa: S606


identity.add_command(train)
main.add_command(identity)
main.add_command(deliveries)
main.add_command(releases)
main.add_command(backup)
main.add_command(restore)

if __name__ == "__main__":
    main()
