"""A home that has seen everything once; `make chaos` lets hundreds of histories happen."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet

from tests.chaos.deliveries import RECORDS, File, a_case_file
from tests.chaos.histories import (
    Correct,
    Crash,
    Decide,
    Ingest,
    Land,
    Operation,
    Resend,
    Run,
    Vanish,
    Wait,
    Withdraw,
)
from tests.chaos.judged import require_as_rebuilt, tidied_afterwards

DHAKA, SYLHET = (a_case_file(f"{centre}_2022-08", rows=3) for centre in ("DHK", "SYL"))
# Files are numbered by their paths: 0 is Dhaka's, 1 Sylhet's.
HISTORY: list[Operation] = [
    Land(SYLHET),
    Land(DHAKA),
    Crash("beginning", 69),
    Run("2022-09"),
    Correct(1, up=1),  # the second version of Sylhet
    Land(File("cases/returnees_SYL_2022-07.csv", b"nonsense")),
    Wait(100),
    Decide((RECORDS[0], RECORDS[1]), "same"),
    Crash("identity__person_links", 12),
    Resend(0, up=2),
    Vanish(1),
    Ingest(),
    Withdraw(0, all_versions=True),
    Wait(-30),
    Correct(0, up=0),  # an older version comes late
]


def test_marts_are_those_of_a_clean_home_with_the_same_past(tmp_path: Path) -> None:
    with tidied_afterwards():
        world = require_as_rebuilt(HISTORY, tmp_path)
    assert (world.died, world.releases) == (2, 2)
    cases = world.settings.releases / "current" / "parquet" / "bridge_beneficiary_cases.parquet"
    assert pyarrow.parquet.read_metadata(cases).num_rows > 1
