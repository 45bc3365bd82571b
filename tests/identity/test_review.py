"""The queue: which pairs a reviewer is asked about, in which order, and what it would change."""

from __future__ import annotations

from pathlib import Path

import duckdb

from identity.register.decisions import store_decision
from identity.register.register_file import read_person_ids
from identity.review.review_queue import Question, list_questions
from tests.identity.vaults import format_record_id, make_linked_vault, make_review_model

WHO = {"by": "R. Eviewer", "reason": "seen"}


def find_questions(
    vault: Path, release: Path | None = None, limit: int | None = None
) -> list[Question]:
    return list_questions(vault, make_review_model(), release, limit)


def asked(questions: list[Question]) -> list[tuple[int, int]]:
    return [(int(q.record_a[-5:]), int(q.record_b[-5:])) for q in questions]


def release(path: Path, firsts: dict[str, list[str]], effects: list[tuple[str, int, str]]) -> Path:
    """A warehouse of persons' first qualifications, and of effects (person, cases, indicator)."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "create schema marts; create table marts.dim_indicators as select * from (values "
            "('screened', 1), ('in_kind', 2), ('unique_beneficiaries', 3)) "
            "t (indicator_code, print_order);"
            "create table marts.fct_qualifications (subject_type text, subject_id text, "
            "indicator_code text, is_first boolean);"
            "create table marts.fct_identity_effects (person_id text, cases bigint, "
            "indicator_code text, dimension text, period text, effect bigint)"
        )
        for person, codes in firsts.items():
            for code in codes:
                connection.execute(
                    "insert into marts.fct_qualifications values "
                    "('person', $1, $2, true), ('person', $1, $2, false)", [person, code],
                )  # fmt: skip
        for person, cases, code in effects:
            connection.execute(
                "insert into marts.fct_identity_effects values (?, ?, ?, 'total', 'month_new', -1)",
                [person, cases, code],
            )
    return path


def test_grey_pairs_are_asked_about_and_others_are_not(tmp_path: Path) -> None:
    vault = make_linked_vault(
        tmp_path / "vault", 8, links=[(8, 7, "nid", None)],
        pairs=[(1, 2, 4.9), (1, 3, 5.0), (2, 3, 15.0), (4, 5, 15.1), (5, 6, 9.0)],
    )  # fmt: skip
    assert asked(find_questions(vault)) == [(5, 6), (1, 3), (2, 3)]
    assert asked(find_questions(vault, limit=1)) == [(5, 6)]


def test_a_decision_takes_a_pair_off_the_queue_until_it_is_revoked(tmp_path: Path) -> None:
    vault = make_linked_vault(tmp_path / "vault", 4, pairs=[(1, 2, 9.0), (3, 4, 9.0)])
    store_decision(vault, (format_record_id(2), format_record_id(1)), "different", **WHO)
    assert asked(find_questions(vault)) == [(3, 4)]
    store_decision(vault, (format_record_id(1), format_record_id(2)), "revoke", **WHO)
    assert asked(find_questions(vault)) == [(1, 2), (3, 4)]


def test_two_persons_are_asked_about_once_and_not_after_one_is_not_the_other(
    tmp_path: Path,
) -> None:
    vault = make_linked_vault(
        tmp_path / "vault", 4, links=[(3, 1, "nid", None), (4, 2, "nid", None)],
        pairs=[(1, 2, 8.0), (3, 4, 9.0)],
    )  # fmt: skip
    assert asked(find_questions(vault)) == [(3, 4)]
    store_decision(vault, (format_record_id(3), format_record_id(4)), "different", **WHO)
    assert asked(find_questions(vault)) == []


def test_a_joined_pair_is_asked_about_if_nothing_else_holds_it(tmp_path: Path) -> None:
    links = [(2, 1, "model", 11.0), (3, 2, "model", 12.0), (4, 3, "nid", None)]
    alone = make_linked_vault(tmp_path / "a", 4, links, pairs=[(1, 2, 11.0), (2, 3, 12.0)])
    assert asked(find_questions(alone)) == [(1, 2), (2, 3)]
    assert {q.joined_now for q in find_questions(alone)} == {"yes"}
    # 1 and 3 hold together what 1-2, or 2-3, held alone.
    held = [(1, 2, 11.0), (2, 3, 12.0), (1, 3, 10.0)]
    assert asked(find_questions(make_linked_vault(tmp_path / "b", 4, links, held))) == []
    # A pair below the threshold holds nothing, and a spare may hang on the far end of a tree.
    weak = [(1, 2, 11.0), (2, 3, 12.0), (1, 3, 9.0)]
    assert asked(find_questions(make_linked_vault(tmp_path / "c", 4, links, weak))) == [
        (1, 2),
        (2, 3),
    ]
    far = [(1, 2, 11.0), (2, 3, 12.0), (1, 4, 16.0)]
    assert asked(find_questions(make_linked_vault(tmp_path / "d", 4, links, far))) == []


def test_most_effect_on_figures_comes_first(tmp_path: Path) -> None:
    vault = make_linked_vault(
        tmp_path / "vault", 10, links=[(10, 9, "model", 11.0)],
        pairs=[(1, 2, 10.0), (3, 4, 9.0), (5, 6, 9.0), (7, 8, 10.1), (9, 10, 11.0)],
    )  # fmt: skip
    person = {int(name[-5:]): p for name, p in read_person_ids(vault).items()}
    both = ["in_kind", "screened", "unique_beneficiaries"]
    firsts = {
        person[1]: ["screened"], person[2]: ["in_kind"], person[3]: both, person[4]: both,
        person[5]: ["in_kind", "screened"], person[6]: ["screened", "in_kind"],
    }  # fmt: skip
    told = release(tmp_path / "w.duckdb", firsts, [(person[9], 2, "unique_beneficiaries")])
    questions = find_questions(vault, told)
    assert [(pair, q.effect) for pair, q in zip(asked(questions), questions, strict=True)] == [
        ((3, 4), "unique_beneficiaries -1, screened -1, in_kind -1"),
        ((9, 10), "unique_beneficiaries +1"),
        ((5, 6), "screened -1, in_kind -1"),
        ((1, 2), "none"),
        ((7, 8), "none"),
    ]
    assert (questions[0].person_a, questions[0].person_b) == (person[3], person[4])
    assert {q.effect for q in find_questions(vault)} == {None}
