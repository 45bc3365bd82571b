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

-- A case without a person and a link of a case that is not in force are both failures.
linked as (
    select
        case
            when cases.case_id is null then concat_ws('/', links.centre_code, links.case_id)
            else concat_ws('/', cases.source_file_id, cases.row_number)
        end as reference_text,
        case when cases.case_id is null then 0 else coalesce(links.persons, 0) end as persons
    from cases
    full outer join links on cases.centre_code = links.centre_code and cases.case_id = links.case_id
)

select
    'every_case_has_exactly_one_person' as rule,
    count(*) as evaluated,
    coalesce(sum(case when persons <> 1 then 1 else 0 end), 0) as failed,
    {{ sample_of('reference_text', 'persons <> 1') }} as row_references
from linked
