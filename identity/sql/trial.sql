-- A copy of the records, to link them apart from the last linking, whose clusters are set aside.
create schema memory.vault;

create table memory.vault.records as
select * from identity.vault.records;

create temporary table present as
select
    record,
    cluster
from identity.vault.clusters;

set search_path = 'memory.main,memory.vault';
