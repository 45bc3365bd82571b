-- What the affected count for in each state on the way from one release to the other. State 0 is
-- the published records counted by today's rules; each next one adds the changes of one cause.
create table states as
select unnest(range(len(getvariable('causes')))) as state;

create table subject_states as
select
    states.state,
    affected.unit,
    case
        when states.state < 4 then affected.held_as
        when states.state = 4 then affected.split_as
        when states.state = 5 then affected.merged_as
        else affected.now_as
    end as subject
from affected
cross join states;

-- A changed record says the old until its cause has its turn, and then the new.
create table record_states as
select
    sides.side,
    records.record_type,
    records.record_key,
    states.state
from (select distinct
    record_type,
    record_key,
    unit
from records) as records
inner join affected on records.unit = affected.unit
left join changes
    on records.record_type = changes.record_type and records.record_key = changes.record_key
cross join states
cross join (values ('published'), ('present')) as sides (side)
where (sides.side = 'present') = (states.state >= coalesce(changes.from_state, 0));
