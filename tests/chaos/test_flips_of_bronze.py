"""Two hundred single bits flipped in bronze and its ledger: each is found, or does no harm."""

from __future__ import annotations

import logging
import random
from pathlib import Path

import pytest

from ingestion.ledger.queries import summarise_ledger
from ingestion.ledger.store import LedgerDamaged, LedgerError
from ingestion.soundness import BronzeDamaged, require_sound_bronze
from tests.ingestion.disk_faults import make_bronze
from tests.support.bronze import Bronze

SEED, FLIPS = 20220930, 200


def answers(bronze: Bronze) -> object:
    """All that a run takes from the ledger, once bronze has been found sound."""
    sources = bronze.list_sources()
    require_sound_bronze(bronze.home, {row["source_file_id"] for row in sources})
    return sources, summarise_ledger(bronze.ledger)


@pytest.mark.chaos
def test_every_flipped_bit_is_found_or_does_no_harm(tmp_path: Path) -> None:
    bronze = make_bronze(tmp_path / "bronze")
    bronze.ingest()
    bronze.withdraw("cases/returnees_SYL_2022-08_v2.csv")
    expected = answers(bronze)
    draw = random.Random(SEED)  # noqa: S311
    parquets = sorted((bronze.home / "bronze").rglob("*-*.parquet"))
    quarantine = sorted((bronze.home / "quarantine").rglob("*-*.parquet"))
    found = harmless = 0
    for number in range(FLIPS):
        # A third of them strike the ledger, a third bronze, a third quarantine.
        path = draw.choice(([bronze.ledger], parquets, quarantine)[number % 3])
        sound = path.read_bytes()
        bit = draw.randrange(len(sound) * 8)
        logging.info("bit %d of %s, seed %d", bit, path.name, SEED)
        content = bytearray(sound)
        content[bit // 8] ^= 1 << bit % 8
        path.write_bytes(content)
        try:
            assert answers(bronze) == expected, (path.name, bit)
            assert path == bronze.ledger, (path.name, bit)
            harmless += 1
        except (BronzeDamaged, LedgerDamaged, LedgerError):
            found += 1
        path.write_bytes(sound)
        bronze.ledger.with_name(f"{bronze.ledger.name}-journal").unlink(missing_ok=True)
    assert answers(bronze) == expected
    logging.info("%d found, %d where the ledger holds nothing", found, harmless)
    # Most of a ledger of this size is empty pages; no flip outside of it may be harmless.
    assert found >= FLIPS * 2 // 3
