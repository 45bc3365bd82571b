-- What counts for an indicator counts for every whole that it is part of, at any depth up to three.
with indicators as (
    select
        indicator_code,
        part_of
    from {{ ref('indicators') }}
),

parts as (
    select * from indicators
    where part_of is not null
)

select
    indicator_code,
    indicator_code as counted_as
from indicators

union all

select
    indicator_code,
    part_of
from parts

union all

select
    parts.indicator_code,
    wholes.part_of
from parts
inner join parts as wholes on parts.part_of = wholes.indicator_code

union all

select
    parts.indicator_code,
    wholes_of_wholes.part_of
from parts
inner join parts as wholes on parts.part_of = wholes.indicator_code
inner join parts as wholes_of_wholes on wholes.part_of = wholes_of_wholes.indicator_code
