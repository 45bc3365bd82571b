with delivered as (
    select * from {{ source('bronze', 'returnees') }}
),

files as (
    select * from {{ ref('stg_source_files') }}
    where table_name = 'returnees'
)

select
    files.source_file_id,
    delivered.row_number,
    files.centre_code,
    files.is_baseline,
    files.delivery_month,
    {{ clean_text('delivered.case_id') }} as case_id,
    {{ parse_date('delivered.registration_date') }} as registration_date,
    {{ sex_of('delivered.sex') }} as sex,
    {{ name_key('delivered.district') }} as district_key,
    {{ name_key('delivered.country_of_return') }} as country_key,
    {{ parse_date('delivered.return_date') }} as return_date,
    {{ parse_date('delivered.screened_on') }} as screened_on,
    {{ parse_date('delivered.plan_developed_on') }} as plan_developed_on,
    {{ unread_cells(dates=[
        'delivered.registration_date', 'delivered.return_date',
        'delivered.screened_on', 'delivered.plan_developed_on',
    ]) }} as unread_cells
from delivered
inner join files on delivered.source_file_id = files.source_file_id
