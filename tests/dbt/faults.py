"""A planted fault for every rule of the data tests: a statement that breaks it."""

from __future__ import annotations

from collections.abc import Mapping

# The rules of the generic test `rules` whose fault depends on what the expression says.
EXPRESSIONS: Mapping[str, str] = {
    "every_cell_is_read": "update {model} set unread_cells = 1",
    "membership_ends_after_it_began": "update {model} set eu_member_until = date '1950-01-01'"
    " where eu_member_until is not null",
    "rejected_files_are_not_in_force": "update {model} set verdict = 'rejected'",
    "withdrawn_files_are_not_in_force": "update {model} set withdrawn_at = landed_at",
    "every_case_but_a_first_one_says_what_it_is_joined_to": "update {model}"
    " set joined_to_case_id = null where case_id = 'D1'",
    "the_model_and_nothing_else_gives_a_weight": "update {model} set match_weight = 1"
    " where joined_by = 'first'",
    "only_a_first_case_needs_no_evidence": "update {model} set strength = null",
    "effects_are_of_persons_of_several_cases": "update {model} set cases = 1",
    "a_person_counts_once_in_a_cell_at_most": "update {model} set value_of_person = 2",
    "an_effect_is_what_the_person_counts_less_what_the_cases_do": "update {model}"
    " set effect = 0, value_of_person = value_of_cases",
    "a_decision_is_about_two_cases": "update {model}"
    " set centre_code_b = centre_code_a, case_id_b = case_id_a",
    "a_restated_figure_is_now_less_then": "update {model} set difference = difference + 1",
    "first_assistance_is_the_first_of_the_pillars": "update {model}"
    " set first_assisted_on = first_assisted_on + 1",
    "completion_does_not_precede_the_start": "update {model} set start_date = date '2022-09-05'"
    " where completion_date is not null",
    "amounts_are_not_negative": "update {model} set amount_bdt = -1 where amount_bdt > 0",
    "cancelled_services_are_not_counted": "update {model} set is_counted = true",
    "participants_are_not_negative": "update {model} set participants_women = -1",
    "reach_is_not_negative": "update {model} set reach = -1",
    "persons_have_a_sex_and_an_origin": "update {model} set origin = null"
    " where subject_type = 'person'",
    "values_are_not_negative": "update {model} set value = -1",
    "figures_are_not_negative": "update {model} set value = -1",
    "a_first_qualification_is_the_first_of_its_month": "update {model}"
    " set is_first_in_month = false",
}

_FIGURES = "marts.fct_indicator_values"
_LINKS = "staging.stg_person_links"
_EFFECTS = "marts.fct_identity_effects"
_SEPTEMBER = "reporting_month = date '2022-09-01' and dimension = 'total'"


def _add_to_figure(indicator: str, period: str, amount: int) -> str:
    return (
        f"update {_FIGURES} set value = value + {amount} where {_SEPTEMBER}"
        f" and indicator_code = '{indicator}' and period = '{period}'"
    )


def _add_to_cell(figures: str, indicator: str, amount: int) -> str:
    return (
        f"update intermediate.int_figure_cells set value = value + {amount} where {_SEPTEMBER}"
        f" and figures = '{figures}' and indicator_code = '{indicator}' and period = 'cumulative'"
    )


def _falsify(model: str, figures: str, rule: str) -> str:
    return (
        f"update intermediate.{model} set holds = false"
        f" where figures = '{figures}' and rule = '{rule}'"
    )


_INVARIANTS = {
    "member_sum": "int_member_sums",
    "monotone": "int_continuity",
    "roll_forward": "int_continuity",
    "part_within_whole": "int_relations",
    "whole_within_parts": "int_relations",
    "subset": "int_relations",
}
_JUDGED = {
    "computed_figures_keep_the_invariants": ("computed", set(_INVARIANTS) - {"subset"}),
    "computed_subsets_lie_within_their_supersets": ("computed", {"subset"}),
    "published_figures_keep_the_invariants": ("published", set(_INVARIANTS)),
}

