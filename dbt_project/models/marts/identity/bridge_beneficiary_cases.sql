with cases as (
    select * from {{ ref('int_cases') }}
),

links as (
    select * from {{ ref('stg_person_links') }}
)

select
    cases.centre_code,
    cases.case_id,
    links.person_id,
    cases.registration_date,
    cases.sex,
    cases.origin,
    links.joined_by,
    links.match_weight,
    links.joined_to_centre_code,
    links.joined_to_case_id,
    links.is_matchable,
    cases.source_file_id,
    cases.row_number
from cases
inner join links on cases.centre_code = links.centre_code and cases.case_id = links.case_id
