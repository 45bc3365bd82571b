"""Where the rows of one part go, and how many arrived there."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingestion.bronze_tables import QUARANTINE
from ingestion.parquet import TableFile


@dataclass(frozen=True)
class Counts:
    """Rows of one part. `read` is counted by the reader, the others in the written files."""

    read: int = 0
    loaded: int = 0
    quarantined: int = 0
    ignored: int = 0

    @property
    def is_conserved(self) -> bool:
        return self.read == self.loaded + self.quarantined + self.ignored


@dataclass
class Destination:
    """The Parquet files of one part, by table. A file is opened when it is first needed."""

    home: Path
    source_file_id: str
    path: str
    files: dict[str, TableFile] = field(default_factory=dict)

    def write_rows(self, table: str, columns: dict[str, Any]) -> None:
        """Append rows to a table: column → values. Without columns the file is only opened."""
        if table not in self.files:
            self.files[table] = TableFile(self.home, table, self.source_file_id)
        if columns:
            ids = [self.source_file_id] * len(columns["row_number"])
            self.files[table].write_chunk({**columns, "source_file_id": ids})

    def discard(self) -> None:
        """Remove all that was written."""
        for file in self.files.values():
            file.discard()
        self.files.clear()

    def close(self) -> None:
        for file in self.files.values():
            file.close()

    def count_rows(self, table: str) -> int:
        """Rows of a closed table; of the quarantine those that do not count."""
        file = self.files.get(table)
        if file is None:
            return 0
        return file.count_quarantined_rows() if table == QUARANTINE else file.count_rows()
