with qualifications as (
    select * from {{ ref('fct_qualifications') }}
),

indicators as (
    select
        indicator_code,
        month_basis
    from {{ ref('dim_indicators') }}
),

members as (
    select * from {{ ref('int_indicator_members') }}
),

months as (
    select reporting_month from {{ ref('dim_months') }}
),

monthly as (
    select
        qualifications.indicator_code,
        qualifications.counting_month,
        qualifications.sex,
        qualifications.origin,
        qualifications.platform,
        sum(
            case
                when {{ counts_as_new('qualifications.is_first', 'indicators.month_basis') }}
                    then qualifications.value
                else 0
            end
        ) as month_new,
        sum(case when qualifications.is_first_in_month then qualifications.value else 0 end)
            as month_served
    from qualifications
    inner join indicators on qualifications.indicator_code = indicators.indicator_code
    group by 1, 2, 3, 4, 5
),

by_member as (
    select
        members.indicator_code,
        members.dimension,
        members.member,
        monthly.counting_month,
        sum(monthly.month_new) as month_new,
        sum(monthly.month_served) as month_served
    from monthly
    inner join members
        on
            monthly.indicator_code = members.indicator_code
            and members.member = {{ member_of(
                'members.dimension', 'monthly.sex', 'monthly.origin', 'monthly.platform'
            ) }}
    group by 1, 2, 3, 4
),

cells as (
    select
        months.reporting_month,
        indicators.month_basis,
        members.*,
        coalesce(by_member.month_new, 0) as month_new,
        coalesce(by_member.month_served, 0) as month_served,
        sum(coalesce(by_member.month_new, 0)) over (
            partition by members.indicator_code, members.dimension, members.member
            order by months.reporting_month
        ) as cumulative
    from members
    inner join indicators on members.indicator_code = indicators.indicator_code
    cross join months
    left join by_member
        on
            members.indicator_code = by_member.indicator_code
            and members.dimension = by_member.dimension
            and members.member = by_member.member
            and months.reporting_month = by_member.counting_month
),

periods as (
    select period
    from {{ inline_rows('period', ['cumulative', 'month_new', 'month_served']) }}
)

select
    cells.reporting_month,
    cells.indicator_code,
    cells.dimension,
    cells.member,
    periods.period,
    cast(
        case periods.period
            when 'cumulative' then cells.cumulative
            when 'month_new' then cells.month_new
            else cells.month_served
        end as bigint
    ) as value
from cells
cross join periods
where cells.month_basis <> 'sum' or periods.period <> 'month_served'
