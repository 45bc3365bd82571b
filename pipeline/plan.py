"""The plan: what a run will do and why, told before it does it.

It compares the ledger and the configuration with what the release of the month says it was made
from; where the month has none yet, with the release that readers get now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from common.settings import Settings
from common.wording import format_count

if TYPE_CHECKING:
    import pandas

NAMES_SHOWN = 10
SLOT = ["source", "delivery", "table_name"]


def plan(settings: Settings, month: date, files: pandas.DataFrame) -> list[str]:
    """Lines for the reader: what is new, changed, late or withdrawn, and what else has moved.

    `files` are `ledger.source_files`; names are those of deliveries and of landed files.
    """
    from publishing.release import current_release, latest_release, read_manifest
    from publishing.verification import is_sound

    release = latest_release(settings.releases, f"{month:%Y-%m}")
    base = release or current_release(settings.releases)
    lines = [f"the bulletin of {month:%Y-%m} will be made"]
    if release is None:
        lines[0] += ": the month has not been published yet"
    if base is None or not is_sound(base):
        in_force = files[files["is_in_force"]]["path"].nunique()
        return [*lines, f"  {format_count(in_force, 'file is', 'files are')} in force"]
    manifest = read_manifest(base)
    lines[0] += f"; since {base.name}:"
    moved = [*_deliveries(files, manifest), *_circumstances(settings, manifest)]
    return lines + [f"  {line}" for line in moved or ["nothing else has changed"]]


def _deliveries(files: pandas.DataFrame, manifest: Mapping[str, Any]) -> Iterator[str]:
    import pandas

    before = set(manifest["source_files"])
    fresh = files[files["is_in_force"] & ~files["source_file_id"].isin(before)]
    # A centre's delivery replaces the one before; an export of a channel stands beside the others.
    known = pandas.MultiIndex.from_frame(files[files["source_file_id"].isin(before)][SLOT])
    is_known = fresh["delivery_month"].notna() & pandas.MultiIndex.from_frame(fresh[SLOT]).isin(
        known
    )
    is_late = ~is_known & (fresh["delivery_month"] <= manifest["month"]).fillna(False)
    gone = files[files["source_file_id"].isin(before) & ~files["is_in_force"]]
    gone = gone[gone["withdrawn_at"].notna()]
    for kind, chosen in (
        ("new", fresh[~is_known & ~is_late]),
        ("changed", fresh[is_known]),
        (f"late, for {manifest['month']} or before", fresh[is_late]),
        ("withdrawn", gone),
    ):
        paths = sorted(set(chosen["path"]))
        if paths:
            yield f"{len(paths):,} {kind}: {_some(paths)}"


def _some(names: list[str]) -> str:
    rest = len(names) - NAMES_SHOWN
    return ", ".join(names[:NAMES_SHOWN]) + (f" and {rest:,} more" if rest > 0 else "")


def _circumstances(settings: Settings, manifest: Mapping[str, Any]) -> Iterator[str]:
    from pipeline.configuration import hashes
    from pipeline.fingerprint import code_version, people_state

    now = {"code": code_version(), **people_state(settings), **hashes(settings)}
    # A release of an earlier version of the code does not say all of this.
    before = {
        "code": manifest.get("code_version"),
        "decisions": manifest.get("decisions_sha256"),
        **manifest.get("configuration", {}),
    }
    for fact, words in (
        ("code", "the code has changed"),
        ("programme", "the programme file has changed"),
        ("model", "the linking model has changed"),
        ("decisions", "reviewers have decided on identities"),
    ):
        if before.get(fact) not in (None, now[fact]):
            yield words
