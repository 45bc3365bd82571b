-- What makes an event, its participants, its district, an item or a day of reach count, and when.
with events as (
    select * from {{ ref('int_events') }}
    where is_counted
),

event_types as (
    select * from {{ ref('event_types') }}
),

communications as (
    select * from {{ ref('int_communications') }}
),

reach as (
    select * from {{ ref('int_social_reach') }}
),

typed_events as (
    select
        events.*,
        event_types.indicator_code,
        event_types.counted
    from events
    inner join event_types on events.event_type = event_types.event_type
),

sexes as (
    select sex from {{ inline_rows('sex', ['men', 'women', 'unknown']) }}
),

participants as (
    select
        typed_events.*,
        sexes.sex,
        case sexes.sex
            when 'men' then typed_events.participants_men
            when 'women' then typed_events.participants_women
            else typed_events.participants_unknown
        end as participants
    from typed_events
    cross join sexes
)

select
    'event' as subject_type,
    event_id as subject_id,
    indicator_code,
    event_date as counting_date,
    cast(null as {{ dbt.type_string() }}) as sex,
    cast(null as {{ dbt.type_string() }}) as platform,
    1 as value,
    source_file_id,
    'events' as table_name,
    row_number
from typed_events
where counted = 'events'

union all

select
    'event',
    event_id,
    indicator_code,
    event_date,
    sex,
    null,
    participants,
    source_file_id,
    'events',
    row_number
from participants
where counted = 'participants' and participants > 0

union all

select
    'district',
    district_pcode,
    indicator_code,
    event_date,
    null,
    null,
    1,
    source_file_id,
    'events',
    row_number
from typed_events
where counted = 'districts' and district_pcode is not null

union all

select
    kind,
    item_id,
    case kind when 'product' then 'communication_products' else 'news_reports' end,
    published_on,
    null,
    null,
    1,
    source_file_id,
    table_name,
    row_number
from communications

union all

select
    'platform_day',
    concat(channel, ' ', cast(date as {{ dbt.type_string() }})),
    'social_media_reach',
    date,
    null,
    platform,
    reach,
    source_file_id,
    table_name,
    row_number
from reach
