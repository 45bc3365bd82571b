"""Withdrawing a delivery and reinstating it: the next best version comes into force.

A file that vanished from the landing folder stays in force until it is withdrawn. A withdrawn
content counts again only if it is reinstated, or lands again under a higher version number.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from common.errors import ProttashaError
from ingestion.ledger.history import Rows
from ingestion.ledger.listing import name_state
from ingestion.ledger.store import hold_ledger_lock, locate_ledger
from ingestion.ledger.writer import Ledger


class WithdrawalRefused(ProttashaError):
    """Nothing was withdrawn or reinstated. The message says why and what to do."""


@dataclass(frozen=True)
class Change:
    """What a withdrawal or a reinstatement did; files as `path` or `path, sheet Name`.

    `changed` was withdrawn (or reinstated) now, `already` was so before. `enters` is in force from
    now on, `leaves` no longer.
    """

    changed: tuple[str, ...]
    already: tuple[str, ...]
    enters: tuple[str, ...]
    leaves: tuple[str, ...]


def withdraw_versions(
    home: Path,
    what: str,
    *,
    reason: str,
    by: str,
    now: Callable[[], datetime],
    all_versions: bool = False,
    waiting: Callable[[], None] = lambda: None,
) -> Change:
    """Take a version out of force: `what` is its path (all its sheets) or a source file id.

    A path that held several contents means the one that landed last. With `all_versions`, which
    the name of a delivery needs, all versions that have landed so far are withdrawn. Calls
    `waiting` before it waits for a running ingestion. WithdrawalRefused if `what` is unknown;
    LedgerError and sqlite3.Error if the ledger cannot be used.
    """

    def choose_contents(rows: Rows) -> set[str]:
        named = _find_named(rows, what)
        if all_versions:
            return _find_all_versions(rows, named)
        if not any(what in (row["path"], row["source_file_id"]) for row in named):
            paths = ", ".join(sorted({row["path"] for row in named}))
            raise WithdrawalRefused(
                f"{what} is a delivery. Name one of its versions ({paths}), or add "
                "--all-versions to withdraw all of them."
            )
        return _choose_last_of_slots(named)

    entry = {"is_withdrawn": True, "by_whom": by.strip(), "reason": reason.strip()}
    return _record_change(home, choose_contents, entry, now, waiting)


def reinstate_versions(
    home: Path,
    what: str,
    *,
    reason: str,
    by: str,
    now: Callable[[], datetime],
    waiting: Callable[[], None] = lambda: None,
) -> Change:
    """Undo a withdrawal: of a path the content that landed last among the withdrawn ones, of a
    delivery all. Otherwise as `withdraw_versions`."""

    def choose_contents(rows: Rows) -> set[str]:
        named = _find_named(rows, what)
        withdrawn = [row for row in named if row["withdrawn_at"]] or named
        if any(row["path"] == what for row in named):
            return _choose_last_of_slots(withdrawn)
        return {row["source_file_id"] for row in withdrawn}

    entry = {"is_withdrawn": False, "by_whom": by.strip(), "reason": reason.strip()}
    return _record_change(home, choose_contents, entry, now, waiting)


def _record_change(
    home: Path,
    choose_contents: Callable[[Rows], set[str]],
    entry: dict[str, object],
    now: Callable[[], datetime],
    waiting: Callable[[], None],
) -> Change:
    if not entry["by_whom"] or not entry["reason"]:
        raise WithdrawalRefused("the name of who decides this and the reason must not be blank")
    path = locate_ledger(home)
    if not path.exists():
        raise WithdrawalRefused(f"nothing has landed in {home} yet; run: prottasha ingest")
    with hold_ledger_lock(path, waiting), closing(Ledger(path)) as ledger:
        before = ledger.read_history()
        wanted = choose_contents(before.list_landings())
        asked = [row for row in before.list_contents() if row["source_file_id"] in wanted]
        changing = [row for row in asked if bool(row["withdrawn_at"]) != entry["is_withdrawn"]]
        at = ledger.choose_stamp(now())
        ledger.record_withdrawals(
            {"at": at, "source_file_id": row["source_file_id"], **entry} for row in changing
        )
        old = _index_in_force(before.list_contents())
        new = _index_in_force(ledger.read_history().list_contents())
    return Change(
        changed=_format_names(changing),
        already=_format_names(row for row in asked if row not in changing),
        enters=_format_names(row for key, row in new.items() if key not in old),
        leaves=_format_names(row for key, row in old.items() if key not in new),
    )


def _find_named(rows: Rows, what: str) -> Rows:
    found = [row for row in rows if what in (row["path"], row["source_file_id"])]
    found = found or [row for row in rows if what == row["delivery"]]
    if not found:
        names = {str(row[key]) for row in rows for key in ("path", "delivery")} - {""}
        near = difflib.get_close_matches(what, sorted(names), n=3, cutoff=0.5)
        hint = f"did you mean {', '.join(near)}?" if near else "see: prottasha deliveries"
        raise WithdrawalRefused(f"no delivery and no path is called {what}; {hint}")
    return found


def _choose_last_of_slots(rows: Rows) -> set[str]:
    # Rows come in the order of their landing.
    return set({row["slot"]: str(row["source_file_id"]) for row in rows}.values())


def _find_all_versions(rows: Rows, named: Rows) -> set[str]:
    """Without versions (social media, Kobo) every file is a delivery of its own."""
    slots = {row["slot"] for row in named if row["is_versioned"]}
    found = [*named, *(row for row in rows if row["slot"] in slots)]
    return {str(row["source_file_id"]) for row in found}


def _index_in_force(contents: Rows) -> dict[str, dict[str, Any]]:
    return {row["source_file_id"]: row for row in contents if name_state(row) == "in force"}


def _format_names(rows: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(
        sorted(f"{row['path']}, sheet {row['sheet']}" if row["sheet"] else row["path"]
               for row in rows)
    )  # fmt: skip
