-- Of the exports that hold a submission, the one that reaches the latest submission time wins.
with events as (
    select * from {{ ref('stg_events') }}
),

parameters as (
    select * from {{ ref('stg_run_parameters') }}
),

district_names as (
    select * from {{ ref('int_district_names') }}
),

exports as (
    select
        source_file_id,
        max(submitted_at) as reaches_to
    from events
    group by source_file_id
),

ranked as (
    select
        events.*,
        row_number() over (
            partition by events.event_id
            order by
                exports.reaches_to desc nulls last, events.landed_at desc, events.path desc,
                events.row_number asc
        ) as recency
    from events
    inner join exports on events.source_file_id = exports.source_file_id
)

select
    ranked.event_id,
    ranked.event_type,
    ranked.event_date,
    {{ local_date('ranked.submitted_at', 'parameters.time_zone') }} as submitted_on,
    district_names.district_pcode,
    ranked.participants_men,
    ranked.participants_women,
    ranked.participants_unknown,
    coalesce(ranked.validation_status, '')
    not in ('not approved', 'validation_status_not_approved') as is_counted,
    ranked.source_file_id,
    ranked.row_number
from ranked
cross join parameters
left join district_names on ranked.district_key = district_names.district_key
where ranked.recency = 1
