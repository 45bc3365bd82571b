"""An ingestion that is killed at any moment leaves nothing that the next one does not put right."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support.bronze import Bronze
from tests.support.rows import case, returnees_csv

KILLED = """
import os, signal, sys
from datetime import UTC, date, datetime
from pathlib import Path
from ingestion import ingest, parquet
from ingestion.ledger.writer import Ledger

ingest.BATCH_FILES = 4
where, left = sys.argv[3], int(sys.argv[4])

def dying(function):
    def call(*args, **named):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **named)
    return call

if where == "file":
    ingest.read_file = dying(ingest.read_file)
elif where == "sync":
    parquet.sync_path = dying(parquet.sync_path)
else:
    Ledger._append_row = dying(Ledger._append_row)
ingest.ingest_landing(
    Path(sys.argv[1]), Path(sys.argv[2]), centres=("SYL", "DHK"), first_date=date(2017, 4, 1),
    time_zone="Asia/Dhaka", now=lambda: datetime(2022, 12, 1, 3, tzinfo=UTC),
)
"""


@pytest.mark.parametrize(("where", "after"), [("file", 5), ("sync", 45), ("row", 7), ("row", 30)])
def test_killed_and_run_again(bronze: Bronze, where: str, after: int) -> None:
    for number in range(10):
        rows = [case(number), case(99, Full_Name="")]
        bronze.put(f"cases/{number}/returnees_SYL_2022-08_v{number + 1}.csv", returnees_csv(*rows))
    arguments = [str(bronze.landing), str(bronze.home), where, str(after)]
    killed = subprocess.run([sys.executable, "-c", KILLED, *arguments], check=False)
    assert killed.returncode == -9
    before = bronze.list_sources()
    assert len(before) < 10
    # What the ledger already names is whole.
    written = [row["source_file_id"] for row in bronze.read_table("returnees")]
    assert all(row["source_file_id"] in written for row in before)
    report = bronze.ingest()
    assert report.files_new == 10 - len(before)
    assert len(bronze.read_table("returnees")) == len(bronze.read_table("quarantine")) == 10
    assert len(bronze.list_sources()) == 10
    assert bronze.list_in_force() == {"cases/9/returnees_SYL_2022-08_v10.csv"}
