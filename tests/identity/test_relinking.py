"""Going on from the last linking gives the clusters and links of linking all at once."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest

from identity.matching.record_linking import link_records, relink_records
from identity.register.decisions import Constraints
from tests.identity.hand_made import (
    NOTHING,
    Linking,
    Row,
    background,
    case,
    link,
    outcome,
    packaged,
    source_id,
    vault_of,
)
from tests.identity.scenarios import STORIES, cases_of

ROWS = [*background(150), *(row for story in STORIES for row in cases_of(story))]


def relinked(
    before: list[Row], after: list[Row], then: Constraints = NOTHING, now: Constraints = NOTHING
) -> Linking:
    """The linking of `before`, brought up to `after`."""
    with closing(vault_of(before)) as connection:
        link_records(connection, packaged(), then)
        with closing(vault_of(after)) as other:
            rows = other.sql("from vault.records").to_arrow_table()
        connection.register("delivered", rows)
        connection.execute(
            "create temporary table fresh_records as select record from "
            "(from delivered except from vault.records); "
            "create or replace table vault.records as from delivered"
        )
        return outcome(connection, relink_records(connection, packaged(), now))


def assert_as_if_at_once(found: Linking, expected: Linking) -> None:
    assert found.clusters == expected.clusters
    # Names have become a little rarer or commoner, so that another link may be the strongest.
    rules = [{name: link[1] for name, link in one.links.items()} for one in (found, expected)]
    assert rules[0] == rules[1]
    for counts in ("records_in", "records_out", "persons", "records_joined_by"):
        assert getattr(found.report, counts) == getattr(expected.report, counts), counts


@pytest.fixture(scope="module")
def at_once() -> Linking:
    return link(ROWS)


def test_new_records_join_those_that_were_there(at_once: Linking) -> None:
    old = [row for number, row in enumerate(ROWS) if number % 9]
    assert_as_if_at_once(relinked(old, ROWS), at_once)


def test_records_that_are_gone_or_say_something_else_leave_their_person() -> None:
    before = [
        *background(20),
        *cases_of("a third whom nobody decided about"),
        *cases_of("one man with another spelling"),
        *cases_of("one passport"),
        case(1, "Jahid Mallik", nid="5126710099", date_of_birth="02/03/1970"),
        case(2, "Jahid Mallik", nid="5126710099", date_of_birth="02/03/1970"),
    ]
    changed: dict[str, dict[str, Any]] = {
        source_id(cases_of("one man with another spelling")[1]): {"full_name": "Kamal Hira"},
        # It says nothing any more.
        source_id(before[-1]): {"full_name": "", "nid": "", "date_of_birth": ""},
    }
    left = ("a third whom nobody decided about", "one passport")
    gone = {source_id(cases_of(story)[0]) for story in left}
    after = [row | changed.get(source_id(row), {}) for row in before if source_id(row) not in gone]
    assert_as_if_at_once(relinked(before, after), link(after))


def test_a_record_that_says_nothing_any_more_is_counted_as_such() -> None:
    before = [*background(20), case(1, "Jahid Mallik", nid="5126710099")]
    after = [*background(20), case(1, "")]
    assert relinked(before, after).report.unmatchable == link(after).report.unmatchable == 1


def test_a_number_that_too_many_give_identifies_nobody_any_more() -> None:
    agents = [
        *cases_of("one passport"),
        case(3, "Lokman Gazi", nid="5126710022", phone="01711234568"),
        case(4, "Lokman Gazi", nid="5126710022"),
    ]
    names = ("Tofazzal Munshi", "Bellal Khandaker", "Zakir Mridha")
    more = [case(5 + n, name, nid="5126710022") for n, name in enumerate(names)]
    before, after = [*background(20), *agents], [*background(20), *agents, *more]
    assert_as_if_at_once(relinked(before, after), link(after))


def test_a_decision_and_its_revocation_count_without_a_new_record(at_once: Linking) -> None:
    one, other, *_ = map(source_id, cases_of("decided to be one"))
    these, those, *_ = map(source_id, cases_of("decided to be two against a document"))
    decided = Constraints([(one, other)], [(these, those)])
    expected = link(ROWS, decided)
    assert expected.report.persons == at_once.report.persons
    assert expected.clusters != at_once.clusters
    assert_as_if_at_once(relinked(ROWS, ROWS, now=decided), expected)
    assert_as_if_at_once(relinked(ROWS, ROWS, then=decided), at_once)
