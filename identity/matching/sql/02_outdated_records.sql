-- The records that are no longer in force, and all records whose earlier features, pairs and
-- clusters no longer hold: they have vanished or changed.
-- Reads: vault.records, vault.features (features.py), fresh_records.
-- Makes: vanished_records, outdated_records.
create or replace temporary table vanished_records as
select record
from vault.features
anti join vault.records on features.record = records.record;

create or replace temporary table outdated_records as
select record from vanished_records
union
select fresh_records.record
from fresh_records
semi join vault.features on fresh_records.record = features.record;
