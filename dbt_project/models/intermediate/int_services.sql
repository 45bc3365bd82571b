with assistance as (
    select * from {{ ref('stg_assistance') }}
),

held as (
    select distinct
        source_file_id,
        row_number
    from {{ ref('int_held_rows') }}
    where table_name = 'assistance'
),

services as (
    select
        *,
        {{ normalised('service') }} as service_key
    from {{ ref('services') }}
),

accepted as (
    select assistance.*
    from assistance
    left join held
        on
            assistance.source_file_id = held.source_file_id
            and assistance.row_number = held.row_number
    where held.row_number is null
),

ranked as (
    select
        *,
        row_number() over (
            partition by centre_code, service_id
            order by {{ latest_delivery_first() }}
        ) as recency
    from accepted
)

select
    ranked.centre_code,
    ranked.service_id,
    ranked.case_id,
    services.service,
    services.indicator_code,
    services.completed_indicator_code,
    ranked.status,
    ranked.start_date,
    ranked.completion_date,
    ranked.amount_bdt,
    ranked.status <> 'cancelled' as is_counted,
    ranked.source_file_id,
    ranked.row_number
from ranked
left join services on ranked.service_key = services.service_key
where ranked.recency = 1
