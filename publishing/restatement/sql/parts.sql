-- The difference of each cell, cause by cause. What no cause gives is said too: it must be nothing.
insert into parts
with by_member as (
    select
        cells.indicator_code,
        cells.dimension,
        cells.member,
        effects.cause,
        effects.counting_month,
        sum(effects.new_effect) as new_effect,
        sum(effects.served_effect) as served_effect
    from (select distinct
        indicator_code,
        dimension,
        member
    from differences) as cells
    inner join effects
        on
            cells.indicator_code = effects.indicator_code
            and cells.member = {{ member_of(
                'cells.dimension', 'effects.sex', 'effects.origin', 'effects.platform'
            ) }}
    group by all
),

found as (
    select
        differences.*,
        by_member.cause,
        sum(
            {{ taken_by_period(
                'differences.period', 'by_member.new_effect', 'by_member.served_effect'
            ) }}
        )::bigint as part
    from differences
    inner join by_member
        on
            differences.indicator_code = by_member.indicator_code
            and differences.dimension = by_member.dimension
            and differences.member = by_member.member
            and {{ is_in_period(
                'differences.period', 'differences.reporting_month', 'by_member.counting_month'
            ) }}
    group by all
    having part <> 0
),

explained as (
    select
        reporting_month,
        indicator_code,
        dimension,
        member,
        period,
        sum(part) as part
    from found
    where cause <> 'unexplained'
    group by all
),

residuals as (
    select
        differences.*,
        'unexplained' as cause,
        (differences.difference - coalesce(explained.part, 0))::bigint as part
    from differences
    left join explained
        on
            differences.reporting_month = explained.reporting_month
            and differences.indicator_code = explained.indicator_code
            and differences.dimension = explained.dimension
            and differences.member = explained.member
            and differences.period = explained.period
)

select * from found
where cause <> 'unexplained'
union all
select * from residuals
where part <> 0;
