"""The benchmark's people: the same for a seed, of the promised make, and crowded like life."""

from __future__ import annotations

import pandas as pd
import pytest

from benchmarks.identity.people import GRADES, generate, generate_records
from sample.people import documents

TEXTS = ["full_name", "father_name", "date_of_birth", "nid", "passport_no", "phone"]


@pytest.fixture(scope="module", params=GRADES)
def made(request: pytest.FixtureRequest) -> tuple[str, pd.DataFrame]:
    return request.param, generate(4000, request.param, seed=5)


def test_the_same_arguments_give_the_same_frame(made: tuple[str, pd.DataFrame]) -> None:
    grade, frame = made
    assert frame.equals(generate(4000, grade, seed=5))
    assert not frame.equals(generate(4000, grade, seed=6))


def test_one_row_a_registration(made: tuple[str, pd.DataFrame]) -> None:
    _, frame = made
    assert frame["person"].nunique() == 4000
    assert 1.12 < len(frame) / 4000 < 1.20
    assert frame["person"].value_counts().max() in (4, 5)
    assert frame["source_record_id"].is_unique
    assert (frame["source_record_id"] == frame["centre_code"] + ":" + frame["case_id"]).all()
    assert frame["registration_date"].is_monotonic_increasing
    assert set(frame["sex"]) == {"men", "women", "unknown"}
    assert not frame[TEXTS].isna().to_numpy().any()
    assert (frame["full_name"] != "").all()


def test_documents_are_there_as_the_grade_says(made: tuple[str, pd.DataFrame]) -> None:
    grade, frame = made
    low, high = {"documented": (0.82, 0.92), "half": (0.45, 0.55), "none": (0, 0)}[grade]
    assert low <= ((frame["nid"] != "") | (frame["passport_no"] != "")).mean() <= high


def test_strangers_families_and_fillers_are_there(made: tuple[str, pd.DataFrame]) -> None:
    grade, frame = made
    first = frame.drop_duplicates("person")
    names = (
        first["full_name"]
        .str.casefold()
        .str.replace(r"^(md|mo\w+med|mo\w+mad)\.? ", "", regex=True)
    )
    assert names.value_counts().iloc[0] > 8
    assert first.loc[first["phone"] != "", "phone"].duplicated().sum() > 20
    assert frame["phone"].isin(documents.DUMMY_PHONES).sum() > 3
    assert frame["nid"].isin(documents.DUMMY_NIDS).any() == (grade != "none")


def test_exactly_so_many_records() -> None:
    frame = generate_records(1000, "none", seed=1)
    assert len(frame) == 1000
    assert set(frame["date_of_birth"].str.len()) == {0, 10}


def test_impossible_arguments_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one person"):
        generate(0, "none", seed=1)
    with pytest.raises(KeyError):
        generate(1, "perfect", seed=1)
