-- The cells that the two sides give differently. What one side does not give at all, as members of
-- a dimension that an indicator did not have, was not given otherwise.
create table differences as
select
    one.reporting_month,
    one.indicator_code,
    one.dimension,
    one.member,
    one.period,
    one.value as as_published,
    other.value as as_now_known,
    other.value - one.value as difference
from figures as one
inner join figures as other
    on
        one.reporting_month = other.reporting_month
        and one.indicator_code = other.indicator_code
        and one.dimension = other.dimension
        and one.member = other.member
        and one.period = other.period
where
    one.side = 'published' and other.side = 'present' and one.value <> other.value
    and one.reporting_month between getvariable('first_month') and getvariable('last_month');
