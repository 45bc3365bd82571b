"""Check results on disk: Parquet with the columns of the mart `fct_check_results`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from expectations import dictionary
from expectations.verdicts import CheckResult

SCHEMA = pa.schema(
    [
        ("check_id", pa.string()),
        ("target", pa.string()),
        ("title", pa.string()),
        ("engine", pa.string()),
        ("quality_dimension", pa.string()),
        ("severity", pa.string()),
        ("is_blocking", pa.bool_()),
        ("threshold", pa.float64()),
        ("evaluated", pa.int64()),
        ("failed", pa.int64()),
        ("waived", pa.int64()),
        ("verdict", pa.string()),
        ("row_references", pa.string()),
        ("engineer_guidance", pa.string()),
        ("auditor_guidance", pa.string()),
    ]
)


def write_results(results: Iterable[CheckResult], path: Path) -> None:
    """Write results with the dictionary's texts beside them, sorted by check and target."""
    checks = dictionary.load_checks()
    rows = [
        {
            **asdict(result),
            "title": checks[result.check_id].title,
            "is_blocking": result.is_blocking,
            "engineer_guidance": checks[result.check_id].engineer,
            "auditor_guidance": checks[result.check_id].auditor,
        }
        for result in sorted(results, key=lambda result: (result.check_id, result.target))
    ]
    pq.write_table(pa.Table.from_pylist(rows, SCHEMA), path)


def read_results(path: Path) -> list[CheckResult]:
    """Read the results that `write_results` wrote."""
    columns = [field.name for field in fields(CheckResult)]
    return [CheckResult(**row) for row in pq.read_table(path, columns=columns).to_pylist()]
