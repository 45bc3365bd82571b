with delivered as (
    select * from {{ source('bronze', 'events') }}
),

files as (
    select * from {{ ref('stg_source_files') }}
    where table_name = 'events'
)

select
    files.source_file_id,
    delivered.row_number,
    files.landed_at,
    files.path,
    {{ clean_text('delivered.submission_id') }} as event_id,
    {{ parse_timestamp('delivered.submission_time') }} as submitted_at,
    {{ normalised('delivered.validation_status') }} as validation_status,
    {{ normalised('delivered.event_type') }} as event_type,
    {{ parse_date('delivered.event_date') }} as event_date,
    {{ name_key('delivered.district') }} as district_key,
    coalesce({{ parse_count('delivered.participants_men') }}, 0) as participants_men,
    coalesce({{ parse_count('delivered.participants_women') }}, 0) as participants_women,
    coalesce({{ parse_count('delivered.participants_unknown') }}, 0) as participants_unknown,
    {{ unread_cells(
        dates=['delivered.event_date'],
        timestamps=['delivered.submission_time'],
        counts=[
            'delivered.participants_men', 'delivered.participants_women',
            'delivered.participants_unknown',
        ]
    ) }} as unread_cells
from delivered
inner join files on delivered.source_file_id = files.source_file_id
