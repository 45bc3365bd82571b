"""A delivery is taken back, or put back: its next best version comes into force.

Source of the rules: source-formats, *Versions*. A vanished file stays in force until it is
withdrawn; bytes that were withdrawn count again only if they land again under a higher N.
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
from common.locks import hold_lock
from ingestion.deliveries import ledger_of, state_of
from ingestion.history import Rows
from ingestion.ledger import Ledger


class WithdrawalRefused(ProttashaError):
    """Nothing was withdrawn or put back; the message says why and what to do."""


@dataclass(frozen=True)
class Change:
    """What a withdrawal did; files as `path` or `path, sheet Name`.

    `changed` was withdrawn (or put back) now, `already` had been. `enters` and `leaves` are in
    force from now on, or no longer.
    """

    changed: tuple[str, ...]
    already: tuple[str, ...]
    enters: tuple[str, ...]
    leaves: tuple[str, ...]


def withdraw(
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

    A path that held several contents means the one that landed last. With `all_versions`, or for
    the name of a delivery, which needs it, all versions that have landed so far go. Waits for a
    running ingestion, after a call of `waiting`. WithdrawalRefused if `what` is unknown;
    LedgerError and sqlite3.Error if the ledger cannot be used.
    """

    def chosen(rows: Rows) -> set[str]:
        named = _named(rows, what)
        if all_versions:
            return _all_versions(rows, named)
        if not any(what in (row["path"], row["source_file_id"]) for row in named):
            paths = ", ".join(sorted({row["path"] for row in named}))
            raise WithdrawalRefused(
                f"{what} is a delivery; name one of its versions ({paths}), or ask for all of them "
                "with --all-versions"
            )
        return _last_of_each_slot(named)

    return _change(home, chosen, is_withdrawn=True, reason=reason, by=by, now=now, waiting=waiting)


def reinstate(
    home: Path,
    what: str,
    *,
    reason: str,
    by: str,
    now: Callable[[], datetime],
    waiting: Callable[[], None] = lambda: None,
) -> Change:
    """Put back what was withdrawn: of a path the content that landed last among the withdrawn
    ones, of a delivery all. Like `withdraw` otherwise."""

    def chosen(rows: Rows) -> set[str]:
        named = _named(rows, what)
        out = [row for row in named if row["withdrawn_at"]] or named
        if any(row["path"] == what for row in named):
            return _last_of_each_slot(out)
        return {row["source_file_id"] for row in out}

    return _change(home, chosen, is_withdrawn=False, reason=reason, by=by, now=now, waiting=waiting)


def _change(
    home: Path,
    chosen: Callable[[Rows], set[str]],
    *,
    is_withdrawn: bool,
    reason: str,
    by: str,
    now: Callable[[], datetime],
    waiting: Callable[[], None],
) -> Change:
    if not by.strip() or not reason.strip():
        raise WithdrawalRefused("say who decides this and the reason; neither may be blank")
    path = ledger_of(home)
    if not path.exists():
        raise WithdrawalRefused(f"nothing has landed in {home} yet")
    with hold_lock(path.with_name(".lock"), waiting), closing(Ledger(path)) as ledger:
        before = ledger.history()
        wanted = chosen(before.landings())
        about = [row for row in before.contents() if row["source_file_id"] in wanted]
        changing = [row for row in about if bool(row["withdrawn_at"]) != is_withdrawn]
        entry = {"is_withdrawn": is_withdrawn, "by_whom": by.strip(), "reason": reason.strip()}
        at = ledger.stamp(now())
        ledger.withdraw(
            {"at": at, "source_file_id": row["source_file_id"], **entry} for row in changing
        )
        old, new = _in_force(before.contents()), _in_force(ledger.history().contents())
    return Change(
        changed=_names(changing),
        already=_names(row for row in about if row not in changing),
        enters=_names(row for key, row in new.items() if key not in old),
        leaves=_names(row for key, row in old.items() if key not in new),
    )


def _named(rows: Rows, what: str) -> Rows:
    found = [row for row in rows if what in (row["path"], row["source_file_id"])]
    found = found or [row for row in rows if what == row["delivery"]]
    if not found:
        names = {str(row[key]) for row in rows for key in ("path", "delivery")} - {""}
        near = difflib.get_close_matches(what, sorted(names), n=3, cutoff=0.5)
        hint = f"did you mean {', '.join(near)}?" if near else "see: prottasha deliveries"
        raise WithdrawalRefused(f"no delivery and no path is called {what}; {hint}")
    return found


def _last_of_each_slot(rows: Rows) -> set[str]:
    # Rows come in the order of their landing.
    return set({row["slot"]: str(row["source_file_id"]) for row in rows}.values())


def _all_versions(rows: Rows, named: Rows) -> set[str]:
    """Without versions (social media, Kobo) every file is a delivery of its own."""
    slots = {row["slot"] for row in named if row["is_versioned"]}
    found = [*named, *(row for row in rows if row["slot"] in slots)]
    return {str(row["source_file_id"]) for row in found}


def _in_force(contents: Rows) -> dict[str, dict[str, Any]]:
    return {row["source_file_id"]: row for row in contents if state_of(row) == "in force"}


def _names(rows: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(
        sorted(f"{row['path']}, sheet {row['sheet']}" if row["sheet"] else row["path"]
               for row in rows)
    )  # fmt: skip
