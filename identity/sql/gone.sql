-- The records that were linked before and are no longer there.
create or replace temporary table gone as
select record
from vault.features
anti join vault.records on features.record = records.record;

-- What is known of these holds no longer.
create or replace temporary table outdated as
select record from gone
union
select fresh.record
from fresh
semi join vault.features on fresh.record = features.record;
