"""Going on from the last linking gives the clusters and links of linking all at once."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest

from identity.matching.record_linking import link_records, relink_records
from identity.register.decisions import Constraints
from tests.identity.stories import STORIES, build_cases
from tests.identity.vaults import (
    NO_DECISIONS,
    Outcome,
    Row,
    link_rows,
    make_background,
    make_case,
    name_record,
    open_records,
    read_outcome,
    read_packaged,
)

ROWS = [*make_background(150), *(row for story in STORIES for row in build_cases(story))]


def relinked(
    before: list[Row],
    after: list[Row],
    then: Constraints = NO_DECISIONS,
    now: Constraints = NO_DECISIONS,
) -> Outcome:
    """The linking of `before`, brought up to `after`."""
    with closing(open_records(before)) as connection:
        link_records(connection, read_packaged(), then)
        with closing(open_records(after)) as other:
            rows = other.sql("from vault.records").to_arrow_table()
        connection.register("delivered", rows)
        connection.execute(
            "create temporary table fresh_records as select record from "
            "(from delivered except from vault.records); "
            "create or replace table vault.records as from delivered"
        )
        return read_outcome(connection, relink_records(connection, read_packaged(), now))


def assert_as_if_at_once(found: Outcome, expected: Outcome) -> None:
    assert found.clusters == expected.clusters
    # Names have become a little rarer or commoner, so that another link may be the strongest.
    rules = [{name: link[1] for name, link in one.links.items()} for one in (found, expected)]
    assert rules[0] == rules[1]
    for counts in ("records_in", "records_out", "persons", "records_joined_by"):
        assert getattr(found.report, counts) == getattr(expected.report, counts), counts


@pytest.fixture(scope="module")
def at_once() -> Outcome:
    return link_rows(ROWS)


def test_new_records_join_those_that_were_there(at_once: Outcome) -> None:
    old = [row for number, row in enumerate(ROWS) if number % 9]
    assert_as_if_at_once(relinked(old, ROWS), at_once)


def test_records_that_are_gone_or_say_something_else_leave_their_person() -> None:
    before = [
        *make_background(20),
        *build_cases("a third whom nobody decided about"),
        *build_cases("one man with another spelling"),
        *build_cases("one passport"),
        make_case(1, "Jahid Mallik", nid="5126710099", date_of_birth="02/03/1970"),
        make_case(2, "Jahid Mallik", nid="5126710099", date_of_birth="02/03/1970"),
    ]
    changed: dict[str, dict[str, Any]] = {
        name_record(build_cases("one man with another spelling")[1]): {"full_name": "Kamal Hira"},
        # It says nothing any more.
        name_record(before[-1]): {"full_name": "", "nid": "", "date_of_birth": ""},
    }
    left = ("a third whom nobody decided about", "one passport")
    gone = {name_record(build_cases(story)[0]) for story in left}
    after = [
        row | changed.get(name_record(row), {}) for row in before if name_record(row) not in gone
    ]
    assert_as_if_at_once(relinked(before, after), link_rows(after))


def test_a_record_that_says_nothing_any_more_is_counted_as_such() -> None:
    before = [*make_background(20), make_case(1, "Jahid Mallik", nid="5126710099")]
    after = [*make_background(20), make_case(1, "")]
    assert relinked(before, after).report.unmatchable == link_rows(after).report.unmatchable == 1


def test_a_number_that_too_many_give_identifies_nobody_any_more() -> None:
    agents = [
        *build_cases("one passport"),
        make_case(3, "Lokman Gazi", nid="5126710022", phone="01711234568"),
        make_case(4, "Lokman Gazi", nid="5126710022"),
    ]
    names = ("Tofazzal Munshi", "Bellal Khandaker", "Zakir Mridha")
    more = [make_case(5 + n, name, nid="5126710022") for n, name in enumerate(names)]
    before, after = [*make_background(20), *agents], [*make_background(20), *agents, *more]
    assert_as_if_at_once(relinked(before, after), link_rows(after))


def test_a_decision_and_its_revocation_count_without_a_new_record(at_once: Outcome) -> None:
    one, other, *_ = map(name_record, build_cases("decided to be one"))
    these, those, *_ = map(name_record, build_cases("decided to be two against a document"))
    decided = Constraints([(one, other)], [(these, those)])
    expected = link_rows(ROWS, decided)
    assert expected.report.persons == at_once.report.persons
    assert expected.clusters != at_once.clusters
    assert_as_if_at_once(relinked(ROWS, ROWS, now=decided), expected)
    assert_as_if_at_once(relinked(ROWS, ROWS, then=decided), at_once)
