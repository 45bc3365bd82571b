"""The columns that a comparison of releases reads, by mart: what a small world writes."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

CAUSES = Path(__file__).parents[2] / "dbt_project" / "seeds" / "restatement_causes.csv"
_COLUMNS = {
    "dim_restatement_causes": "cause turn label meaning",
    "dim_months": "reporting_month",
    "dim_indicators": "indicator_code unit month_basis dimensions part_of print_order",
    "dim_services": "service indicator_code completed_indicator_code",
    "dim_source_files": (
        "source_file_id table_name path source delivery verdict is_in_force withdrawn_at"
    ),
    "bridge_beneficiary_cases": (
        "centre_code case_id person_id registration_date sex origin source_file_id row_number"
    ),
    "fct_screenings": (
        "centre_code case_id screened_on plan_developed_on source_file_id row_number"
    ),
    "fct_assistance": (
        "centre_code service_id case_id service status start_date completion_date is_counted"
        " source_file_id row_number"
    ),
    "fct_identity_decisions": "centre_code_a case_id_a centre_code_b case_id_b verdict",
    "fct_events": "event_id event_type event_date district_pcode source_file_id row_number",
    "fct_qualifications": (
        "subject_type subject_id indicator_code counting_date counting_month sex origin platform"
        " value is_first is_first_in_month source_file_id table_name row_number"
    ),
    "fct_indicator_values": "reporting_month indicator_code dimension member period value",
}
COLUMNS: Mapping[str, tuple[str, ...]] = {
    mart: tuple(columns.split()) for mart, columns in _COLUMNS.items()
}


def read_causes() -> list[tuple[str, ...]]:
    """The rows of dim_restatement_causes, which is its seed."""
    with CAUSES.open(encoding="utf-8", newline="") as rows:
        return [tuple(row) for row in csv.reader(rows)][1:]
