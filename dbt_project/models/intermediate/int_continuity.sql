-- Cumulative figures never fall, and roll forward by the month's new ones.
with cells as (
    select * from {{ ref('int_figure_cells') }}
),

cumulative as (
    select
        *,
        lag(reporting_month) over (
            partition by figures, indicator_code, dimension, member order by reporting_month
        ) as previous_month,
        lag(value) over (
            partition by figures, indicator_code, dimension, member order by reporting_month
        ) as previous_value
    from cells
    where period = 'cumulative'
),

first_months as (
    select min(reporting_month) as first_month from {{ ref('dim_months') }}
)

select
    figures,
    'monotone' as rule,
    reporting_month,
    indicator_code,
    cast(null as {{ dbt.type_string() }}) as other_code,
    dimension,
    cast(null as {{ dbt.type_string() }}) as whole_dimension,
    member,
    period,
    value as left_value,
    previous_value as right_value,
    value >= previous_value as holds,
    'cumulative figure smaller than an earlier one' as finding
from cumulative
where previous_value is not null

union all

select
    cumulative.figures,
    'roll_forward',
    cumulative.reporting_month,
    cumulative.indicator_code,
    null,
    cumulative.dimension,
    null,
    cumulative.member,
    cumulative.period,
    cumulative.value,
    coalesce(cumulative.previous_value, 0) + news.value,
    cumulative.value = coalesce(cumulative.previous_value, 0) + news.value,
    'cumulative figure differs from the previous one plus the month'
from cumulative
cross join first_months
inner join cells as news
    on
        cumulative.indicator_code = news.indicator_code
        and {{ same_figure('cumulative', 'news', ['dimension', 'member']) }}
        and news.period = 'month_new'
where
    cumulative.previous_month = {{ add_months('cumulative.reporting_month', -1) }}
    or cumulative.reporting_month = first_months.first_month
