"""Every counting rule is proved by a unit test of dbt, on rows made for it."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline import dbt_runner

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
    "products repeated in one file": "a_product_that_one_file_has_twice_counts_by_its_last_row",
    "participants and districts": (
        "participants_districts_and_workshops_are_counted_each_in_its_way"
    ),
    "parts and wholes": (
        "a_part_may_equal_its_whole_and_is_compared_in_cumulative_figures_and_months_served"
    ),
    "wholes and all their parts": "a_whole_is_not_larger_than_all_its_parts_together",
    "subsets": "a_subset_larger_than_its_superset_is_found_in_cumulative_figures",
    "cumulative figures": "cumulative_figures_never_fall_and_roll_forward_from_the_month_before",
    "screenings until the month ends": (
        "a_case_is_screened_or_planned_for_until_the_reporting_month_ends"
    ),
    "services until the month ends": (
        "a_service_is_given_from_its_start_and_completed_until_the_reporting_month_ends"
    ),
    "findings": "every_rule_that_does_not_hold_is_a_finding",
    "figures printed differently": (
        "a_figure_that_a_later_bulletin_prints_differently_is_one_finding"
    ),
    "Unicode in keys": (
        "keys_are_composed_and_free_of_blanks_and_of_zero_width_characters_around_them"
    ),
    "Unicode in names of places": "names_of_places_are_their_letters_marks_and_digits",
    "restated figures": "a_later_bulletin_states_a_figure_anew_and_none_speaks_of_months_to_come",
}

# Models that pass on the columns of a seed or an input, or whose rules are proved by a data test,
# a property test or the figures counted by hand.
WITHOUT_UNIT_TEST = {
    "dim_countries", "dim_indicators", "dim_joining_rules", "dim_platforms",
    "dim_restatement_causes", "dim_service_centres", "dim_services", "fct_identity_decisions",
    "fct_restated_rows", "fct_restatements", "int_country_names", "int_district_names",
    "int_figure_cells", "int_indicator_members", "int_indicator_wholes", "int_invariants",
    "int_person_dates", "stg_check_results", "stg_communications", "stg_identity_decisions",
    "stg_person_links", "stg_published_figures", "stg_restated_rows", "stg_restatements",
    "stg_run_parameters", "stg_service_centres", "stg_source_files",
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_rule_has_a_passing_unit_test(rule: str, unit_tests: dict[str, Any]) -> None:
    assert unit_tests[RULES[rule]].status == "pass"


def test_every_model_that_decides_something_has_a_unit_test() -> None:
    manifest = dbt_runner.parse_project()
    models = {n.name for n in manifest.nodes.values() if n.resource_type.value == "model"}
    tested = {test.model for test in manifest.unit_tests.values()}
    assert models - tested == WITHOUT_UNIT_TEST


def test_every_unit_test_passes(unit_tests: dict[str, Any]) -> None:
    tests = {
        name: result
        for name, result in unit_tests.items()
        if result.node.resource_type.value == "unit_test"
    }
    assert set(RULES.values()) <= tests.keys()
    assert {name: r.status for name, r in tests.items() if r.status != "pass"} == {}
