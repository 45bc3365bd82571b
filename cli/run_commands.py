"""The commands that do work: run a month, ingest, make a sample, open Dagster's web UI."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from cli.options import MONTH, pass_settings, print_message, require_landing
from common.settings import Settings


@click.command("run")
@click.option("--month", metavar=MONTH, help="Reporting month [the last complete one].")
@click.option("--as-of", metavar="INSTANT", help="Rebuild the month as it was known then.")
@click.option(
    "--make-current", is_flag=True, help="Give readers this month even if it is not the newest."
)
@click.option("--wait/--no-wait", default=True, help="Wait for a run that is under way [wait].")
@pass_settings
def run_month(
    month: str | None, as_of: str | None, make_current: bool, wait: bool, settings: Settings
) -> None:
    """Ingest what has landed, build, check and publish the bulletin of a month.

    Readers get the newest release of the newest month. A release of an earlier month leaves them
    there, unless --make-current is given: then it stays current as after a rollback.

    With --as-of and an instant, such as 2022-09-05T18:00+06:00, nothing is ingested or published.
    The month is built again as it was known then, in a folder of its own, and compared with the
    release of that time.
    """
    from cli import report
    from orchestration.executor import DagsterExecutor
    from pipeline import month as pipeline_month
    from pipeline.as_of import parse_local_instant
    from pipeline.published import explain_current
    from pipeline.rebuild import compare_rebuild

    instant = None
    if as_of is not None and make_current:
        raise click.UsageError("--as-of publishes nothing, so --make-current cannot go with it")
    if as_of is None:
        require_landing(settings)
    else:
        time_zone = settings.load_programme().time_zone
        instant = parse_local_instant(as_of, time_zone, print_message)
    outcome = pipeline_month.run_month(
        settings,
        month,
        as_of=instant,
        make_current=make_current,
        wait=wait,
        say=print_message,
        progress=report.Progress(),
        executor=DagsterExecutor(settings),
    )
    if instant:
        rebuilt = compare_rebuild(outcome.folder, settings.releases, instant)
        click.echo(report.format_rebuild(rebuilt))
        return
    report.print_rejected_files(outcome.ingested)
    click.echo(report.format_summary(outcome))
    if told := explain_current(outcome.folder.name, outcome.current):
        print_message(told)


@click.command("ingest")
@pass_settings
def ingest_landing(settings: Settings) -> None:
    """Ingest what has landed, and do nothing else."""
    from cli import report
    from common.locks import hold_home_lock
    from pipeline.steps import run_ingestion

    require_landing(settings)
    programme = settings.load_programme()
    with hold_home_lock(settings.work, "ingestion", print_message):
        ingested = run_ingestion(settings, programme, report.Progress())
    report.print_rejected_files(ingested)
    click.echo(report.format_ingestion(ingested))


@click.command("sample")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False),
    help="Where to write landing/ and truth/.",
)  # fmt: skip
@click.option("--seed", default=20220930, show_default=True, help="The same seed, the same files.")
@click.option(
    "--returnees",
    type=click.IntRange(min=1),
    metavar="NUMBER",
    help="Persons [the calibrated size].",
)
@click.option("--through", metavar=MONTH, default="2022-09", show_default=True, help="Last month.")
@click.option("--faults", is_flag=True, help="Plant one fault of every kind.")
@pass_settings
def write_sample(
    out: Path, seed: int, returnees: int | None, through: str, faults: bool, settings: Settings
) -> None:
    """Write a synthetic programme: the files that the field sends, and the true figures."""
    from cli import report
    from common.programme import parse_month
    from sample.generate import generate_sample

    parse_month(through)
    written = generate_sample(
        out,
        seed=seed,
        returnees=returnees,
        through=through,
        faults=faults,
        progress=report.Progress(),
    )
    click.echo(report.format_sample(written, out))


@click.command("dev")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=3000, show_default=True, metavar="NUMBER",
    help="The port of the web page.",
)  # fmt: skip
@pass_settings
def open_dagster(port: int, settings: Settings) -> None:
    """Serve Dagster's web UI on this machine alone, with everything loaded."""
    from orchestration.executor import DagsterExecutor
    from pipeline.month import report_dead_runs

    report_dead_runs(DagsterExecutor(settings), print_message)
    os.environ |= {
        "PROTTASHA_HOME": str(settings.home),
        "PROTTASHA_LANDING": str(settings.landing_folder),
        "PROTTASHA_PROGRAMME": str(settings.programme),
        "PROTTASHA_MODEL": str(settings.model),
    }
    # Dagster would warn of a dagster.yaml in the folder where it starts that is not its home's.
    os.chdir(settings.dagster_home)
    dagster = str(Path(sys.executable).with_name("dagster"))
    where = ["--host", "127.0.0.1", "--port", str(port)]
    os.execv(dagster, [dagster, "dev", "--module-name", "orchestration.definitions", *where])  # noqa: S606
