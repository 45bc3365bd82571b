"""Planted faults for every rule of the data tests, and changes that break none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

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

# Tables that are empty in the clean programme, and a sound row for each.
ROWS: Mapping[str, str] = {
    "intermediate.int_held_rows": "insert into intermediate.int_held_rows values"
    " ('events-1', 'assistance', 1, 'case_id', 'unknown_case', 'its case is unknown')",
    "marts.fct_findings": "insert into marts.fct_findings values ('computed', 'member_sum',"
    " date '2022-09-01', 'screened', null, 'sex', 'total', 'all', 'cumulative', 1, 2, 'differs')",
}

_FIGURES = "marts.fct_indicator_values"
_LINKS = "staging.stg_person_links"
_EFFECTS = "marts.fct_identity_effects"
_HELD = "intermediate.int_held_rows"
_SEPTEMBER = "reporting_month = date '2022-09-01' and dimension = 'total'"


class Change(NamedTuple):
    """A statement, and the rows of a rule that break it then; `references` says which they are."""

    rule: str
    statement: str
    failed: int = 0
    references: str | None = None


def _change_figure(indicator: str, period: str) -> str:
    return (
        f"update {_FIGURES} set value = value + 1 where {_SEPTEMBER}"
        f" and indicator_code = '{indicator}' and period = '{period}'"
    )


# The model that judges a rule of the registry, and a cell that the small programme computes and
# prints.
_INVARIANTS = {
    "member_sum": ("int_member_sums", "screened/sex/all"),
    "monotone": ("int_continuity", "screened/total/all"),
    "roll_forward": ("int_continuity", "screened/total/all"),
    "part_within_whole": ("int_relations", "immediate_assistance/immediate_airport/total/all"),
    "whole_within_parts": ("int_relations", "immediate_assistance/total/all"),
    "subset": ("int_relations", "plan_developed/screened/total/all"),
}
_JUDGED = {
    "computed_figures_keep_the_invariants": ("computed", set(_INVARIANTS) - {"subset"}),
    "computed_subsets_lie_within_their_supersets": ("computed", {"subset"}),
    "published_figures_keep_the_invariants": ("published", set(_INVARIANTS)),
}


def _falsify_invariants() -> Iterator[Change]:
    for test, (figures, rules) in _JUDGED.items():
        for rule in sorted(rules):
            model, cell = _INVARIANTS[rule]
            reference = f"2022-09-01/{cell}/cumulative"
            statement = (
                f"update intermediate.{model} set holds = false where figures = '{figures}'"
                f" and rule = '{rule}' and concat_ws('/', reporting_month, indicator_code,"
                f" other_code, dimension, member, period) = '{reference}'"
            )
            yield Change(f"{test}:{rule}", statement, 1, reference)


def _count_too_late() -> Iterator[Change]:
    """Move a date of every row of a fact into the month after the reporting month."""
    for fact, column, rows in (
        ("fct_qualifications", "counting_date", 34),
        ("fct_screenings", "screened_on", 5),
        ("fct_screenings", "plan_developed_on", 5),
        ("fct_assistance", "start_date", 5),
        ("fct_assistance", "completion_date", 5),
        ("fct_events", "event_date", 5),
        ("fct_social_reach", "date", 4),
        ("fct_communications", "published_on", 2),
        ("fct_indicator_values", "reporting_month", 23826),
        ("fct_published_figures", "reporting_month", 12),
        ("fct_unique_beneficiaries", "first_assisted_on", 2),
        ("fct_identity_effects", "reporting_month", 4),
    ):
        yield Change(
            f"nothing_counts_after_the_reporting_month:{fact}",
            f"update marts.{fact} set {column} = date '2022-10-01'",
            rows,
            ", ".join([column] * min(rows, 5)),
        )


def _lose_current_rows() -> Iterator[Change]:
    for subject, current, reference in (
        ("returnees", "int_cases where case_id = 'S3'", "returnees-SYL-2022-08/2"),
        ("assistance", "int_services where service_id = 'V3'", "assistance-SYL-2022-09/3"),
        ("events", "int_events where event_id = '3'", "events-1/3"),
        ("social_reach", "int_social_reach where channel = 'youtube'", "youtube-1/1"),
        ("communications", "int_communications where kind = 'report'", "news-2022-09/1"),
    ):
        rule = f"every_row_in_force_is_current_superseded_or_held:{subject}"
        yield Change(rule, f"delete from intermediate.{current}", 1, reference)


def _change_figures_of_persons() -> Iterator[Change]:
    """A figure of one subject, and one of none."""
    for period in ("cumulative", "month_new", "month_served"):
        rule = f"persons_figures_recount_from_distinct_subjects:{period}"
        for indicator in ("economic_support", "trauma_treatment"):
            reference = f"2022-09-01/{indicator}"
            yield Change(rule, _change_figure(indicator, period), 1, reference)
        yield Change(
            f"effects_of_identity_are_persons_less_cases:{period}",
            _change_figure("trauma_treatment", period),
            1,
            "2022-09-01/trauma_treatment/total/all",
        )


_CASES = (
    "returnees-DHK-2022-08/1, returnees-SYL-2022-08/1, returnees-SYL-2022-08/2,"
    " returnees-SYL-2022-08/3, returnees-SYL-baseline/1"
)
FAULTS: tuple[Change, ...] = (
    *_falsify_invariants(),
    *_count_too_late(),
    *_lose_current_rows(),
    *_change_figures_of_persons(),
    Change("every_loaded_row_reaches_staging",
           "delete from staging.stg_events where row_number = 2", 1, "events-1"),
    Change("every_loaded_row_reaches_staging", "delete from staging.stg_events", 6, "events-1"),
    Change("every_loaded_row_reaches_staging", "update staging.stg_source_files"
           " set is_in_force = false where source_file_id = 'events-1'", 6, "events-1"),
    Change("every_row_in_force_is_current_superseded_or_held:returnees",
           f"insert into {_HELD} values ('returnees-SYL-2022-08', 'returnees', 1, '', '', '')",
           1, "returnees-SYL-2022-08/1"),
    Change("every_case_has_exactly_one_person",
           f"delete from {_LINKS} where case_id = 'S3'", 1, "returnees-SYL-2022-08/2"),
    Change("every_case_has_exactly_one_person",
           f"update {_LINKS} set person_id = null where case_id = 'S3'",
           1, "returnees-SYL-2022-08/2"),
    Change("every_later_case_is_joined_to_another_case_of_its_person",
           f"update {_LINKS} set joined_to_case_id = 'S2' where case_id = 'D1'", 1, "DHK/D1"),
    Change("every_person_has_one_first_case_and_it_is_the_oldest",
           f"update {_LINKS} set joined_by = 'first' where case_id = 'D1'", 1, "P1"),
    Change("the_links_of_a_person_form_a_tree", f"update {_LINKS} set"
           " joined_to_centre_code = 'DHK', joined_to_case_id = 'D1' where case_id = 'D1'",
           1, "DHK/D1"),
    Change("only_a_decision_joins_a_record_with_nothing_to_match_on",
           f"update {_LINKS} set is_matchable = false where case_id = 'S1'", 1, "DHK/D1"),
    Change("every_record_has_something_to_match_on", "update marts.bridge_beneficiary_cases"
           " set is_matchable = false where case_id = 'S4'", 1, "returnees-SYL-2022-08/3"),
    Change("the_first_service_was_given_by_the_first_centre",
           "update marts.fct_unique_beneficiaries set first_centre_code = 'DHK'"
           " where person_id = 'P2'", 1, "P2"),
    Change("the_first_service_was_given_by_the_first_centre",
           "delete from marts.fct_assistance where service_id = 'V2'", 1, "P2"),
    Change("effects_of_identity_are_persons_less_cases:cumulative",
           f"delete from {_EFFECTS} where dimension = 'total'",
           2, "2022-08-01/screened/total/all, 2022-09-01/screened/total/all"),
    Change("effects_of_identity_are_persons_less_cases:month_new",
           f"update {_EFFECTS} set effect = effect - 1 where dimension = 'origin_sex'",
           1, "2022-08-01/screened/origin_sex/eu|men"),
    Change("effects_of_identity_are_persons_less_cases:month_served",
           f"update {_EFFECTS} set period = 'month_served'", 4,
           "2022-08-01/screened/origin/eu, 2022-08-01/screened/origin_sex/eu|men,"
           " 2022-08-01/screened/sex/men, 2022-08-01/screened/total/all"),
    Change("every_month_has_every_cell", f"delete from {_FIGURES} where {_SEPTEMBER}"
           " and indicator_code = 'job_linkage' and period = 'month_new'",
           1, "2022-09-01/job_linkage/total/all"),
    Change("every_month_has_every_cell", f"delete from {_FIGURES} where {_SEPTEMBER}"
           " and indicator_code = 'job_linkage'", 3, "2022-09-01/job_linkage/total/all"),
    Change("every_month_has_every_cell", f"insert into {_FIGURES}"
           " values (date '2022-09-01', 'job_linkage', 'sex', 'all', 'month_new', 0)",
           1, "2022-09-01/job_linkage/sex/all"),
    Change("sums_recount_from_their_facts", _change_figure("awareness_reach", "cumulative"),
           1, "awareness_reach"),
    Change("sums_recount_from_their_facts", _change_figure("dcc_meetings", "cumulative"),
           1, "dcc_meetings"),
    Change("no_figure_is_printed_in_two_ways", "update staging.stg_published_figures"
           " set value = 5 where bulletin_month = date '2022-08-01'",
           1, "2022-08-01/screened/total/all/cumulative"),
    Change("published_figures_match_the_records", "update marts.fct_reconciliation"
           " set status = 'different' where indicator_code = 'plan_developed'",
           1, "2022-09-01/plan_developed/total/all/cumulative"),
    *(Change(f"persons_have_no_conflicting_attributes:{attribute}", "update"
             f" marts.dim_beneficiaries set has_{attribute}_conflict = true"
             " where person_id = 'P1'", 1, "P1")
      for attribute in ("sex", "origin", "district")),
    *(Change(f"no_row_is_held:{rule}",
             f"insert into {_HELD} values ('f', 'assistance', 1, 'case_id', '{rule}', 'why')",
             1, "f/1")
      for rule in ("unknown_case", "after_baseline")),
    Change("every_place_given_is_recognised:district",
           "update intermediate.int_cases set district_pcode = null", 5, _CASES),
    Change("every_place_given_is_recognised:country_of_return",
           "update intermediate.int_cases set country_code = null", 5, _CASES),
    Change("every_place_given_is_recognised:event_district",
           "update intermediate.int_events set district_pcode = null", 6,
           ", ".join(f"events-1/{row}" for row in range(1, 6))),
    Change("every_dmcc_meeting_names_its_district",
           "update marts.fct_events set district_pcode = null", 2, "events-1/2, events-1/3"),
)  # fmt: skip
HARMLESS: tuple[Change, ...] = (
    # A cancelled service of another centre on the day of the first one.
    Change("the_first_service_was_given_by_the_first_centre", "insert into marts.fct_assistance"
           " select * replace ('DHK' as centre_code, false as is_counted)"
           " from marts.fct_assistance where service_id = 'V2'"),
    # A service that is no reintegration assistance.
    Change("the_first_service_was_given_by_the_first_centre", "insert into marts.fct_assistance"
           " select * replace ('DHK' as centre_code, 'immediate_airport' as indicator_code)"
           " from marts.fct_assistance where service_id = 'V2'"),
    # A row of the baseline that a later delivery supersedes.
    Change("every_row_in_force_is_current_superseded_or_held:returnees",
           f"insert into {_HELD} values ('returnees-SYL-baseline', 'returnees', 2, '', '', '')"),
)  # fmt: skip
