-- One step: a key takes the smallest label of its records, a record the smallest of its keys.
create or replace table vault.next_labels as
with key_labels as (
    select keys.kind, keys.key, min(labels.label) as label
    from vault.keys as keys
    inner join vault.labels as labels using (record)
    group by keys.kind, keys.key
)

select
    labels.record,
    least(labels.label, coalesce(min(key_labels.label), labels.label)) as label
from vault.labels as labels
left join vault.keys as keys using (record)
left join key_labels using (kind, key)
group by labels.record, labels.label;
