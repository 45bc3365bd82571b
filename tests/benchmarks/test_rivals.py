"""What the rivals are given, that plain Splink works, and that a linking is measured apart."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from benchmarks.identity import process, result_tables
from benchmarks.identity.measures import measure_quality, summarise_seeds
from benchmarks.identity.people import generate_frame
from benchmarks.identity.process import Linking, run_linking
from benchmarks.identity.rivals.prepared import prepare_frame


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return generate_frame(1500, "none", seed=9)


def test_records_are_cleaned_for_the_rivals() -> None:
    raw = {
        "full_name": ["MD. Abdul  Karim", "Mst Ruma"],
        "father_name": ["Late Md. Kamal", ""],
        "date_of_birth": ["04/05/1990", "1990-05-04"],
        "phone": ["+৮৮ 01711-223344", ""],
        "district_pcode": ["BD1004", None],
        "sex": ["men", "unknown"],
        "person": [1, 2],
    }
    one, other = prepare_frame(pd.DataFrame(raw)).to_dict("records")
    assert one["full_name"] == "abdul karim"
    assert one["father_name"] == "kamal"
    assert one["date_of_birth"] == other["date_of_birth"] == "1990-05-04"
    assert one["phone"] == "1711223344"
    assert [other[c] for c in ("father_name", "phone", "district_pcode", "sex")] == [None] * 4
    assert "person" not in one


def test_plain_splink_finds_most_persons_in_its_own_process(
    frame: pd.DataFrame, tmp_path: Path
) -> None:
    linking, clusters = run_linking("splink", frame, tmp_path, threshold=0.8, limit=300)
    assert linking.failure == ""
    assert linking.seconds > 0
    assert linking.peak_mib > 50
    assert clusters is not None
    assert measure_quality(frame.assign(cluster=clusters)).f1 > 0.7
    assert "person" not in pd.read_parquet(tmp_path / "records.parquet")


def test_a_linking_that_fails_or_takes_too_long_says_so(
    frame: pd.DataFrame, tmp_path: Path
) -> None:
    linking, clusters = run_linking("nobody", frame, tmp_path, threshold=None, limit=60)
    assert clusters is None
    assert "nobody" in linking.failure
    linking, clusters = run_linking("splink", frame, tmp_path, threshold=None, limit=0.01)
    assert clusters is None
    assert "more than" in linking.failure


def test_every_linker_is_named() -> None:
    assert set(process.LINKERS) == {"prottasha", "splink", "goldenmatch"}


def test_results_are_kept_with_machine_and_versions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(result_tables, "RESULTS", tmp_path)
    monkeypatch.setattr(result_tables.isolated, "CACHE", tmp_path / "cache")
    one = measure_quality(pd.DataFrame({"person": [1, 1, 2], "cluster": [1, 1, 2]}))
    rows = result_tables.quality_rows(
        {("none", "splink"): summarise_seeds([one, one])}, {"splink": 0.8}
    )
    speed = result_tables.speed_rows([(Linking("splink", 1000, 2.5, 900.0), 0.8)])
    told = result_tables.write_results("both", {"quality": rows, "speed": speed}).read_text("utf-8")
    assert "| none | splink | 0.8 | 1.0000 (1.0000 to 1.0000) |" in told
    assert "| splink | 1,000 | 2.5 | 900 | 0.8000 |  |" in told
    assert "cores" in told
    assert '"splink": "' in (tmp_path / "both.json").read_text("utf-8")
