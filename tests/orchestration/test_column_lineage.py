"""Where the columns of a model come from, as its SQL says."""

from orchestration.assets.column_lineage import read_sources

SCHEMA = {
    "staging": {
        "stg_cases": {"case_id": "varchar", "sent_on": "date", "sex": "varchar"},
        "stg_links": {"case_id": "varchar", "person_id": "varchar"},
    }
}
MODEL = """
    with cases as (select * from "warehouse"."staging"."stg_cases"),
    links as (select * from "warehouse"."staging"."stg_links")
    select cases.case_id, links.person_id, upper(cases.sex) as sex_given, 1 as weight
    from cases inner join links on cases.case_id = links.case_id
"""


def test_a_column_comes_from_columns_of_relations_through_all_steps_of_a_query() -> None:
    assert read_sources(MODEL, SCHEMA) == {
        "case_id": [("staging.stg_cases", "case_id")],
        "person_id": [("staging.stg_links", "person_id")],
        "sex_given": [("staging.stg_cases", "sex")],
        "weight": [],
    }


def test_what_cannot_be_read_has_no_lineage() -> None:
    assert read_sources("select from where", SCHEMA) == {}
