-- The label of a cluster is its oldest record, and its name makes the person's id.
create table vault.person_links as
select
    records.centre_code,
    records.case_id,
    concat('P', upper(left(sha256(concat(oldest.centre_code, ':', oldest.case_id)), 15)))
        as person_id
from vault.records as records
inner join vault.labels as labels on records.record = labels.record
inner join vault.records as oldest on labels.label = oldest.record;
