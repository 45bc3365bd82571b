-- Who is who, case by case, as published and as known now, with the steps in between: a case that
-- is new belongs at once to the person whom it will be joined to, and one that is gone stays with
-- the person whom it was joined to.
create table people as
with sides as (
    select
        unit,
        centre_code,
        case_id,
        max(person_id) filter (where side = 'published') as then_person,
        max(person_id) filter (where side = 'present') as now_person
    from cases
    group by unit, centre_code, case_id
),

held as (
    select
        *,
        coalesce(
            then_person,
            min(then_person) over (partition by now_person),
            concat('new ', now_person)
        ) as held_by,
        coalesce(
            now_person,
            min(now_person) over (partition by then_person),
            concat('gone ', then_person)
        ) as now_by
    from sides
),

-- Pairs about which a decision was made or revoked between the two, and that it did move.
reviewed as (
    select
        pairs.one,
        pairs.other
    from (
        (
            select
                one,
                other,
                verdict
            from decisions
            where side = 'published'
            except
            select
                one,
                other,
                verdict
            from decisions
            where side = 'present'
        )
        union
        (
            select
                one,
                other,
                verdict
            from decisions
            where side = 'present'
            except
            select
                one,
                other,
                verdict
            from decisions
            where side = 'published'
        )
    ) as pairs
    inner join held as a on pairs.one = a.unit
    inner join held as b on pairs.other = b.unit
    where (a.held_by = b.held_by) <> (a.now_by = b.now_by)
),

moved as (
    select
        held.held_by,
        held.now_by
    from held
    inner join reviewed on held.unit in (reviewed.one, reviewed.other)
),

decided as (
    select
        *,
        held_by in (select held_by from moved) or now_by in (select now_by from moved)
            as is_decided
    from held
),

classes as (
    select
        *,
        concat('held ', held_by) as held_class,
        if(is_decided, held_class, concat('part ', held_by, ' ', now_by)) as split_class,
        if(is_decided, held_class, concat('now ', now_by)) as merged_class,
        concat('now ', now_by) as now_class
    from decided
)

-- A class goes by its first case, so that what does not change has one name throughout.
select
    unit,
    centre_code,
    case_id,
    then_person,
    now_person,
    min(unit) over (partition by held_class) as held_as,
    min(unit) over (partition by split_class) as split_as,
    min(unit) over (partition by merged_class) as merged_as,
    min(unit) over (partition by now_class) as now_as
from classes;
