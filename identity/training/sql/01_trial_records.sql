-- A copy of the records, so that they are linked apart from the last linking. The last linking's
-- clusters are set aside.
-- Reads: identity.vault.records (input), identity.vault.clusters (input).
-- Makes: memory.vault.records, present.
create schema memory.vault;

create table memory.vault.records as
select * from identity.vault.records;

create temporary table present as
select
    record,
    cluster
from identity.vault.clusters;

set search_path = 'memory.main,memory.vault';
