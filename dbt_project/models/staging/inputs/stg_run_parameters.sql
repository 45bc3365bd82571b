with parameters as (
    select * from {{ source('inputs', 'run_parameters') }}
)

select
    run_id,
    cast(reporting_month as date) as reporting_month,
    cast(start_month as date) as start_month,
    last_day(cast(reporting_month as date)) as last_date,
    programme_name,
    time_zone,
    code_version
from parameters
