with products as (
    select
        source_file_id,
        row_number,
        product_id,
        date,
        type
    from {{ source('bronze', 'products') }}
),

news as (
    select
        source_file_id,
        row_number,
        report_id,
        date
    from {{ source('bronze', 'news') }}
),

files as (
    select * from {{ ref('stg_source_files') }}
),

delivered as (
    select
        source_file_id,
        row_number,
        'products' as table_name,
        'product' as kind,
        product_id as item_id_text,
        date as date_text,
        type as type_text
    from products

    union all

    select
        source_file_id,
        row_number,
        'news',
        'report',
        report_id,
        date,
        null
    from news
)

select
    delivered.source_file_id,
    delivered.table_name,
    delivered.row_number,
    delivered.kind,
    files.is_baseline,
    files.delivery_month,
    {{ clean_text('delivered.item_id_text') }} as item_id,
    {{ parse_date('delivered.date_text') }} as published_on,
    {{ normalised('delivered.type_text') }} as product_type,
    {{ unread_cells(dates=['delivered.date_text']) }} as unread_cells
from delivered
inner join files
    on
        delivered.source_file_id = files.source_file_id
        and delivered.table_name = files.table_name
