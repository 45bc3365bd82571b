"""Every counting rule is proved by a unit test of dbt, on rows made for it."""

from __future__ import annotations

from typing import Any

import pytest

RULES = {
    "first_time, served, sum, cumulative": (
        "first_time_served_and_sum_give_their_month_and_cumulative_figures"
    ),
    "pillars, first dates, the end of the month": (
        "a_person_qualifies_once_a_day_for_the_indicator_and_its_wholes_until_the_month_ends"
    ),
    "cancelled services": "a_cancelled_service_is_current_and_does_not_count",
    "cancelled services, completed counselling": (
        "cancelled_services_count_nowhere_and_counselling_counts_twice"
    ),
    "membership of the Union": "origin_is_membership_of_the_union_on_the_return_date",
    "the month in Dhaka": (
        "the_evening_of_a_month_in_utc_is_the_next_month_in_dhaka_and_moves_no_event"
    ),
    "edits in KoboToolbox": "the_export_that_reaches_furthest_holds_the_last_edit_of_a_submission",
    "equal exports of KoboToolbox": (
        "of_exports_that_reach_as_far_the_later_landed_wins_then_the_path"
    ),
    "overlaps of Meta": "of_overlapping_windows_the_later_export_wins_per_day_and_blank_never_does",
    "the total of YouTube": "the_total_of_youtube_is_no_day_and_its_blanks_are_no_zeros",
    "what deduplication takes from a figure": (
        "an_effect_is_what_the_person_counts_for_less_what_the_cases_would"
    ),
    "what a case would count for": (
        "a_case_would_count_by_itself_in_each_month_until_the_reporting_month"
    ),
    "the weakest link": "a_person_is_held_together_by_the_weakest_link",
    "the centre of the first service": (
        "the_first_centre_gave_the_first_service_that_counts_and_of_two_the_first_by_code"
    ),
    "survivorship": "known_beats_unknown_and_then_the_earliest_case_survives",
    "unknown cases": "a_service_is_held_until_its_centre_has_its_case",
    "baselines": "a_baseline_ends_before_the_first_month_of_its_centre",
    "updates with blanks": "an_update_replaces_the_whole_row_and_a_held_one_leaves_the_earlier",
    "products and reports": "a_product_counts_once_by_its_row_in_the_latest_delivery",
    "participants and districts": (
        "participants_districts_and_workshops_are_counted_each_in_its_way"
    ),
    "restated figures": "a_later_bulletin_states_a_figure_anew_and_none_speaks_of_months_to_come",
}


@pytest.mark.parametrize("rule", RULES)
def test_rule_has_a_passing_unit_test(rule: str, unit_tests: dict[str, Any]) -> None:
    assert unit_tests[RULES[rule]].status == "pass"


def test_every_unit_test_passes(unit_tests: dict[str, Any]) -> None:
    tests = {
        name: result
        for name, result in unit_tests.items()
        if result.node.resource_type.value == "unit_test"
    }
    assert set(RULES.values()) <= tests.keys()
    assert {name: r.status for name, r in tests.items() if r.status != "pass"} == {}
