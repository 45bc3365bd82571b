-- How many other records of its person a record has, and how many of its household with the same
-- phone: counted where documents tell, and taken to hold where they do not.
with documented as (
    select
        length(nid) as form,
        count(*) as records
    from vault.features
    where nid is not null
    group by length(nid)
),

everybody as (select count(*) as records from vault.features),

documents as (
    select
        sum(documented.records) as records,
        any_value(everybody.records) as all_records,
        -- Of two records, both show an NID of one form.
        sum(pow(documented.records / everybody.records, 2)) as comparable
    from documented
    cross join everybody
)

select
    greatest(2.0 * count(*) filter (where kind = 'same_person') / records, 0.01) as repeats,
    greatest(2.0 * count(*) filter (where kind = 'kin_by_phone') / all_records / comparable, 0.01)
        as kin_by_phone
from training_pairs
cross join documents
group by records, all_records, comparable;
