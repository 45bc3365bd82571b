"""Links that identity might hand over broken, and the data tests that find each."""

from __future__ import annotations

import duckdb
import pytest

from tests.dbt.conftest import Built
from tests.dbt.test_data_tests import _judge

LINKS = "staging.stg_person_links"
CASE = "every_case_has_exactly_one_person"
LATER = "every_later_case_is_joined_to_another_case_of_its_person"
FIRST = "every_person_has_one_first_case_and_it_is_the_oldest"
TREE = "the_links_of_a_person_form_a_tree"
DECISION = "only_a_decision_joins_a_record_with_nothing_to_match_on"
DATA_TESTS = (CASE, LATER, FIRST, TREE, DECISION)
# Four cases of P1, S1 the oldest: S2 is joined to S1, S3 to S2, D1 to S1.
FOUR = (
    f"update {LINKS} set person_id = 'P1', joined_by = 'nid', match_weight = null,"
    " joined_to_centre_code = 'SYL', joined_to_case_id = case case_id when 'S3' then 'S2'"
    " else 'S1' end where case_id in ('S2', 'S3', 'D1')"
)
# The Case ID of one centre is another centre's too.
SAME_NAME = "; ".join(
    f"update {table} set case_id = 'S1' where case_id = 'D1'"
    for table in (LINKS, "intermediate.int_cases")
)
# Registered on one day by one centre: the lesser Case ID is the older case, wherever its row lies.
SAME_DATES = (
    "create temp table turned as select * replace (date '2019-05-01' as registration_date)"
    " from intermediate.int_cases where centre_code = 'SYL' order by case_id desc;"
    " delete from intermediate.int_cases where centre_code = 'SYL';"
    " insert into intermediate.int_cases from turned"
)
SECOND_IS_FIRST = (
    f"update {LINKS} set joined_by = 'first', joined_to_centre_code = null,"
    f" joined_to_case_id = null where case_id = 'S2'; update {LINKS} set joined_by = 'nid',"
    " joined_to_centre_code = 'SYL', joined_to_case_id = 'S2' where case_id = 'S1'"
)


def _joined(case: str, to: str) -> str:
    return f"update {LINKS} set joined_to_case_id = '{to}' where case_id = '{case}'"


@pytest.mark.parametrize(
    ("fault", "broken"),
    [
        ("select 1", {}),
        (_joined("S2", "S3"), {TREE: 2}),
        (_joined("S2", "S2"), {LATER: 1, TREE: 2}),
        (_joined("S3", "S4"), {LATER: 1, TREE: 1}),
        (_joined("S3", "S9"), {LATER: 1, TREE: 1}),
        (f"update {LINKS} set joined_by = 'first' where case_id = 'S2'", {FIRST: 1}),
        (f"update {LINKS} set joined_by = 'nid' where case_id = 'S1'",
         {LATER: 1, FIRST: 1, TREE: 4}),
        ("update intermediate.int_cases set registration_date = date '2019-01-01'"
         " where case_id = 'S2'", {FIRST: 1}),
        ("update intermediate.int_cases set registration_date = date '2019-05-01',"
         " centre_code = 'AAA' where case_id = 'S2'", {CASE: 2}),
        (f"delete from {LINKS} where case_id = 'S4'", {CASE: 1}),
        (f"insert into {LINKS} select * replace ('P9' as person_id) from {LINKS}"
         " where case_id = 'S4'", {CASE: 1}),
        (f"insert into {LINKS} select * replace ('S9' as case_id, 'P9' as person_id)"
         f" from {LINKS} where case_id = 'S4'", {CASE: 1}),
        (f"update {LINKS} set is_matchable = false where case_id = 'S3'", {DECISION: 1}),
        (f"update {LINKS} set is_matchable = false where case_id = 'S2'", {DECISION: 2}),
        (f"update {LINKS} set is_matchable = false, joined_by = 'decision' where case_id = 'S3'",
         {}),
        (f"update {LINKS} set joined_to_centre_code = 'DHK' where case_id = 'S2'",
         {LATER: 1, TREE: 2}),
        (SAME_NAME, {}),
        (SAME_DATES, {}),
        (f"{SAME_DATES}; {SECOND_IS_FIRST}", {FIRST: 1}),
    ],
)  # fmt: skip
def test_each_broken_link_is_found_by_its_rules(
    fault: str, broken: dict[str, int], built: Built, warehouse: duckdb.DuckDBPyConnection
) -> None:
    warehouse.execute(FOUR)
    warehouse.execute(fault)
    judged = {name: _judge(warehouse, built.tests[name])[name] for name in DATA_TESTS}
    assert {name: counts[1] for name, counts in judged.items() if counts[1]} == broken
    assert all(references for _, failed, references in judged.values() if failed)
