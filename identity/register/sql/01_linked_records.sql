-- One row per record of this linking, with its cluster and the person that the register gives it.
-- Reads: vault.records (input), vault.clusters (input), registered_records (assignment.py).
-- Makes: linked_records.
create or replace temp table linked_records as
select
    records.source_record_id,
    records.record,
    clusters.cluster,
    registered_records.person,
    registered_records.person_id,
    coalesce(registered_records.is_present, false) as was_present
from vault.records as records
inner join vault.clusters as clusters on records.record = clusters.record
left join registered_records
    on records.source_record_id = registered_records.source_record_id;
