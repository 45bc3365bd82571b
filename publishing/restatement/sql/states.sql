-- The states on the way from one release to the other: the records of each, and whom they count
-- for. The first one is the published records counted by today's rules; each next one adds the
-- changes of one cause. A cause without changes needs none.
create table states as
with needed as (
    select turn from causes
    where cause = 'code_change'
    union
    select from_state from changes
    union
    select causes.turn
    from affected
    inner join causes
        on
            (causes.cause = 'identity_split' and affected.split_as <> affected.held_as)
            or (causes.cause = 'identity_merge' and affected.merged_as <> affected.split_as)
            or (causes.cause = 'decision' and affected.now_as <> affected.merged_as)
)

select
    turn as state,
    lead(turn, 1, (select max(turn) from causes)) over (order by turn) as next_state
from needed;

create table subject_states as
with turns as (
    select
        max(turn) filter (where cause = 'identity_split') as split,
        max(turn) filter (where cause = 'identity_merge') as merge,
        max(turn) filter (where cause = 'decision') as decision
    from causes
)

select
    states.state,
    affected.unit,
    case
        when states.state >= turns.decision then affected.now_as
        when states.state >= turns.merge then affected.merged_as
        when states.state >= turns.split then affected.split_as
        else affected.held_as
    end as subject
from affected
cross join states
cross join turns;

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
where
    (sides.side = 'present')
    = (states.state >= coalesce(changes.from_state, 0));
