-- The number of other records of the same person per record, and of records of the same household
-- with the same phone. They are counted where documents tell, and assumed to hold elsewhere.
-- Reads: vault.features (input), training_pairs.
-- Makes: the result.
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
