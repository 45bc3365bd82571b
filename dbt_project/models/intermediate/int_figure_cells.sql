-- Every figure that the invariants judge, computed or published, in one shape.
with figures as (
    select * from {{ ref('fct_indicator_values') }}
),

printed as (
    select * from {{ ref('fct_published_figures') }}
    where is_in_registry
),

indicators as (
    select
        indicator_code,
        month_basis
    from {{ ref('dim_indicators') }}
)

select
    'computed' as figures,
    reporting_month,
    indicator_code,
    dimension,
    member,
    period,
    value
from figures

union all

select
    'published',
    printed.reporting_month,
    printed.indicator_code,
    printed.dimension,
    printed.member,
    {{ period_of('printed.printed_period', 'indicators.month_basis') }},
    printed.value
from printed
inner join indicators on printed.indicator_code = indicators.indicator_code
