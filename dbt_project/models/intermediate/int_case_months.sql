-- The months in which each case would count without deduplication, as a person of its own.
with case_dates as (
    select * from {{ ref('int_case_dates') }}
),

cases as (
    select * from {{ ref('int_cases') }}
),

links as (
    select * from {{ ref('stg_person_links') }}
),

joined_persons as (
    select person_id from {{ ref('int_joined_persons') }}
),

wholes as (
    select * from {{ ref('int_indicator_wholes') }}
),

parameters as (
    select * from {{ ref('stg_run_parameters') }}
),

joined_cases as (
    select
        links.person_id,
        cases.centre_code,
        cases.case_id,
        cases.sex,
        cases.origin
    from links
    inner join joined_persons on links.person_id = joined_persons.person_id
    inner join cases
        on links.centre_code = cases.centre_code and links.case_id = cases.case_id
),

months as (
    select distinct
        joined_cases.person_id,
        joined_cases.centre_code,
        joined_cases.case_id,
        joined_cases.sex,
        joined_cases.origin,
        wholes.counted_as as indicator_code,
        {{ month_start('case_dates.counting_date') }} as counting_month
    from joined_cases
    inner join case_dates
        on
            joined_cases.centre_code = case_dates.centre_code
            and joined_cases.case_id = case_dates.case_id
    inner join wholes on case_dates.indicator_code = wholes.indicator_code
    cross join parameters
    where case_dates.counting_date <= parameters.last_date
)

select
    *,
    counting_month = min(counting_month) over (
        partition by centre_code, case_id, indicator_code
    ) as is_first
from months
