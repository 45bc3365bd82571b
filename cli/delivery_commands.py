"""The commands `prottasha deliveries`: list, withdraw and reinstate deliveries, repair bronze."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from getpass import getuser
from typing import TYPE_CHECKING, Any

import click

from cli.options import MONTH, format_option, pass_settings, print_message, require_home
from common.errors import ProttashaError
from common.settings import Settings
from common.tables import Table

if TYPE_CHECKING:
    from ingestion.ledger.withdrawal import Change

SOURCES = click.Choice(["cases", "social_media", "events", "communications", "published"])
# The columns that fit a terminal; CSV and JSON have all.
SHOWN = (
    "path", "sheet", "delivery", "version", "landed_at", "state", "rows_read", "rows_loaded",
    "rows_quarantined", "rows_ignored", "reason",
)  # fmt: skip
HEADS = {"rows_read": "read", "rows_loaded": "loaded", "rows_quarantined": "quarantined",
         "rows_ignored": "ignored"}  # fmt: skip

by_option = click.option("--by", default=getuser, help="Who decides this [your login name].")
reason_option = click.option("--reason", required=True, help="Why. It stays in the ledger.")


@click.group(invoke_without_command=True)
@format_option
@click.option("--as-of", metavar="INSTANT", help="As it was then, such as 2022-09-05T18:00+06:00.")
@click.option("--source", type=SOURCES, help="One source only.")
@click.option("--month", metavar=MONTH, help="Deliveries for one month only.")
@click.pass_context
@pass_settings
def deliveries(
    context: click.Context,
    layout: str,
    as_of: str | None,
    source: str | None,
    month: str | None,
    settings: Settings,
) -> None:
    """List every version of every delivery: when it landed, its state, what became of its rows."""
    if context.invoked_subcommand:
        # Options that stand before the command hold for it, too.
        here = {name: context.params[name] for name in ("home", "landing")}
        context.default_map = {context.invoked_subcommand: here}
        return
    from ingestion.ledger.listing import COLUMNS, list_versions

    require_home(settings)
    wanted = {"source": source, "delivery_month": month}
    rows = [
        row
        for row in list_versions(settings.home, _parse_as_of(settings, as_of))
        if all(value in (None, row[COLUMNS.index(column)]) for column, value in wanted.items())
    ]
    table = _shorten_rows(rows, COLUMNS) if layout == "table" else Table(COLUMNS, rows)
    click.echo(table.to_text(layout))


@deliveries.command("withdraw")
@click.argument("what")
@click.option("--all-versions", is_flag=True, help="Every version that has landed so far.")
@reason_option
@by_option
@pass_settings
def withdraw_delivery(
    what: str, all_versions: bool, reason: str, by: str, settings: Settings
) -> None:
    """Withdraw WHAT: the path of a version, or with --all-versions a delivery such as SYL-2022-09.

    All sheets of the file are withdrawn, and the next best version counts. Its rows stay in bronze.
    """
    from ingestion.ledger.withdrawal import withdraw_versions

    change = _change_ledger(
        settings,
        "withdrawal",
        withdraw_versions,
        what,
        reason=reason,
        by=by,
        all_versions=all_versions,
    )
    _print_change(settings, change, "withdrawn")


@deliveries.command("reinstate")
@click.argument("what")
@reason_option
@by_option
@pass_settings
def reinstate_delivery(what: str, reason: str, by: str, settings: Settings) -> None:
    """Reinstate WHAT was withdrawn: the path of a version, or a delivery such as SYL-2022-09."""
    from ingestion.ledger.withdrawal import reinstate_versions

    change = _change_ledger(
        settings, "reinstatement", reinstate_versions, what, reason=reason, by=by
    )
    _print_change(settings, change, "reinstated")


@deliveries.command("repair")
@pass_settings
def repair_bronze(settings: Settings) -> None:
    """Read damaged bronze again from the landing folder, if that still has the same bytes."""
    from ingestion.repair import repair_bronze

    with _hold_home(settings, "repair of bronze"):
        programme = settings.load_programme()
        done = repair_bronze(
            settings.home,
            settings.landing_folder,
            centres=programme.centre_codes,
            first_date=programme.start_month,
            time_zone=programme.time_zone,
            waiting=_announce_wait,
        )
    for place in done.mended:
        click.echo(f"repaired: {place}")
    for place in done.left:
        print_message(f"not repaired: {place}")
    if done.left:
        raise ProttashaError(
            "the original files are no longer in the landing folder",
            "restore the files listed above from a backup",
        )
    if not done.mended:
        click.echo("bronze is sound")


def _change_ledger(
    settings: Settings, purpose: str, change: Callable[..., Change], what: str, **asked: Any
) -> Change:
    with _hold_home(settings, purpose):
        return change(settings.home, what, now=settings.clock, waiting=_announce_wait, **asked)


@contextmanager
def _hold_home(settings: Settings, purpose: str) -> Iterator[None]:
    """No run may be under way: it could not say whether it had seen the change."""
    from common.locks import hold_home_lock

    require_home(settings)
    with hold_home_lock(settings.work, purpose, print_message):
        yield


def _announce_wait() -> None:
    print_message("waiting for another ingestion to end")


def _parse_as_of(settings: Settings, text: str | None) -> datetime | None:
    from pipeline.as_of import parse_local_instant, require_past

    if text is None:
        return None
    instant = parse_local_instant(text, settings.load_programme().time_zone, print_message)
    require_past(settings, instant)
    return instant


def _shorten_rows(rows: list[tuple[object, ...]], columns: tuple[str, ...]) -> Table:
    """The columns SHOWN, and the instant of landing to the second."""
    positions = [columns.index(name) for name in SHOWN]
    landed = SHOWN.index("landed_at")
    lines = []
    for row in rows:
        cells = [row[position] for position in positions]
        cells[landed] = f"{str(cells[landed])[:19]}Z"
        lines.append(tuple(cells))
    heads = tuple(HEADS.get(name, name) for name in SHOWN)
    return Table(heads, lines, counts=tuple(HEADS.values()))


def _print_change(settings: Settings, change: Change, verb: str) -> None:
    from publishing.releases.pointer import find_current_release

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
    release = find_current_release(settings.releases)
    month = f" --month {release.name.split('.')[0]}" if release else ""
    click.echo(f"the next run will show it: prottasha run{month}")
