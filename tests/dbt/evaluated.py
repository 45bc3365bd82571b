"""How much each rule of the data tests has to look at in the small programme, counted by hand."""

from __future__ import annotations

from collections.abc import Mapping

MONTHS = 66  # from April 2017 to September 2022
# The registry asks for totals and sexes of 19 indicators of persons, origins of 5 of them, and
# origin by sex of 2; for totals of 10 other indicators, 2 of them of districts; and for 3 sexes of
# the participants and 3 platforms of the reach.
PERSON_CELLS = 19 * 4 + 5 * 3 + 2 * 9
DISTRICT_CELLS = 2
SUM_CELLS = 8 + 3 + 3
CELLS = PERSON_CELLS + DISTRICT_CELLS + SUM_CELLS
# A sum has no figure of subjects served in a month.
FIGURES = MONTHS * (3 * (PERSON_CELLS + DISTRICT_CELLS) + 2 * SUM_CELLS)
# Splits by sex and origin, and both margins of two tables of origin by sex; a sex and a platform.
PERSON_SPLITS, SUM_SPLITS = 19 + 5 + 2 * 6, 2
# Cells of the 15 parts that their wholes have too, and of the 5 wholes.
PART_CELLS, WHOLE_CELLS = 15 * 4 + 3 * 3, 5 * 4 + 3
# Beneficiaries and plans among the screened, completed among enrolled counselling.
SUBSET_CELLS = 16 + 4 + 4

SINGULAR: Mapping[str, Mapping[str, int] | int] = {
    "computed_figures_keep_the_invariants": {
        "member_sum": MONTHS * (3 * PERSON_SPLITS + 2 * SUM_SPLITS),
        "part_within_whole": MONTHS * 2 * PART_CELLS,
        "whole_within_parts": MONTHS * 3 * WHOLE_CELLS,
        "monotone": (MONTHS - 1) * CELLS,
        "roll_forward": MONTHS * CELLS,
    },
    "computed_subsets_lie_within_their_supersets": {"subset": MONTHS * SUBSET_CELLS},
    "published_figures_keep_the_invariants": {
        "member_sum": 1,
        "part_within_whole": 2,
        "whole_within_parts": 1,
        "subset": 1,
        "monotone": 1,
        "roll_forward": 1,
    },
    "effects_of_identity_are_persons_less_cases": dict.fromkeys(
        ("cumulative", "month_new", "month_served"), MONTHS * PERSON_CELLS
    ),
    "persons_figures_recount_from_distinct_subjects": dict.fromkeys(
        ("cumulative", "month_new", "month_served"), MONTHS * (19 + 2)
    ),
    "every_month_has_every_cell": FIGURES,
    "sums_recount_from_their_facts": 8,
    # Five cases of four persons, two of whom were assisted; one case is joined to another.
    "every_case_has_exactly_one_person": 5,
    "every_later_case_is_joined_to_another_case_of_its_person": 1,
    "every_person_has_one_first_case_and_it_is_the_oldest": 4,
    "every_record_has_something_to_match_on": 5,
    "only_a_decision_joins_a_record_with_nothing_to_match_on": 1,
    "persons_have_no_conflicting_attributes": {"sex": 4, "origin": 4, "district": 4},
    "the_first_service_was_given_by_the_first_centre": 2,
    "the_links_of_a_person_form_a_tree": 5,
    # Rows delivered: 6 returnees, 5 services, 6 events, 6 days of reach (one blank), 2 items, and
    # 13 printed figures, of which one is printed twice and 11 can be compared.
    "every_loaded_row_reaches_staging": 6 + 5 + 6 + 6 + 2 + 13,
    "every_row_in_force_is_current_superseded_or_held": {
        "returnees": 6,
        "assistance": 5,
        "events": 6,
        "social_reach": 5,
        "communications": 2,
    },
    "no_row_is_held": {"unknown_case": 5, "after_baseline": 2},
    "every_place_given_is_recognised": {
        "district": 5,
        "country_of_return": 5,
        "event_district": 6,
    },
    "every_dmcc_meeting_names_its_district": 2,
    "no_figure_is_printed_in_two_ways": 12,
    "published_figures_match_the_records": 11,
    # A row is looked at once for each of its dates.
    "nothing_counts_after_the_reporting_month": {
        "fct_qualifications": 34,
        "fct_screenings": 5 + 1,
        "fct_assistance": 5 + 1,
        "fct_events": 5,
        "fct_social_reach": 4,
        "fct_communications": 2,
        "fct_indicator_values": FIGURES,
        "fct_published_figures": 12,
        "fct_unique_beneficiaries": 2,
        "fct_identity_effects": 4,
    },
}
# Of the expressions of generic tests, those that do not apply to every row of their model.
OPTIONAL: Mapping[str, int] = {
    "membership_ends_after_it_began": 1,
    "completion_does_not_precede_the_start": 1,
    "amounts_are_not_negative": 1,
}


def list_counts() -> dict[str, int]:
    """The rows that each rule of the singular data tests evaluates."""
    counts: dict[str, int] = {}
    for name, rules in SINGULAR.items():
        if isinstance(rules, int):
            counts[name] = rules
        else:
            counts |= {f"{name}:{rule}": count for rule, count in rules.items()}
    return counts