SENTENCES: Mapping[str, str] = {
    "every_loaded_row_reaches_staging": "delete from staging.stg_events where row_number = 2",
    **{
        f"every_row_in_force_is_current_superseded_or_held:{subject}": f"delete from {current}"
        for subject, current in {
            "returnees": "intermediate.int_cases where case_id = 'S3'",
            "assistance": "intermediate.int_services where service_id = 'V3'",
            "events": "intermediate.int_events where event_id = '3'",
            "social_reach": "intermediate.int_social_reach where channel = 'youtube'",
            "communications": "intermediate.int_communications where kind = 'report'",
        }.items()
    },
    "every_case_has_exactly_one_person": "delete from staging.stg_person_links"
    " where case_id = 'S3'",
    "every_later_case_is_joined_to_another_case_of_its_person": f"update {_LINKS}"
    " set joined_to_case_id = 'S2' where case_id = 'D1'",
    "every_person_has_one_first_case_and_it_is_the_oldest": f"update {_LINKS}"
    " set joined_by = 'first' where case_id = 'D1'",
    "the_links_of_a_person_form_a_tree": f"update {_LINKS}"
    " set joined_to_centre_code = 'DHK', joined_to_case_id = 'D1' where case_id = 'D1'",
    "only_a_decision_joins_a_record_with_nothing_to_match_on": f"update {_LINKS}"
    " set is_matchable = false where case_id = 'S1'",
    "every_record_has_something_to_match_on": "update marts.bridge_beneficiary_cases"
    " set is_matchable = false where case_id = 'S4'",
    "the_first_service_was_given_by_the_first_centre": "update marts.fct_unique_beneficiaries"
    " set first_centre_code = 'DHK' where person_id = 'P2'",
    "effects_of_identity_are_persons_less_cases:cumulative": f"delete from {_EFFECTS}"
    " where dimension = 'total'",
    "effects_of_identity_are_persons_less_cases:month_new": f"update {_EFFECTS}"
    " set effect = effect - 1 where dimension = 'origin_sex'",
    "effects_of_identity_are_persons_less_cases:month_served": f"update {_EFFECTS}"
    " set period = 'month_served'",
    "every_month_has_every_cell": f"delete from {_FIGURES} where {_SEPTEMBER}"
    " and indicator_code = 'job_linkage' and period = 'month_new'",
    **{
        f"nothing_counts_after_the_reporting_month:{fact}": f"update marts.{fact}"
        f" set {column} = date '2022-10-01'"
        for fact, column in {
            "fct_qualifications": "counting_date",
            "fct_screenings": "screened_on",
            "fct_assistance": "start_date",
            "fct_events": "event_date",
            "fct_social_reach": "date",
            "fct_communications": "published_on",
            "fct_indicator_values": "reporting_month",
            "fct_published_figures": "reporting_month",
            "fct_unique_beneficiaries": "first_assisted_on",
            "fct_identity_effects": "reporting_month",
        }.items()
    },
    **{
        f"persons_figures_recount_from_distinct_subjects:{period}": _add_to_figure(
            "economic_support", period, 1
        )
        for period in ("cumulative", "month_new", "month_served")
    },
    "sums_recount_from_their_facts": _add_to_figure("awareness_reach", "cumulative", 1),
    **{
        f"{test}:{rule}": _falsify(_INVARIANTS[rule], figures, rule)
        for test, (figures, rules) in _JUDGED.items()
        for rule in rules
    },
    "no_figure_is_printed_in_two_ways": "update staging.stg_published_figures set value = 5"
    " where bulletin_month = date '2022-08-01'",
    "published_figures_match_the_records": "update marts.fct_reconciliation"
    " set status = 'different' where indicator_code = 'in_kind'"
    " or indicator_code = 'plan_developed'",
    **{
        f"persons_have_no_conflicting_attributes:{attribute}": "update marts.dim_beneficiaries"
        f" set has_{attribute}_conflict = true where person_id = 'P1'"
        for attribute in ("sex", "origin", "district")
    },
    **{
        f"no_row_is_held:{rule}": "insert into intermediate.int_held_rows"
        f" values ('f', 'assistance', 1, 'case_id', '{rule}', 'why')"
        for rule in ("unknown_case", "after_baseline")
    },
    "every_place_given_is_recognised:district": "update intermediate.int_cases"
    " set district_pcode = null",
    "every_place_given_is_recognised:country_of_return": "update intermediate.int_cases"
    " set country_code = null",
    "every_place_given_is_recognised:event_district": "update intermediate.int_events"
    " set district_pcode = null",
    "every_dmcc_meeting_names_its_district": "update marts.fct_events set district_pcode = null",
}
