-- Whom or what each record counts for. What does not count for a person is its own subject, always.
create table subjects as
select
    'person' as subject_type,
    unit,
    held_as,
    split_as,
    merged_as,
    now_as
from people
union all
select distinct
    record_type as subject_type,
    unit,
    unit as held_as,
    unit as split_as,
    unit as merged_as,
    unit as now_as
from dates
where record_type not in ('case', 'service');

-- Everybody and everything that some change could touch: only these are counted again.
create table affected as
with seeds as (
    select * from subjects
    where
        unit in (select unnest([unit, old_unit]) from changes)
        or split_as <> held_as or merged_as <> held_as or now_as <> held_as
)

select * from subjects
where held_as in (select held_as from seeds) or now_as in (select now_as from seeds);
