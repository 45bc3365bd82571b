with delivered as (
    select * from {{ source('bronze', 'assistance') }}
),

files as (
    select * from {{ ref('stg_source_files') }}
    where table_name = 'assistance'
)

select
    files.source_file_id,
    delivered.row_number,
    files.centre_code,
    files.is_baseline,
    files.delivery_month,
    {{ clean_text('delivered.service_id') }} as service_id,
    {{ clean_text('delivered.case_id') }} as case_id,
    {{ normalised('delivered.service') }} as service_key,
    {{ normalised('delivered.status') }} as status,
    {{ parse_date('delivered.start_date') }} as start_date,
    {{ parse_date('delivered.completion_date') }} as completion_date,
    {{ parse_number('delivered.amount_bdt', 'decimal(18, 2)') }} as amount_bdt,
    {{ unread_cells(
        dates=['delivered.start_date', 'delivered.completion_date'],
        numbers=['delivered.amount_bdt']
    ) }} as unread_cells
from delivered
inner join files on delivered.source_file_id = files.source_file_id
