-- The effect of each cause: what a state counts less what the one before it counts, subject by
-- subject. From what was published to state 0 it is the code, or the definitions; from the last
-- state to what is known now there must be nothing.
create table ends as
with was as (
    select distinct
        then_person,
        held_as as subject
    from people
),

became as (
    select distinct
        now_person,
        now_as as subject
    from people
)

select
    qualified.* exclude (side, subject_id),
    if(qualified.side = 'published', -1, len(getvariable('causes'))) as state,
    coalesce(
        if(qualified.side = 'published', was.subject, became.subject),
        if(
            qualified.subject_type = 'person', null, concat(qualified.subject_type, ' ', subject_id)
        ),
        subject_id
    ) as subject
from qualified
left join was
    on qualified.subject_type = 'person' and qualified.subject_id = was.then_person
left join became
    on qualified.subject_type = 'person' and qualified.subject_id = became.now_person;

create table redefined as
with changed as (
    select indicator_code
    from definitions
    group by indicator_code, definition
    having count(distinct side) = 1
)

select distinct wholes.counted_as as indicator_code
from changed
inner join wholes on changed.indicator_code = wholes.indicator_code
union
select indicator_code from changed;

create table effects as
with recounted as (
    select distinct now_as as subject
    from affected
),

on_the_way as (
    select
        ends.*,
        ends.state > -1 and recounted.subject is not null as is_recounted
    from ends
    left join recounted on ends.subject = recounted.subject
),

-- A state comes in at its own step, and goes out at the next one.
steps as (
    select
        counted.* exclude (state),
        counted.state + turns.later as step,
        turns.sign
    from counted
    cross join (values (0, 1), (1, -1)) as turns (later, sign)
    union all by name
    select
        on_the_way.* exclude (state, is_recounted),
        if(on_the_way.is_recounted, on_the_way.state, 0) as step,
        if(on_the_way.state = -1, -1, 1) as sign
    from on_the_way
)

select
    case
        when steps.step >= len(getvariable('causes')) then 'unexplained'
        when steps.step > 0 then getvariable('causes')[steps.step + 1]
        when steps.indicator_code in (select indicator_code from redefined)
            then 'definition_change'
        when getvariable('is_same_code') then 'unexplained'
        else 'code_change'
    end as cause,
    steps.subject_type,
    steps.subject,
    steps.indicator_code,
    steps.counting_month,
    steps.sex,
    steps.origin,
    steps.platform,
    sum(steps.sign * steps.new_value) as new_effect,
    sum(steps.sign * steps.served_value) as served_effect,
    arg_max(steps.source_file_id, steps.sign) as source_file_id,
    arg_max(steps.table_name, steps.sign) as table_name,
    arg_max(steps.row_number, steps.sign) as row_number
from steps
group by all
having sum(steps.sign * steps.new_value) <> 0 or sum(steps.sign * steps.served_value) <> 0;
