"""The dictionary: what a check must say, and that it and the engines speak of the same checks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from expectations import dictionary
from expectations.batches import BATCHES
from expectations.dictionary import DictionaryError
from tests.expectations.faults import FAULTS

ROOT = Path(__file__).parents[2]
CHECKS = dictionary.load_checks()
DBT = {check.id for check in CHECKS.values() if check.engine == "dbt"}
# These two judge dbt's own work, not rows.
ABOUT_DBT = {"models_built", "rules_judged"}
# What the macro `build_rule` calls its kinds.
KINDS = {"unique_key", "not_null", "accepted_values", "relationships"}

ONE = """
engine: dbt
checks:
  - id: one_check
    title: One thing is so
    quality_dimension: validity
    severity: warning
    threshold: 0
    engineer: Look at the row that is named and mend what made it.
    auditor: The figure of that month is too low by the rows named.
"""
GATE = ONE.replace("engine: dbt", "engine: great_expectations\nbatch: returnees")


def load(folder: Path, **files: str) -> dict[str, dictionary.Check]:
    for name, text in files.items():
        (folder / f"{name}.yml").write_text(text, "utf-8")
    return dictionary.load_checks(folder)


def test_every_batch_is_judged_and_every_judged_batch_exists() -> None:
    assert {check.batch for check in CHECKS.values() if check.batch} == set(BATCHES)


def test_every_planted_fault_is_of_a_check() -> None:
    assert set(FAULTS) == {c.id for c in CHECKS.values() if c.engine == "great_expectations"}


def test_texts_are_written_for_their_check() -> None:
    for texts in zip(*((c.title, c.engineer, c.auditor) for c in CHECKS.values()), strict=True):
        assert len(set(texts)) == len(texts)
    for check in CHECKS.values():
        assert not check.title.endswith("."), check.id
        assert {check.engineer[-1], check.auditor[-1]} == {"."}, check.id


def test_blocking_checks_tolerate_nothing() -> None:
    assert {
        c.id: c.threshold for c in CHECKS.values() if c.severity == "blocking" and c.threshold
    } == {}


def test_what_must_be_evaluated_is_what_could_lose_everything_unseen() -> None:
    assert {check.id for check in CHECKS.values() if check.must_be_evaluated} == {
        "rows_conserved",
        "models_built",
        "every_loaded_row_reaches_staging",
        "every_month_has_every_cell",
        "effects_of_identity_are_persons_less_cases",
    }


def dbt_rules() -> set[str]:
    """The check ids that the dbt project's tests will store."""
    project = ROOT / "dbt_project"
    rules = set(KINDS)
    for path in (project / "tests").glob("*.sql"):
        rules.add(path.stem)
    for path in [*project.glob("models/**/*.yml"), *project.glob("seeds/*.yml")]:
        rules |= set(_expressions(yaml.safe_load(path.read_text("utf-8"))))
    return rules


def _expressions(node: object) -> list[str]:
    if isinstance(node, dict):
        own = node.get("expression_is_true")
        found = [own["arguments"]["rule"]] if own else []
        return found + [name for value in node.values() for name in _expressions(value)]
    if isinstance(node, list):
        return [name for item in node for name in _expressions(item)]
    return []


def test_dbt_stores_the_checks_that_are_described_and_no_others() -> None:
    assert dbt_rules() == DBT - ABOUT_DBT


def test_dbt_and_the_dictionary_agree_on_what_blocks() -> None:
    for path in (ROOT / "dbt_project" / "tests").glob("*.sql"):
        warns = bool(re.search(r"severity\s*=\s*'warn'", path.read_text("utf-8")))
        assert warns == (CHECKS[path.stem].severity != "blocking"), path.stem


def test_a_check_is_loaded_with_its_file_s_engine(tmp_path: Path) -> None:
    assert load(tmp_path, one=ONE)["one_check"].engine == "dbt"


def test_an_id_is_given_once(tmp_path: Path) -> None:
    with pytest.raises(DictionaryError, match=r"two\.yml: the id one_check is taken"):
        load(tmp_path, one=ONE, two=ONE)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (ONE + "    treshold: 1\n", "treshold"),
        (ONE.replace("threshold: 0", "threshold: 1"), "threshold"),
        (ONE.replace("severity: warning", "severity: fatal"), "severity"),
        (ONE.replace("validity", "completeness"), "quality_dimension"),
        (ONE.replace("engine: dbt", "engine: spark"), "engine"),
        (ONE.replace("one_check", "One Check"), "id"),
        (ONE.replace("The figure of that month is too low by the rows named.", "Bad."), "auditor"),
        (ONE + "    must_be_evaluated: true\n", "must_be_evaluated is for blocking"),
        (GATE, "if and only if"),
        (GATE + "    expectation: {column: a}\n", "type"),
        (
            GATE + "    expectation: {type: ExpectColumnValuesToNotBeNull, mostly: 0.9}\n",
            "leave out mostly; the check's threshold says it",
        ),
        (
            GATE.replace("warning", "blocking")
            + "    expectation: {type: ExpectColumnValuesToNotBeNull, column: a}\n",
            "never blocks",
        ),
        ("engine: [", "not valid YAML"),
    ],
)
def test_a_wrong_check_is_an_error_that_says_what(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(DictionaryError, match=says):
        load(tmp_path, wrong=text)
