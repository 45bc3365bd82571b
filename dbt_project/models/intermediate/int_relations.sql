-- The rules between indicators, as the registry relates them: a part is not larger than its whole,
-- a whole not larger than its parts together, a subset not larger than what it is a subset of.
with cells as (
    select * from {{ ref('int_figure_cells') }}
),

indicators as (
    select
        indicator_code,
        part_of,
        subset_of
    from {{ ref('dim_indicators') }}
),

part_counts as (
    select
        part_of,
        count(*) as parts
    from indicators
    where part_of is not null
    group by part_of
),

pairs as (
    select
        cells.*,
        indicators.part_of,
        indicators.subset_of
    from cells
    inner join indicators on cells.indicator_code = indicators.indicator_code
),

parts_and_wholes as (
    select
        parts.indicator_code as part_code,
        parts.value as part_value,
        wholes.*
    from pairs as parts
    inner join cells as wholes
        on
            parts.part_of = wholes.indicator_code
            and {{ same_figure('parts', 'wholes', ['dimension', 'member', 'period']) }}
),

sums_of_parts as (
    select
        figures,
        reporting_month,
        indicator_code,
        dimension,
        member,
        period,
        value,
        sum(part_value) as parts_value,
        count(*) as parts
    from parts_and_wholes
    group by figures, reporting_month, indicator_code, dimension, member, period, value
)

select
    figures,
    'part_within_whole' as rule,
    reporting_month,
    indicator_code,
    part_code as other_code,
    dimension,
    cast(null as {{ dbt.type_string() }}) as whole_dimension,
    member,
    period,
    value as left_value,
    part_value as right_value,
    value >= part_value as holds,
    'whole smaller than its part' as finding
from parts_and_wholes
where period in ('cumulative', 'month_served')

union all

select
    sums_of_parts.figures,
    'whole_within_parts',
    sums_of_parts.reporting_month,
    sums_of_parts.indicator_code,
    null,
    sums_of_parts.dimension,
    null,
    sums_of_parts.member,
    sums_of_parts.period,
    sums_of_parts.value,
    sums_of_parts.parts_value,
    sums_of_parts.value <= sums_of_parts.parts_value,
    'whole larger than its parts together'
from sums_of_parts
inner join part_counts
    on
        sums_of_parts.indicator_code = part_counts.part_of
        and sums_of_parts.parts = part_counts.parts

union all

select
    subsets.figures,
    'subset',
    subsets.reporting_month,
    subsets.indicator_code,
    supersets.indicator_code as other_code,
    subsets.dimension,
    null,
    subsets.member,
    subsets.period,
    subsets.value as left_value,
    supersets.value as right_value,
    subsets.value <= supersets.value,
    'subset larger than what it is a subset of'
from pairs as subsets
inner join cells as supersets
    on
        subsets.subset_of = supersets.indicator_code
        and {{ same_figure('subsets', 'supersets', ['dimension', 'member', 'period']) }}
where subsets.period = 'cumulative'
