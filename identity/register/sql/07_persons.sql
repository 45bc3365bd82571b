-- One row per record of this linking and its person id. `moved_records` lists the changes that the
-- register has just made.
-- Reads: linked_records, moved_records (assignment.py).
-- Makes: vault.persons.
create or replace table vault.persons as
select
    linked_records.record,
    linked_records.source_record_id,
    coalesce(moved_records.person_id, linked_records.person_id) as person_id
from linked_records
left join moved_records
    on
        linked_records.source_record_id = moved_records.source_record_id
        and moved_records.is_present;
