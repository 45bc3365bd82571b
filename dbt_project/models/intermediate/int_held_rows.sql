with files as (
    select * from {{ ref('stg_source_files') }}
    where source = 'cases' and is_in_force and verdict = 'loaded'
),

returnees as (
    select * from {{ ref('stg_returnees') }}
),

assistance as (
    select * from {{ ref('stg_assistance') }}
),

baseline_ends as (
    select
        centre_code,
        min(delivery_month) as first_month
    from files
    where not is_baseline
    group by centre_code
),

late_returnees as (
    select
        returnees.source_file_id,
        'returnees' as table_name,
        returnees.row_number,
        case
            when returnees.registration_date >= baseline_ends.first_month then 'registration_date'
            when returnees.return_date >= baseline_ends.first_month then 'return_date'
            when returnees.screened_on >= baseline_ends.first_month then 'screened_on'
            when returnees.plan_developed_on >= baseline_ends.first_month then 'plan_developed_on'
        end as column_name
    from returnees
    inner join baseline_ends on returnees.centre_code = baseline_ends.centre_code
    where returnees.is_baseline
),

late_assistance as (
    select
        assistance.source_file_id,
        'assistance' as table_name,
        assistance.row_number,
        case
            when assistance.start_date >= baseline_ends.first_month then 'start_date'
            when assistance.completion_date >= baseline_ends.first_month then 'completion_date'
        end as column_name
    from assistance
    inner join baseline_ends on assistance.centre_code = baseline_ends.centre_code
    where assistance.is_baseline
),

after_baseline as (
    select * from late_returnees
    where column_name is not null
    union all
    select * from late_assistance
    where column_name is not null
),

known_cases as (
    select distinct
        returnees.centre_code,
        returnees.case_id
    from returnees
    left join after_baseline
        on
            after_baseline.table_name = 'returnees'
            and returnees.source_file_id = after_baseline.source_file_id
            and returnees.row_number = after_baseline.row_number
    where after_baseline.row_number is null
),

unknown_case as (
    select
        assistance.source_file_id,
        'assistance' as table_name,
        assistance.row_number,
        'case_id' as column_name
    from assistance
    left join known_cases
        on
            assistance.centre_code = known_cases.centre_code
            and assistance.case_id = known_cases.case_id
    where known_cases.case_id is null
)

select
    *,
    'after_baseline' as rule,
    'a baseline ends the day before the first monthly delivery of its centre: '
    || 'correct the date, or send the record in its month' as reason
from after_baseline

union all

select
    *,
    'unknown_case' as rule,
    'no delivery in force of the centre holds this case: '
    || 'correct the Case ID, or send the case; the service counts as soon as it is there' as reason
from unknown_case
