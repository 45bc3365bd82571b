-- The cells that the two sides give differently. One that a side lacks is nothing there.
create table differences as
with one as (
    select * from figures
    where side = 'published'
),

other as (
    select * from figures
    where side = 'present'
)

select
    coalesce(one.reporting_month, other.reporting_month) as reporting_month,
    coalesce(one.indicator_code, other.indicator_code) as indicator_code,
    coalesce(one.dimension, other.dimension) as dimension,
    coalesce(one.member, other.member) as member,
    coalesce(one.period, other.period) as period,
    one.value as as_published,
    other.value as as_now_known,
    coalesce(other.value, 0) - coalesce(one.value, 0) as difference
from one
full join other
    on
        one.reporting_month = other.reporting_month
        and one.indicator_code = other.indicator_code
        and one.dimension = other.dimension
        and one.member = other.member
        and one.period = other.period
where
    one.value is distinct from other.value
    and coalesce(one.reporting_month, other.reporting_month)
    between getvariable('first_month') and getvariable('last_month');
