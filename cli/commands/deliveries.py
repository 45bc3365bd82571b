"""The commands `prottasha deliveries`: what has been delivered, taking it back, mending bronze."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.options import FORMATS, fail, places, read_settings, release_if_any, require_home
from common.errors import ConfigurationError
from common.settings import Settings

if TYPE_CHECKING:
    from common.tables import Table
    from ingestion.ledger.withdrawal import Change

SOURCES = click.Choice(["cases", "social_media", "events", "communications", "published"])
# The columns that fit a terminal; CSV and JSON have all.
SHOWN = (
    "path", "sheet", "delivery", "version", "landed_at", "state", "rows_read", "rows_loaded",
    "rows_quarantined", "rows_ignored", "reason",
)  # fmt: skip
HEADS = {"rows_read": "read", "rows_loaded": "loaded", "rows_quarantined": "quarantined",
         "rows_ignored": "ignored"}  # fmt: skip

by_option = click.option("--by", help="Who decides this [your login name].")
reason_option = click.option("--reason", required=True, help="Why; it stays in the ledger.")


@click.group(invoke_without_command=True)
@click.option("--format", "form", type=FORMATS, default="table", show_default=True)
@click.option("--as-of", metavar="INSTANT", help="As it was then: 2022-09-05T18:00+06:00.")
@click.option("--source", type=SOURCES, help="One source only.")
@click.option("--month", metavar="YYYY-MM", help="Deliveries for one month only.")
@places
@click.pass_context
def deliveries(
    context: click.Context,
    form: str,
    as_of: str | None,
    source: str | None,
    month: str | None,
    home: Path | None,
    landing: Path | None,
) -> None:
    """Every version of every delivery: when it landed, its state, what became of its rows."""
    if context.invoked_subcommand:
        here = {"home": home, "landing": landing}  # said before the command, they hold for it
        context.default_map = {context.invoked_subcommand: here}
        return
    from common.tables import Table
    from ingestion.ledger.listing import COLUMNS, list_versions

    settings = read_settings(home, landing)
    with _failing(settings):
        wanted = {"source": source, "delivery_month": month}
        rows = [
            row
            for row in list_versions(settings.home, _instant(settings, as_of))
            if all(value in (None, row[COLUMNS.index(column)]) for column, value in wanted.items())
        ]
    click.echo((_short(rows) if form == "table" else Table(COLUMNS, rows)).to_text(form))


@deliveries.command()
@click.argument("what")
@click.option("--all-versions", is_flag=True, help="Every version that has landed so far.")
@reason_option
@by_option
@places
def withdraw(
    what: str,
    all_versions: bool,
    reason: str,
    by: str | None,
    home: Path | None,
    landing: Path | None,
) -> None:
    """Take back WHAT: a version's path, or with --all-versions a delivery such as SYL-2022-09.

    All sheets of the file go, and the next best version counts. Its rows stay in bronze.
    """
    from ingestion.ledger import withdrawal

    settings = read_settings(home, landing)
    with _failing(settings), _turn(settings, "withdrawal"):
        change = withdrawal.withdraw_versions(
            settings.home,
            what,
            reason=reason,
            by=by or getuser(),
            now=settings.clock,
            all_versions=all_versions,
            waiting=_waiting,
        )
    _tell(settings, change, "withdrawn")


@deliveries.command()
@click.argument("what")
@reason_option
@by_option
@places
def reinstate(
    what: str, reason: str, by: str | None, home: Path | None, landing: Path | None
) -> None:
    """Put back WHAT was withdrawn: a version's path, or a delivery such as SYL-2022-09."""
    from ingestion.ledger import withdrawal

    settings = read_settings(home, landing)
    with _failing(settings), _turn(settings, "reinstatement"):
        change = withdrawal.reinstate_versions(
            settings.home,
            what,
            reason=reason,
            by=by or getuser(),
            now=settings.clock,
            waiting=_waiting,
        )
    _tell(settings, change, "reinstated")


@deliveries.command()
@places
def repair(home: Path | None, landing: Path | None) -> None:
    """Read damaged bronze again from the landing folder, if that still has the same bytes."""
    from ingestion.repair import repair_bronze

    settings = read_settings(home, landing)
    with _failing(settings), _turn(settings, "repair of bronze"):
        programme = settings.load_programme()
        done = repair_bronze(
            settings.home,
            settings.landing_folder,
            centres=programme.centre_codes,
            first_date=programme.start_month,
            time_zone=programme.time_zone,
            waiting=_waiting,
        )
    for place in done.mended:
        click.echo(f"read again, and as it was: {place}")
    for place in done.left:
        click.echo(f"not mended: {place}", err=True)
    if done.left:
        fail(
            "the landing folder has not these bytes any more; put the files named back from backup"
        )
    if not done.mended:
        click.echo("bronze is sound")


@contextmanager
def _failing(settings: Settings) -> Iterator[None]:
    """Ends the command with exit code 2 if it cannot go on, and says why and what to do."""
    import sqlite3

    from identity.errors import IdentityError
    from ingestion.ledger.queries import LedgerError
    from ingestion.ledger.withdrawal import WithdrawalRefused
    from pipeline.failures import explain

    require_home(settings)
    try:
        yield
    except (WithdrawalRefused, LedgerError, IdentityError, ConfigurationError) as error:
        fail(error)
    except (sqlite3.Error, OSError) as error:
        fail(explain(error, settings))


@contextmanager
def _turn(settings: Settings, what: str) -> Iterator[None]:
    """No run may be under way: it could not say whether it had seen the change."""
    from cli import report
    from common.locks import hold_home_lock

    with hold_home_lock(settings.work, what, report.say):
        yield


def _waiting() -> None:
    click.echo("waiting for another ingestion to end", err=True)


def _instant(settings: Settings, text: str | None) -> datetime | None:
    from cli.report import say
    from pipeline.instants import instant_of, require_past

    if text is None:
        return None
    instant = instant_of(text, settings.load_programme().time_zone, say)
    require_past(settings, instant)
    return instant


def _short(rows: list[tuple[object, ...]]) -> Table:
    from common.tables import Table
    from ingestion.ledger.listing import COLUMNS

    positions = [COLUMNS.index(name) for name in SHOWN]
    landed = SHOWN.index("landed_at")
    lines = []
    for row in rows:
        cells = [row[position] for position in positions]
        cells[landed] = f"{str(cells[landed])[:19]}Z"
        lines.append(tuple(cells))
    heads = tuple(HEADS.get(name, name) for name in SHOWN)
    return Table(heads, lines, counts=tuple(HEADS.values()))


def _tell(settings: Settings, change: Change, verb: str) -> None:
    for name in change.changed:
        click.echo(f"{verb}: {name}")
    for name in change.already:
        click.echo(f"already {'withdrawn' if verb == 'withdrawn' else 'not withdrawn'}: {name}")
    for name in change.leaves:
        click.echo(f"no longer in force: {name}")
    for name in change.enters:
        click.echo(f"in force now: {name}")
    if not change.enters and not change.leaves:
        click.echo("what is in force has not changed")
        return
    release = release_if_any(settings)
    month = f" --month {release.name.split('.')[0]}" if release else ""
    click.echo(f"the next run will show it: prottasha run{month}")
