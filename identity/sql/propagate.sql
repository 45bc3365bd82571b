-- One step: a key takes the smallest label of its records, a record the smallest of its keys.
create or replace table vault.next_labels as
with key_labels as (
    select
        keys.kind,
        keys.key,
        min(labels.label) as label
    from vault.keys as keys
    inner join vault.labels as labels on keys.record = labels.record
    group by keys.kind, keys.key
),

reached as (
    select
        keys.record,
        min(key_labels.label) as label
    from vault.keys as keys
    inner join key_labels on keys.kind = key_labels.kind and keys.key = key_labels.key
    group by keys.record
)

select
    labels.record,
    least(labels.label, coalesce(reached.label, labels.label)) as label
from vault.labels as labels
left join reached on labels.record = reached.record;
