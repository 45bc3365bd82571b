"""Who is one person and who is not: stories of hand-made cases among a few hundred other people.

All stories are linked in one go, once as the reviewers decided and once without their decisions.
"""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest

from identity.register.decisions import Constraints
from tests.identity.stories import DIFFERENT, SAME, STORIES, build_cases
from tests.identity.vaults import (
    Outcome,
    Row,
    link_rows,
    make_background,
    make_case,
    name_record,
    read_packaged,
)


def pair_of(story: str) -> tuple[str, str]:
    """The ids of a story's first two cases."""
    one, other = build_cases(story)[:2]
    return name_record(one), name_record(other)


ROWS = [*make_background(), *(row for story in STORIES for row in build_cases(story))]
DECIDED = Constraints(list(map(pair_of, SAME)), list(map(pair_of, DIFFERENT)))


@pytest.fixture(scope="module")
def linked() -> Outcome:
    return link_rows(ROWS, DECIDED)


@pytest.fixture(scope="module")
def undecided() -> Outcome:
    return link_rows(ROWS)


def sizes(linking: Outcome, story: str) -> list[int]:
    return sorted(map(len, linking.list_persons(build_cases(story))), reverse=True)


def rules(linking: Outcome, story: str) -> set[str]:
    ids = map(name_record, build_cases(story))
    return {linking.links[name][1] for name in ids if name in linking.links}


@pytest.mark.parametrize(
    ("story", "rule"),
    [
        ("a 13 and a 17 digit NID", "nid"),
        ("one passport", "passport"),
        ("one man with another spelling", "model"),
        ("one man with the year alone", "model"),
        ("one man with day and month swapped", "model"),
        ("one man in another script", "model"),
        ("one woman without her courtesy words", "model"),
    ],
)
def test_one_person_is_one(linked: Outcome, story: str, rule: str) -> None:
    assert sizes(linked, story) == [2]
    assert rules(linked, story) == {rule}


@pytest.mark.parametrize(
    "story",
    [
        "an agent's NID",
        "a dummy NID",
        "a brother's number",
        "brothers with one phone and one father",
        "twins",
        "father and son with one name",
        "namesakes of two districts",
        "namesakes of whom the year alone is known",
        "nothing to match on",
        "two of one name among the many with an agent's NID",
        "father and son with one name and one number",
    ],
)
def test_several_persons_stay_several(linked: Outcome, story: str) -> None:
    assert sizes(linked, story) == [1] * len(STORIES[story])


def test_a_shared_document_is_a_document_pair_before_the_model_sees_it(linked: Outcome) -> None:
    name = pair_of("a 13 and a 17 digit NID")[1]
    joined_to, rule, weight = linked.links[name]
    assert (joined_to, rule, weight) == (pair_of("a 13 and a 17 digit NID")[0], "nid", None)


def test_a_number_that_many_give_joins_nobody_by_itself(linked: Outcome) -> None:
    assert "nid" not in rules(linked, "one man twice among an agent's clients")


def test_a_link_of_the_model_has_a_weight_over_the_threshold(linked: Outcome) -> None:
    weights = [weight for _, rule, weight in linked.links.values() if rule == "model"]
    assert len(weights) > 30
    # A record may hang on others of its cluster by a pair that alone would not have been enough.
    assert all(weight is not None for weight in weights)
    assert sum(weight >= read_packaged().threshold for weight in weights if weight) > 0.95 * len(
        weights
    )


@pytest.mark.parametrize(
    ("story", "without", "with_decision"),
    [
        ("decided to be one", [1, 1], [2]),
        ("decided to be two against the model", [2], [1, 1]),
        ("decided to be two against a document", [2], [1, 1]),
        ("a third whom nobody decided about", [3], [2, 1]),
    ],
)
def test_a_decision_outranks_model_and_documents(
    linked: Outcome,
    undecided: Outcome,
    story: str,
    without: list[int],
    with_decision: list[int],
) -> None:
    assert sizes(undecided, story) == without
    assert sizes(linked, story) == with_decision
    one, other = pair_of(story)
    is_one = linked.clusters[one] == linked.clusters[other]
    assert is_one == (story in SAME)


def test_what_joined_by_a_decision_says_so(linked: Outcome) -> None:
    for story in SAME:
        assert rules(linked, story) == {"decision"}


def test_decisions_move_nobody_else(linked: Outcome, undecided: Outcome) -> None:
    decided = {name_record(row) for story in (*SAME, *DIFFERENT) for row in build_cases(story)}
    others = [row for row in ROWS if name_record(row) not in decided]
    assert linked.list_persons(others) == undecided.list_persons(others)


def test_a_decision_about_a_record_that_is_not_there_waits() -> None:
    rows = build_cases("one passport")
    stranger = ("SYL:nobody", name_record(rows[0]))
    assert (
        len(link_rows(rows, Constraints(same=[stranger], different=[stranger])).list_persons(rows))
        == 1
    )


def test_a_weak_agreement_in_years_says_less_than_one_in_days() -> None:
    def weight(birth: str) -> float:
        rows = [
            make_case(n, "Kazi Badsha Mallik", date_of_birth=birth, district_pcode="BD6091")
            for n in range(2)
        ]
        linking = link_rows([*make_background(), *rows])
        (((_, _, found),),) = ([linking.links[name_record(row)] for row in rows[1:]],)
        assert found is not None
        return found

    assert weight("17/05/1986") > weight("01/01/1986") + 3


def test_a_record_with_nothing_to_match_on_is_its_own_person_and_counted(linked: Outcome) -> None:
    alone = build_cases("nothing to match on")
    assert linked.report.unmatchable == len(alone)
    assert not {name_record(row) for row in alone} & set(linked.links)


def test_records_in_are_records_out(linked: Outcome) -> None:
    report = linked.report
    assert report.records_in == report.records_out == len(ROWS)
    assert linked.clusters.keys() == set(map(name_record, ROWS))
    assert report.persons == len(set(linked.clusters.values()))
    # Each person but for one record of it was joined by something.
    assert sum(report.records_joined_by.values()) == len(ROWS) - report.persons == len(linked.links)


def age(row: Row) -> tuple[str, str, str]:
    return str(date.fromisoformat(str(row["registration_date"])[:10])), *_name(row)


def _name(row: Row) -> tuple[str, str]:
    return row["centre_code"], row["case_id"]


def test_a_person_is_rooted_in_the_oldest_record(linked: Outcome) -> None:
    by_id = {name_record(row): row for row in ROWS}
    members: dict[int, list[str]] = {}
    for name, cluster in linked.clusters.items():
        members.setdefault(cluster, []).append(name)
    for names in members.values():
        oldest = min(names, key=lambda name: age(by_id[name]))
        assert [name for name in names if name not in linked.links] == [oldest]
        assert all(linked.links[name][0] in names for name in names if name != oldest)


def test_most_of_the_background_is_found_and_hardly_anybody_is_taken_for_another(
    undecided: Outcome,
) -> None:
    truth = {name_record(row): row["person"] for row in make_background()}
    pairs = [
        (truth[a] == truth[b], undecided.clusters[a] == undecided.clusters[b])
        for a, b in combinations(truth, 2)
    ]
    right = pairs.count((True, True))
    assert right / (right + pairs.count((False, True))) > 0.97
    assert right / (right + pairs.count((True, False))) > 0.85


def test_no_record_at_all_is_no_person() -> None:
    report = link_rows([]).report
    assert (report.records_in, report.records_out, report.persons) == (0, 0, 0)
