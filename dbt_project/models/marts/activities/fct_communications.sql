with communications as (
    select * from {{ ref('int_communications') }}
),

parameters as (
    select * from {{ ref('stg_run_parameters') }}
)

select
    communications.kind,
    communications.item_id,
    communications.published_on,
    communications.product_type,
    communications.source_file_id,
    communications.table_name,
    communications.row_number
from communications
cross join parameters
where communications.published_on <= parameters.last_date
