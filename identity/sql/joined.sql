-- How many records each kind of key joins to another one.
select kind, count(distinct record) as records
from (
    select kind, record, count(*) over (partition by kind, key) as sharing
    from vault.keys
)
where sharing > 1
group by kind
order by kind;
