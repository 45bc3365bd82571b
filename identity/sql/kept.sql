-- All other known pairs keep their weight, if both records are there and say what they said.
create or replace temporary table weighed as
select
    join_key_l as record_l,
    join_key_r as record_r
from candidates;

delete from vault.pairs
where
    record_l in (select record from fresh)
    or record_r in (select record from fresh)
    or record_l not in (select record from vault.records)
    or record_r not in (select record from vault.records)
    or (record_l, record_r) in (select (record_l, record_r) from weighed);

insert into vault.pairs by name
select * from scored;
