-- The effect of each cause: what a state counts less what the one before it counts, subject by
-- subject. From what was published to the first state it is the code, or the definitions; from the
-- last state to what is known now there must be nothing.
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
),

recounted as (
    select distinct
        subject_type,
        if(subject_type = 'person', now_as, substr(now_as, length(subject_type) + 2)) as subject
    from affected
),

-- What is given goes by the first case of a person too.
named as (
    select counted.* replace (coalesce(was.subject, became.subject, counted.subject) as subject)
    from counted
    left join was
        on
            counted.state = 0
            and counted.subject_type = 'person'
            and counted.subject = was.then_person
    left join became
        on
            counted.state = (select max(turn) from causes)
            and counted.subject_type = 'person'
            and counted.subject = became.now_person
),

-- A state comes in at its own step, and goes out at the next one. What was published goes out
-- first; what is given now comes in then, unless it is counted again on the way.
steps as (
    select
        named.*,
        states.state as step,
        1 as sign
    from named
    inner join states on named.state = states.state
    union all
    select
        named.*,
        states.next_state,
        -1
    from named
    inner join states on named.state = states.state
    union all
    select
        named.*,
        (select min(state) from states),
        -1
    from named
    where named.state = 0
    union all
    select
        named.*,
        if(recounted.subject is null, (select min(state) from states), named.state),
        1
    from named
    left join recounted
        on named.subject_type = recounted.subject_type and named.subject = recounted.subject
    where named.state = (select max(turn) from causes)
)

select
    case
        when causes.cause <> 'code_change' then causes.cause
        when steps.indicator_code in (select indicator_code from redefined)
            then 'definition_change'
        when getvariable('is_same_code') then 'unexplained'
        else causes.cause
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
inner join causes on steps.step = causes.turn
group by all
having sum(steps.sign * steps.new_value) <> 0 or sum(steps.sign * steps.served_value) <> 0;
