-- How many records each kind of key joins to another one.
with shared_keys as (
    select
        kind,
        record,
        count(*) over (partition by kind, key) as records
    from vault.keys
)

select
    kind,
    count(distinct record) as records
from shared_keys
where records > 1
group by kind
order by kind;
