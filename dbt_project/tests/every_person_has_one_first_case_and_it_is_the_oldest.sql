{{ config(meta={
    'check_id': 'every_person_has_one_first_case_and_it_is_the_oldest',
    'target': 'stg_person_links', 'dagster': {'ref': {'name': 'stg_person_links'}},
}) }}

with cases as (
    select * from {{ ref('int_cases') }}
),

links as (
    select * from {{ ref('stg_person_links') }}
),

ranked as (
    select
        links.person_id,
        links.joined_by = 'first' as is_first,
        row_number() over (
            partition by links.person_id
            order by cases.registration_date, cases.centre_code, cases.case_id
        ) = 1 as is_oldest
    from links
    inner join cases
        on links.centre_code = cases.centre_code and links.case_id = cases.case_id
),

persons as (
    select
        person_id,
        sum(case when is_first <> is_oldest then 1 else 0 end) > 0 as is_wrong
    from ranked
    group by person_id
)

select
    'every_person_has_one_first_case_and_it_is_the_oldest' as rule,
    count(*) as evaluated,
    coalesce(sum(case when is_wrong then 1 else 0 end), 0) as failed,
    {{ sample_of('person_id', 'is_wrong') }} as row_references
from persons
