-- The records that are present in the register and not in this linking.
-- Reads: registered_records (assignment.py), linked_records.
-- Makes: the result.
select registered_records.source_record_id
from registered_records
left join linked_records
    on registered_records.source_record_id = linked_records.source_record_id
where registered_records.is_present and linked_records.source_record_id is null;
