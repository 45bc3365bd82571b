-- What both sides are measured by.
-- What counts for an indicator counts for every whole that it is part of, by each side's registry.
create table wholes as
with recursive parts as (
    select
        'published' as side,
        indicator_code,
        part_of
    from published.marts.dim_indicators
    union all
    select
        'present' as side,
        indicator_code,
        part_of
    from present.marts.dim_indicators
),

upwards as (
    select
        side,
        indicator_code,
        indicator_code as counted_as
    from parts
    union
    select
        upwards.side,
        upwards.indicator_code,
        parts.part_of as counted_as
    from upwards
    inner join parts on upwards.side = parts.side and upwards.counted_as = parts.indicator_code
    where parts.part_of is not null
)

select * from upwards;

-- Months that both releases hold.
create table months as
select reporting_month from published.marts.dim_months
intersect
select reporting_month from present.marts.dim_months;

-- No later date is known to both.
create table cut as
select max(last_day(reporting_month)) as last_date
from months;
