-- A product or report counts once, by its latest row: the last one in the latest delivery.
with communications as (
    select * from {{ ref('stg_communications') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by kind, item_id
            order by is_baseline, delivery_month desc, source_file_id, row_number desc
        ) as recency
    from communications
)

select
    kind,
    item_id,
    published_on,
    product_type,
    source_file_id,
    table_name,
    row_number
from ranked
where recency = 1
