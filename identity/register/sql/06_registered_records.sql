-- Bring the copy of the register up to the records that the register has just changed.
-- Reads: moved_records (assignment.py), registered_records (assignment.py).
-- Makes: registered_records.
create or replace temp table registered_records as
select * from moved_records
union all
select registered_records.* from registered_records
anti join moved_records
    on registered_records.source_record_id = moved_records.source_record_id;
