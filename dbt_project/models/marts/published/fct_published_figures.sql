with statements as (
    select * from {{ ref('stg_published_figures') }}
),

indicators as (
    select indicator_code from {{ ref('dim_indicators') }}
),

parameters as (
    select * from {{ ref('stg_run_parameters') }}
),

-- A later bulletin's statement of the same figure wins.
ranked as (
    select
        statements.*,
        row_number() over (
            partition by
                statements.reporting_month, statements.indicator_code, statements.dimension,
                statements.member, statements.printed_period
            order by
                statements.bulletin_month desc,
                statements.source_file_id asc,
                statements.row_number asc
        ) as recency
    from statements
    cross join parameters
    where statements.reporting_month <= parameters.reporting_month
)

select
    ranked.reporting_month,
    ranked.indicator_code,
    ranked.dimension,
    ranked.member,
    ranked.printed_period,
    ranked.value,
    ranked.label_confidence,
    ranked.note,
    indicators.indicator_code is not null as is_in_registry,
    ranked.source_file_id,
    ranked.row_number
from ranked
left join indicators on ranked.indicator_code = indicators.indicator_code
where ranked.recency = 1
