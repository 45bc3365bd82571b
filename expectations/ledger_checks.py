"""The checks on ingestion: no row was lost, and every file was accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from expectations.verdicts import Bench, CheckResult

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import pandas as pd

TARGET = "source_files"


class RefusedFile(Protocol):
    """A file, or one sheet of it, that ingestion rejected."""

    @property
    def path(self) -> str: ...


class ScanReport(Protocol):
    """The part of ingestion's report that these checks read."""

    @property
    def files_rejected(self) -> Sequence[RefusedFile]: ...

    @property
    def conservation(self) -> Sequence[str]: ...


def judge_ingestion(
    source_files: pd.DataFrame,
    report: ScanReport,
    *,
    reporting_month: date,
    bench: Bench | None = None,
) -> list[CheckResult]:
    """`rows_conserved` over the rows of the ledger, `files_accepted` over its files."""
    bench = bench or Bench.for_month(reporting_month)
    return [
        _judge_conservation(source_files, report, bench),
        _judge_acceptance(source_files, report, bench),
    ]


def _judge_conservation(files: pd.DataFrame, report: ScanReport, bench: Bench) -> CheckResult:
    """Rows read = loaded + quarantined + ignored, for every file that was ever loaded.

    A file that the last scan rejected because its rows did not add up counts as one lost row.
    """
    loaded = files[files["verdict"] == "loaded"]
    kept = loaded["rows_loaded"] + loaded["rows_quarantined"] + loaded["rows_ignored"]
    lost = (loaded["rows_read"] - kept).abs()
    refused = [text.split(": conservation:")[0] for text in report.conservation]
    # A file can claim more rows than it had. Rows that failed were evaluated.
    evaluated = int(loaded["rows_read"].where(loaded["rows_read"] > lost, lost).sum())
    references = [*loaded.loc[lost > 0, "source_file_id"], *refused]
    return bench.conclude_check(
        "rows_conserved",
        TARGET,
        evaluated + len(refused),
        int(lost.sum()) + len(refused),
        references,
    )


def _judge_acceptance(files: pd.DataFrame, report: ScanReport, bench: Bench) -> CheckResult:
    """Rejected files (or sheets) that were not corrected since, of these and the files in force."""
    in_force = files[files["is_in_force"].astype(bool)]
    corrected_at: dict[str, tuple[Any, Any]] = {}
    for file in in_force.itertuples():
        slot, rank = _find_slot(file), (file.version, file.landed_at)
        corrected_at[slot] = max(rank, corrected_at.get(slot, rank))
    is_refused = (files["verdict"] == "rejected") & files["withdrawn_at"].isna()
    refused = [
        _describe_file(file)
        for file in files[is_refused].itertuples()
        if (file.version, file.landed_at) >= corrected_at.get(_find_slot(file), (0, file.landed_at))
    ]
    known = set(files["path"])
    unreadable = [
        file.path for file in report.files_rejected if file.path.split(", sheet ")[0] not in known
    ]
    refused += unreadable
    return bench.conclude_check(
        "files_accepted", TARGET, len(in_force) + len(refused), len(refused), refused
    )


def _find_slot(file: Any) -> str:
    """The slot of a file: its id without the hash."""
    return str(file.source_file_id).rsplit("-", 1)[0]


def _describe_file(file: Any) -> str:
    return f"{file.path}, sheet {file.sheet}" if file.sheet else str(file.path)
