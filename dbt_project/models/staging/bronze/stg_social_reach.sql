with facebook as (
    select
        source_file_id,
        row_number,
        date,
        reach
    from {{ source('bronze', 'facebook_reach') }}
),

youtube as (
    select
        source_file_id,
        row_number,
        date,
        views
    from {{ source('bronze', 'youtube_reach') }}
),

other as (
    select
        source_file_id,
        row_number,
        date,
        platform,
        reach
    from {{ source('bronze', 'other_reach') }}
),

files as (
    select * from {{ ref('stg_source_files') }}
),

delivered as (
    select
        source_file_id,
        row_number,
        'facebook_reach' as table_name,
        'facebook' as platform,
        'facebook' as channel,
        date as date_text,
        reach as reach_text
    from facebook

    union all

    select
        source_file_id,
        row_number,
        'youtube_reach',
        'youtube',
        'youtube',
        date,
        views
    from youtube

    union all

    select
        source_file_id,
        row_number,
        'other_reach',
        'other',
        concat('other:', coalesce({{ normalised('platform') }}, 'unnamed')),
        date,
        reach
    from other
)

select
    delivered.source_file_id,
    delivered.table_name,
    delivered.row_number,
    delivered.platform,
    delivered.channel,
    files.landed_at,
    files.path,
    {{ parse_date('delivered.date_text') }} as date,
    {{ parse_count('delivered.reach_text') }} as reach,
    {{ unread_cells(dates=['delivered.date_text'], counts=['delivered.reach_text']) }}
        as unread_cells
from delivered
inner join files
    on
        delivered.source_file_id = files.source_file_id
        and delivered.table_name = files.table_name
