-- What makes a case count, and when: its own dates, and those of its services, by service_id.
with cases as (
    select * from {{ ref('int_cases') }}
),

services as (
    select * from {{ ref('int_services') }}
    where is_counted
),

case_dates as (
    select
        centre_code,
        case_id,
        cast(null as {{ dbt.type_string() }}) as service_id,
        'screened' as indicator_code,
        screened_on as counting_date,
        source_file_id,
        'returnees' as table_name,
        row_number
    from cases
    where screened_on is not null

    union all

    select
        centre_code,
        case_id,
        null,
        'plan_developed',
        plan_developed_on,
        source_file_id,
        'returnees',
        row_number
    from cases
    where plan_developed_on is not null
),

service_dates as (
    select
        centre_code,
        case_id,
        service_id,
        indicator_code,
        start_date,
        source_file_id,
        'assistance',
        row_number
    from services

    union all

    select
        centre_code,
        case_id,
        service_id,
        completed_indicator_code,
        completion_date,
        source_file_id,
        'assistance',
        row_number
    from services
    where
        status = 'completed'
        and completed_indicator_code is not null
        and completion_date is not null
)

select * from case_dates
union all
select * from service_dates
