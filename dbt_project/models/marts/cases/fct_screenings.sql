with cases as (
    select * from {{ ref('int_cases') }}
),

links as (
    select * from {{ ref('stg_person_links') }}
),

parameters as (
    select * from {{ ref('stg_run_parameters') }}
),

until_month as (
    select
        links.person_id,
        cases.*,
        case when cases.screened_on <= parameters.last_date then cases.screened_on end
            as screening_date,
        case when cases.plan_developed_on <= parameters.last_date then cases.plan_developed_on end
            as plan_date
    from cases
    inner join links on cases.centre_code = links.centre_code and cases.case_id = links.case_id
    cross join parameters
)

select
    centre_code,
    case_id,
    person_id,
    screening_date as screened_on,
    plan_date as plan_developed_on,
    sex,
    origin,
    country_code,
    district_pcode,
    source_file_id,
    row_number
from until_month
where screening_date is not null or plan_date is not null
