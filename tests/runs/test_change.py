"""What moves when the landing folder changes, and what does not."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb
import pytest

from tests.support.home import A_DAY_LATER, MONTH, Home, Published, read_true_figures, read_truth


def digest(home: Home) -> str:
    said = home.call("figures", "--month", "2022-09", "--format", "csv")
    assert said.returncode == 0, said.stderr
    return hashlib.sha256(said.stdout.encode()).hexdigest()


def test_a_run_on_unchanged_input_reads_nothing_and_publishes_nothing(published: Published) -> None:
    before = digest(published), published.release
    accessed = {path: path.stat().st_atime_ns for path in published.landing.rglob("*")}
    again = published.call("run", "--month", MONTH)
    assert again.returncode == 0, again.stderr
    assert "nothing has changed" in again.stdout
    assert (digest(published), published.release) == before
    assert "files read now" in published.call("ingest").stdout
    assert {path: path.stat().st_atime_ns for path in accessed if path.is_file()} == {
        path: at for path, at in accessed.items() if path.is_file()
    }


def a_man_of_one_case(home: Home) -> tuple[str, str, str, int]:
    """A screened, served man with a single case in a text file: person, file, case, row."""
    (found,) = home.sql(
        """
        select s.person_id, f.path, s.case_id, s.row_number
        from marts.fct_screenings s
        join marts.dim_source_files f using (source_file_id)
        join marts.dim_beneficiaries b using (person_id)
        where f.table_name = 'returnees' and f.path like '%.csv' and b.cases = 1
            and b.sex = 'men' and s.person_id in (
                select subject_id from marts.fct_qualifications
                where indicator_code = 'economic_support'
            )
            and (select count(*) from marts.fct_screenings o where o.case_id = s.case_id) = 1
        order by s.person_id limit 1
        """
    )
    return str(found[0]), str(found[1]), str(found[2]), int(str(found[3]))


def without_rows_of(path: Path, case: str) -> bool:
    """Take out the lines that name the case, in the file's own encoding; whether there were any."""
    data = path.read_bytes()
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1"
    lines = data.decode(encoding).splitlines(keepends=True)
    kept = [line for line in lines if case not in line]
    if len(kept) < len(lines):
        path.write_bytes("".join(kept).encode(encoding))
    return len(kept) < len(lines)


def test_removing_one_mans_row_changes_the_figures_he_was_in_and_no_other(
    published: Published, tmp_path: Path
) -> None:
    home = published.copy(tmp_path / "home")
    person, _, case, _ = a_man_of_one_case(home)
    his = home.sql(
        "select indicator_code, origin, strftime(counting_month, '%Y-%m'), is_first, "
        f"is_first_in_month from marts.fct_qualifications where subject_id = '{person}'"
    )
    changed = [without_rows_of(path, case) for path in home.landing.rglob("returnees_*.csv")]
    assert any(changed)
    before = home.figures()
    said = home.run(now=A_DAY_LATER)
    assert said.returncode == 0, said.stderr
    after = home.figures()

    expected = dict(before)
    for month, code, dimension, member, period in before:
        for indicator, origin, counted, is_first, is_first_in_month in his:
            cells = {("total", "all"), ("sex", "men"), ("origin", origin),
                     ("origin_sex", f"{origin}|men")}  # fmt: skip
            if indicator != code or (dimension, member) not in cells:
                continue
            counts = (
                (period == "cumulative" and is_first and str(counted) <= month)
                or (period == "month_new" and is_first and counted == month)
                or (period == "month_served" and is_first_in_month and counted == month)
            )
            expected[month, code, dimension, member, period] -= int(bool(counts))
    assert after != before
    assert {key: after[key] for key in after if after[key] != expected[key]} == {}


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("faulty")).fill_landing("--faults", "--returnees", "600")
    said = home.run()
    assert said.returncode == 0, said.stderr
    return home


def test_planted_faults_change_no_figure(faulty: Home) -> None:
    assert faulty.figures() == read_true_figures(faulty.folder)


def test_every_planted_fault_lands_where_it_should(faulty: Home) -> None:
    planted = read_truth(faulty.folder, "faults")
    pattern = str(faulty.folder / "quarantine" / "*.parquet")
    rows = duckdb.sql(
        f"select path, sheet, row_number, rule, scope from read_parquet('{pattern}')"
    ).fetchall()
    quarantined = {(path, sheet, row, rule, scope) for path, sheet, row, rule, scope in rows}
    rejected = {
        path for (path,) in faulty.sql(
            "select path from marts.dim_source_files where verdict = 'rejected'"
        )
    }  # fmt: skip
    assert len(planted) > 20
    missed = []
    for fault in planted:
        if fault["expected"] == "file":
            found = fault["file"] in rejected
        else:
            # A row that is held until another delivery comes is in quarantine like any other.
            scope = {"row": "row", "held": "row", "value": "value"}[fault["expected"]]
            key = (fault["file"], fault["sheet"], int(fault["row"]), fault["rule"])
            found = (*key, scope) in quarantined
        if not found:
            missed.append(fault)
    assert missed == []
    assert rejected == {fault["file"] for fault in planted if fault["expected"] == "file"}
