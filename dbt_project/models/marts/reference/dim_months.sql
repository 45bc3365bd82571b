with parameters as (
    select * from {{ ref('stg_run_parameters') }}
),

months as (
    select {{ month_rows('start_month', 'reporting_month') }} as reporting_month
    from parameters
)

select
    reporting_month,
    {{ month_label('reporting_month') }} as month_label,
    cast(extract(year from reporting_month) as integer) as year,
    cast(extract(month from reporting_month) as integer) as month,
    last_day(reporting_month) as last_day
from months
