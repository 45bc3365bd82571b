"""The plan: what a run will do and why, told before it does it.

It compares the ledger and the configuration with what the release of the month says it was made
from; where the month has none yet, with the release that readers get now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from orchestration.settings import Settings

if TYPE_CHECKING:
    import pandas

NAMES_SHOWN = 10


def plan(settings: Settings, month: date, files: pandas.DataFrame) -> list[str]:
    """Lines for the reader: what is new, changed, late or withdrawn, and what else has moved.

    `files` are `ledger.source_files`; names are those of deliveries and of landed files.
    """
    from publishing.release import current_release, latest_release, read_manifest

    release = latest_release(settings.releases, f"{month:%Y-%m}")
    base = release or current_release(settings.releases)
    lines = [f"the bulletin of {month:%Y-%m} will be made"]
    if release is None:
        lines[0] += ": the month has not been published yet"
    if base is None:
        return [*lines, f"  {int(files['is_in_force'].sum()):,} deliveries are in force"]
    manifest = read_manifest(base)
    lines[0] += f"; since {base.name}:"
    moved = [*_deliveries(files, manifest), *_circumstances(settings, manifest)]
    return lines + [f"  {line}" for line in moved or ["nothing else has changed"]]


def _deliveries(files: pandas.DataFrame, manifest: Mapping[str, Any]) -> Iterator[str]:
    before = set(manifest["source_files"])
    fresh = files[files["is_in_force"] & ~files["source_file_id"].isin(before)]
    known = set(files[files["source_file_id"].isin(before)]["delivery"])
    is_known = fresh["delivery"].isin(known)
    is_late = ~is_known & (fresh["delivery_month"] <= manifest["month"]).fillna(False)
    gone = files[files["source_file_id"].isin(before) & ~files["is_in_force"]]
    gone = gone[gone["withdrawn_at"].notna()] if "withdrawn_at" in files else gone[:0]
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
    from orchestration.fingerprint import code_version, people_state

    if manifest.get("code_version") != code_version():
        yield "the code has changed"
    people = people_state(settings)
    before = {
        "decisions": manifest.get("decisions_sha256"),
        "model": manifest.get("configuration", {}).get("model"),
    }
    for fact, words in (
        ("decisions", "reviewers have decided on identities"),
        ("model", "the linking model has changed"),
    ):
        if before[fact] not in (None, people[fact]):
            yield words
