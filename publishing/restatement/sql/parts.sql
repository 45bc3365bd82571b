-- The difference of each cell, cause by cause. What no cause gives is said too: it must be nothing.
create table parts as
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
            and cells.member = case cells.dimension
                when 'total' then 'all'
                when 'sex' then effects.sex
                when 'origin' then effects.origin
                when 'origin_sex' then concat(effects.origin, '|', effects.sex)
                when 'platform' then effects.platform
            end
    group by all
),

found as (
    select
        differences.*,
        by_member.cause,
        sum(
            case differences.period
                when 'month_served' then by_member.served_effect
                else by_member.new_effect
            end
        )::bigint as part
    from differences
    inner join by_member
        on
            differences.indicator_code = by_member.indicator_code
            and differences.dimension = by_member.dimension
            and differences.member = by_member.member
            and (
                differences.reporting_month = by_member.counting_month
                or (
                    differences.period = 'cumulative'
                    and differences.reporting_month > by_member.counting_month
                )
            )
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

-- The rows behind the parts: everybody and everything that counts otherwise for a reason, by the
-- ids of fct_qualifications.
create table rows_behind as
select
    effects.cause,
    effects.subject_type,
    case
        when effects.subject_type = 'person'
            then coalesce(people.now_person, people.then_person, effects.subject)
        else substr(effects.subject, len(effects.subject_type) + 2)
    end as subject_id,
    effects.indicator_code,
    effects.counting_month,
    effects.sex,
    effects.origin,
    effects.platform,
    sum(effects.new_effect)::bigint as new_effect,
    sum(effects.served_effect)::bigint as served_effect,
    arg_max(effects.source_file_id, effects.new_effect + effects.served_effect) as source_file_id,
    arg_max(effects.table_name, effects.new_effect + effects.served_effect) as table_name,
    arg_max(effects.row_number, effects.new_effect + effects.served_effect) as row_number
from effects
left join people on effects.subject_type = 'person' and effects.subject = people.unit
where effects.counting_month <= getvariable('last_month')
group by all
having new_effect <> 0 or served_effect <> 0;
