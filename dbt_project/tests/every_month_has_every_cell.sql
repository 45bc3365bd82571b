{{ config(meta={
    'check_id': 'every_month_has_every_cell', 'target': 'fct_indicator_values',
    'dagster': {'ref': {'name': 'fct_indicator_values'}},
}) }}

with figures as (
    select * from {{ ref('fct_indicator_values') }}
),

indicators as (
    select * from {{ ref('dim_indicators') }}
),

members as (
    select * from {{ ref('int_indicator_members') }}
),

months as (
    select * from {{ ref('dim_months') }}
),

expected as (
    select
        months.reporting_month,
        members.indicator_code,
        members.dimension,
        members.member,
        case when indicators.month_basis = 'sum' then 2 else 3 end as periods
    from members
    inner join indicators on members.indicator_code = indicators.indicator_code
    cross join months
),

given as (
    select
        reporting_month,
        indicator_code,
        dimension,
        member,
        count(*) as periods
    from figures
    where value is not null
    group by reporting_month, indicator_code, dimension, member
),

compared as (
    select
        concat_ws(
            '/',
            coalesce(expected.reporting_month, given.reporting_month),
            coalesce(expected.indicator_code, given.indicator_code),
            coalesce(expected.dimension, given.dimension),
            coalesce(expected.member, given.member)
        ) as reference_text,
        expected.periods,
        abs(coalesce(expected.periods, 0) - coalesce(given.periods, 0)) as astray
    from expected
    full outer join given
        on
            expected.reporting_month = given.reporting_month
            and expected.indicator_code = given.indicator_code
            and expected.dimension = given.dimension
            and expected.member = given.member
)

select
    'every_month_has_every_cell' as rule,
    coalesce(sum(periods), 0) as evaluated,
    coalesce(sum(astray), 0) as failed,
    {{ sample_of('reference_text', 'astray > 0') }} as row_references
from compared
