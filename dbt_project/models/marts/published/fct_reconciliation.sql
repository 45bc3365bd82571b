with printed as (
    select * from {{ ref('fct_published_figures') }}
    where is_in_registry
),

indicators as (
    select
        indicator_code,
        month_basis
    from {{ ref('dim_indicators') }}
),

figures as (
    select * from {{ ref('fct_indicator_values') }}
),

comparable as (
    select
        printed.*,
        {{ period_of('printed.printed_period', 'indicators.month_basis') }} as period
    from printed
    inner join indicators on printed.indicator_code = indicators.indicator_code
)

select
    comparable.reporting_month,
    comparable.indicator_code,
    comparable.dimension,
    comparable.member,
    comparable.period,
    comparable.value as published_value,
    figures.value as computed_value,
    figures.value - comparable.value as difference,
    comparable.label_confidence,
    case when figures.value = comparable.value then 'matched' else 'different' end as status,
    comparable.note
from comparable
left join figures
    on
        comparable.reporting_month = figures.reporting_month
        and comparable.indicator_code = figures.indicator_code
        and comparable.dimension = figures.dimension
        and comparable.member = figures.member
        and comparable.period = figures.period
