with delivered as (
    select * from {{ source('bronze', 'published_figures') }}
),

files as (
    select * from {{ ref('stg_source_files') }}
    where table_name = 'published_figures'
)

select
    files.source_file_id,
    delivered.row_number,
    files.delivery_month as bulletin_month,
    {{ parse_date(clean_text('delivered.reporting_month') ~ " || '-01'") }}
        as reporting_month,
    {{ normalised('delivered.indicator_code') }} as indicator_code,
    {{ normalised('delivered.dimension') }} as dimension,
    {{ normalised('delivered.member') }} as member,
    {{ normalised('delivered.period') }} as printed_period,
    {{ parse_count('delivered.value') }} as value,
    {{ normalised('delivered.label_confidence') }} as label_confidence,
    {{ clean_text('delivered.note') }} as note,
    {{ unread_cells(counts=['delivered.value']) }} as unread_cells
from delivered
inner join files on delivered.source_file_id = files.source_file_id
