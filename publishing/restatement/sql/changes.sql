-- The records that do not say on both sides the same of what counts, and why they do not.
create table changes as
with one as (
    select * from records
    where side = 'published'
),

other as (
    select * from records
    where side = 'present'
),

-- Deliveries of which a version that counted counts no more. An export that adds to others of its
-- source, as those of events, supersedes none.
superseded as (
    select
        then_known.delivery_key,
        bool_or(now_known.is_withdrawn) as by_withdrawal,
        bool_or(not now_known.is_withdrawn) as by_newer_version
    from files as then_known
    inner join files as now_known
        on
            then_known.source_file_id = now_known.source_file_id
            and then_known.table_name = now_known.table_name
    where
        then_known.side = 'published' and then_known.is_in_force
        and now_known.side = 'present' and not now_known.is_in_force
    group by then_known.delivery_key
),

paired as (
    select
        coalesce(one.record_type, other.record_type) as record_type,
        coalesce(one.record_key, other.record_key) as record_key,
        coalesce(other.unit, one.unit) as unit,
        coalesce(one.unit, other.unit) as old_unit,
        one.unit is not null as was_there,
        other.unit is not null as is_there,
        other.attributes = one.attributes and list_has_all(other.facts, one.facts)
            as only_adds,
        one.source_file_id = other.source_file_id and one.row_number = other.row_number
            as is_same_row,
        old_now.is_in_force as old_is_in_force,
        old_now.is_withdrawn as old_is_withdrawn,
        new_then.verdict as new_had_verdict,
        new_then.is_in_force as new_was_in_force,
        new_then.is_withdrawn as new_was_withdrawn,
        coalesce(superseded.by_newer_version, false) as is_newer_version,
        coalesce(superseded.by_withdrawal, false) as is_after_withdrawal
    from one
    full join other
        on one.record_type = other.record_type and one.record_key = other.record_key
    left join files as old_now
        on
            old_now.side = 'present' and one.source_file_id = old_now.source_file_id
            and one.table_name = old_now.table_name
    left join files as new_now
        on
            new_now.side = 'present' and other.source_file_id = new_now.source_file_id
            and other.table_name = new_now.table_name
    left join files as new_then
        on
            new_then.side = 'published' and other.source_file_id = new_then.source_file_id
            and other.table_name = new_then.table_name
    left join superseded on new_now.delivery_key = superseded.delivery_key
    where
        one.facts is distinct from other.facts
        or one.attributes is distinct from other.attributes
),

judged as (
    select
        *,
        case
            when is_same_row then 'code_change'
            when old_is_withdrawn or new_was_withdrawn then 'withdrawn_delivery'
            -- What was said stands, and a delivery that had not landed says more.
            when was_there and is_there and only_adds and not is_newer_version
                then 'late_arrival'
            when was_there and is_there then 'corrected_row'
            -- Nothing happened to the row itself: another record lets it in, or keeps it out.
            when is_there and new_was_in_force then null
            when was_there and old_is_in_force then null
            when was_there then 'corrected_row'
            -- An older version counts again, because the newer one was withdrawn.
            when new_had_verdict = 'loaded' and is_after_withdrawal then 'withdrawn_delivery'
            when is_newer_version then 'corrected_row'
            else 'late_arrival'
        end as own_cause
    from paired
)

-- A row that was and is in force is let in, or kept out, by its case; or else by what shadowed it,
-- which only goes if it is withdrawn, and only comes late.
select
    judged.record_type,
    judged.record_key,
    judged.unit,
    judged.old_unit,
    causes.cause,
    causes.turn as from_state
from judged
left join judged as of_case
    on of_case.record_type = 'case' and judged.unit = of_case.record_key
inner join causes
    on
        causes.cause = coalesce(
            judged.own_cause,
            of_case.own_cause,
            case
                when not getvariable('is_same_code') then 'code_change'
                when judged.is_there then 'withdrawn_delivery'
                else 'late_arrival'
            end
        );
