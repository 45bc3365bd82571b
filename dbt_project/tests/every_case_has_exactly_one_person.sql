{{ config(meta={
    'check_id': 'every_case_has_exactly_one_person', 'target': 'stg_person_links',
    'dagster': {'ref': {'name': 'stg_person_links'}},
}) }}

with cases as (
    select * from {{ ref('int_cases') }}
),

links as (
    select
        centre_code,
        case_id,
        count(*) as persons
    from {{ ref('stg_person_links') }}
    where person_id is not null
    group by centre_code, case_id
),

linked as (
    select
        concat_ws('/', cases.source_file_id, cases.row_number) as reference_text,
        coalesce(links.persons, 0) as persons
    from cases
    left join links on cases.centre_code = links.centre_code and cases.case_id = links.case_id
)

select
    'every_case_has_exactly_one_person' as rule,
    count(*) as evaluated,
    coalesce(sum(case when persons <> 1 then 1 else 0 end), 0) as failed,
    {{ sample_of('reference_text', 'persons <> 1') }} as row_references
from linked
