with events as (
    select * from {{ ref('int_events') }}
    where is_counted
),

parameters as (
    select * from {{ ref('stg_run_parameters') }}
)

select
    events.event_id,
    events.event_type,
    events.event_date,
    events.submitted_on,
    events.district_pcode,
    events.participants_men,
    events.participants_women,
    events.participants_unknown,
    events.source_file_id,
    events.row_number
from events
cross join parameters
where events.event_date <= parameters.last_date
