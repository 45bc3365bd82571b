"""The plan: what a run will do and why, told before it does it.

It compares the ledger and the configuration with what the release of the month says it was made
from; where the month has none yet, with the release that readers get now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from common.settings import Settings
from common.wording import format_count, format_list

if TYPE_CHECKING:
    import pandas

NAMES_SHOWN = 10
SLOT = ["source", "delivery", "table_name"]


def describe_plan(
    settings: Settings,
    month: date,
    files: pandas.DataFrame,
    base: Path | None,
    *,
    is_published: bool,
) -> list[str]:
    """Lines for the reader: what is new, changed, late or withdrawn, and what else has changed.

    `files` are `ledger.source_files`; names are those of deliveries and of landed files. `base` is
    the sound release to compare with, `is_published` whether the month has a release.
    """
    from publishing.releases.manifest import read_manifest

    lines = [f"the bulletin of {month:%Y-%m} will be made"]
    if not is_published:
        lines[0] += ": the month has not been published yet"
    if base is None:
        in_force = files[files["is_in_force"]]["path"].nunique()
        return [*lines, f"  {format_count(in_force, 'file is', 'files are')} in force"]
    manifest = read_manifest(base)
    lines[0] += f"; since {base.name}:"
    changes = [*_describe_deliveries(files, manifest), *_describe_circumstances(settings, manifest)]
    return lines + [f"  {line}" for line in changes or ["nothing else has changed"]]


def _describe_deliveries(files: pandas.DataFrame, manifest: Mapping[str, Any]) -> Iterator[str]:
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
            yield f"{len(paths):,} {kind}: {format_list(paths, NAMES_SHOWN)}"


def _describe_circumstances(settings: Settings, manifest: Mapping[str, Any]) -> Iterator[str]:
    from pipeline.configuration import hash_configuration
    from pipeline.fingerprint import hash_code, hash_people

    now = {"code": hash_code(), **hash_people(settings), **hash_configuration(settings)}
    before = {
        "code": manifest["code_version"],
        "decisions": manifest["decisions_sha256"],
        **manifest["configuration"],
    }
    for fact, words in (
        ("code", "the code has changed"),
        ("programme", "the programme file has changed"),
        ("model", "the linking model has changed"),
        ("decisions", "reviewers have decided on identities"),
    ):
        if before[fact] != now[fact]:
            yield words
