"""What a candidate is compared with, and what `releases diff` shows of two releases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow.parquet
import pytest

from publishing.figures.cells import UnknownFigure
from publishing.releases.chain import list_links
from publishing.releases.places import UnknownRelease
from publishing.releases.pointer import make_current
from publishing.releases.publication import publish_release
from publishing.releases.retention import prune_releases
from publishing.releases.verification import require_folder
from publishing.restatement.candidate import given, restate
from publishing.restatement.listing import difference
from tests.publishing.changes import corrected, late, late_export, world
from tests.publishing.worlds import World

FACTS = {"code_version": "c1", "configuration": {"programme": "p1"}}
Publish = Callable[..., Path]


@pytest.fixture
def publish_world(tmp_path: Path) -> Publish:
    """Make a release of a world: of August, unless its figures are cut off at `month`."""

    def make(w: World, month: str = "2022-08", **facts: object) -> Path:
        folder = tmp_path / "work" / str(len(list(tmp_path.glob("work/*"))))
        folder.mkdir(parents=True)
        warehouse = w.write(folder / "warehouse.duckdb")
        with duckdb.connect(str(warehouse)) as connection:
            connection.execute("create table marts.fct_check_results as select 'passed' as verdict")
            for mart in ("fct_indicator_values", "dim_months"):
                connection.execute(
                    f"delete from marts.{mart} where reporting_month > date '{month}-01'"
                )
        bulletin = folder / "bulletin.html"
        bulletin.touch()
        return publish_release(
            warehouse, tmp_path / "releases", month=month, manifest=FACTS | facts, bulletin=bulletin
        )

    return make


def bases(releases: Path, month: str, known_before: str | None = None) -> list[tuple[str, ...]]:
    return [(g.release.name, g.after, g.last) for g in given(releases, month, known_before)]


def test_each_month_is_compared_with_what_readers_were_given_last(
    publish_world: Publish, tmp_path: Path
) -> None:
    releases = tmp_path / "releases"
    assert bases(releases, "2022-08") == []
    publish_world(world(), known_at="2022-09-05")
    assert bases(releases, "2022-08") == [("2022-08.1", "", "2022-08")]
    assert bases(releases, "2022-09") == [("2022-08.1", "", "2022-08")]
    july = publish_world(world(), "2022-07", known_at="2022-09-06")
    # July has been published anew since, and readers still get August.
    assert bases(releases, "2022-08") == [("2022-08.1", "", "2022-08")]
    publish_world(world(), known_at="2022-09-07")
    assert bases(releases, "2022-08") == [("2022-08.2", "", "2022-08")]
    make_current(july)
    assert bases(releases, "2022-08") == [
        ("2022-07.1", "", "2022-07"),
        ("2022-08.2", "2022-07", "2022-08"),
    ]
    # A rebuild knows what was known before its instant, wherever readers are sent today.
    for instant in ("2022-09-06", "2022-09-07"):
        assert bases(releases, "2022-08", instant) == [("2022-08.1", "", "2022-08")]


def test_a_damaged_release_is_passed_over(publish_world: Publish, tmp_path: Path) -> None:
    publish_world(world())
    damaged = publish_world(world())
    warehouse = damaged / "warehouse.duckdb"
    warehouse.chmod(0o644)
    warehouse.write_bytes(warehouse.read_bytes()[:-1] + b"!")
    assert bases(tmp_path / "releases", "2022-08") == [("2022-08.1", "", "2022-08")]


def test_what_a_candidate_restates_is_written_down(publish_world: Publish, tmp_path: Path) -> None:
    def restated(now: World, **made_by: object) -> list[tuple[object, ...]]:
        parts = restate(
            now.write(tmp_path / "now.duckdb"), tmp_path / "releases", tmp_path,
            month="2022-08", made_by=FACTS | made_by,
        )  # fmt: skip
        written = pyarrow.parquet.read_table(tmp_path / "restatements.parquet").to_pylist()
        assert written == parts
        return sorted({(row["published_in"], row["cause"]) for row in parts})

    now = world()
    late(now)
    assert restated(now) == []  # nothing was published before
    publish_world(world())
    assert restated(world()) == []
    assert restated(now) == [("2022-08.1", "late_arrival")]
    now.cases["SYL:3"] = replace(now.cases["SYL:3"], origin="eu")
    assert ("2022-08.1", "unexplained") in restated(now)
    assert ("2022-08.1", "code_change") in restated(now, code_version="c2")
    assert ("2022-08.1", "code_change") in restated(now, configuration={"programme": "p2"})


def test_two_releases_beside_each_other(publish_world: Publish) -> None:
    then, now = world(), world()
    corrected(now)
    late(now)
    one, other = publish_world(then), publish_world(now)
    shown = difference(one, other, "2022-08", "screened")
    assert [row[2:] for row in shown.table.rows] == [
        ("total", "all", "cumulative", 3, 4, 1, "late_arrival", 1),
        ("total", "all", "month_new", 1, 2, 1, "late_arrival", 1),
        ("total", "all", "month_served", 1, 2, 1, "late_arrival", 1),
    ]
    assert "differ from 2022-08.1 to 2022-08.2: row corrected in" in shown.summary
    every = difference(one, other, "2022-08", "screened", members=True)
    # A woman came late, and who was one is a man since the correction: no difference of women.
    cumulative = {row[3] for row in every.table.rows if row[2::2][:2] == ("sex", "cumulative")}
    assert cumulative == {"men"}
    rows = difference(one, other, indicator="screened", rows=True).table.rows
    person = ("late_arrival", "person", "P9", "screened", "2022-08", "women", "eu", None, 1, 1)
    assert person in [row[:10] for row in rows]
    same = difference(one, one)
    assert same.table.rows == []
    assert "give the same figures" in same.summary
    for wrong in ({"month": "2023-01"}, {"indicator": "nonsense"}):
        with pytest.raises(UnknownFigure):
            difference(one, other, **wrong)


def test_effects_name_the_rows_that_prove_them(publish_world: Publish) -> None:
    now = world()
    late(now)
    late_export(now)
    one, other = publish_world(world()), publish_world(now)
    rows = difference(one, other, indicator="economic_support", rows=True).table.rows
    assert [(row[0], row[2], row[4], row[10:]) for row in rows] == [
        ("late_arrival", "P9", "2022-07", ("cases/late.csv", 2))
    ]
    # By the ids of fct_qualifications, so that one leads to the other.
    (district,) = difference(one, other, indicator="dmcc_districts", rows=True).table.rows
    assert district[:3] == ("late_arrival", "district", "BD30")


def test_a_pruned_release_says_how_to_know_what_it_said(
    publish_world: Publish, tmp_path: Path
) -> None:
    publish_world(world(), known_at="2022-09-05T00:00:00+00:00")
    publish_world(world())
    prune_releases(tmp_path / "releases", keep=1)
    with pytest.raises(UnknownRelease, match="was pruned") as raised:
        require_folder(list_links(tmp_path / "releases"), "2022-08.1")
    assert "run --as-of 2022-09-05T00:00:00" in raised.value.next_step
