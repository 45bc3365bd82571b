"""Each tier of the tests has a budget, and a tier that exceeds it is named."""

from __future__ import annotations

from pathlib import PurePath

import pytest

from tests.support import tiers


@pytest.mark.parametrize(
    ("path", "tier"),
    [
        ("/x/tests/ingestion/test_values.py", "unit"),
        ("/x/tests/dbt/test_build.py", "dbt"),
        ("/x/tests/runs/test_change.py", "pipeline"),
        ("/x/tests/chaos/test_killed_runs.py", "pipeline"),
    ],
)
def test_a_test_belongs_to_the_tier_of_its_folder(path: str, tier: str) -> None:
    assert tiers.find_tier(PurePath(path)) == tier


def test_a_tier_over_its_budget_is_named() -> None:
    spent = {tier: budget + 1 for tier, budget in tiers.BUDGETS.items()}
    assert set(tiers.find_exceeded(spent, 1.0)) == set(tiers.BUDGETS)


def test_a_slow_machine_has_a_larger_budget() -> None:
    spent = {tier: budget + 1 for tier, budget in tiers.BUDGETS.items()}
    assert tiers.find_exceeded(spent, 2.0) == {}


def test_this_test_has_its_mark(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("unit")
