-- Finding what has changed since the register was last written. `held` is what it holds.

-- ## linked
create or replace temp table linked as
select
    records.source_record_id,
    records.record,
    clusters.cluster,
    held.person,
    held.person_id,
    coalesce(held.is_present, false) as was_present
from vault.records as records
inner join vault.clusters as clusters on records.record = clusters.record
left join held on records.source_record_id = held.source_record_id;

-- ## changed
-- A cluster has not changed if all its records were one person, and all of that person's.
create or replace temp table changed as
with sizes as (
    select
        person,
        count(*) as records
    from held
    where is_present
    group by person
),

clusters as (
    select
        cluster,
        count(*) as records,
        min(person) as person,
        bool_and(was_present) and min(person) = max(person) as is_one_person
    from linked
    group by cluster
)

select clusters.cluster
from clusters
left join sizes on clusters.person = sizes.person
where clusters.is_one_person is distinct from true or clusters.records is distinct from sizes.records;

-- ## changed_rows
with placed as (
    select
        linked.*,
        row_number() over (
            order by
                records.registration_date nulls last, records.centre_code, records.case_id
        ) as position
    from linked
    inner join changed on linked.cluster = changed.cluster
    inner join vault.records as records on linked.record = records.record
)

select
    placed.source_record_id,
    placed.position,
    placed.cluster,
    parents.position as joined_to,
    links.rule
from placed
left join vault.links as links on placed.record = links.record
left join placed as parents on links.joined_to = parents.record
order by placed.source_record_id;

-- ## gone
select held.source_record_id
from held
left join linked on held.source_record_id = linked.source_record_id
where held.is_present and linked.source_record_id is null;

-- ## merge
create or replace temp table held as
select * from moved
union all
select held.* from held
anti join moved on held.source_record_id = moved.source_record_id;

-- ## persons
create or replace table vault.persons as
select
    linked.record,
    linked.source_record_id,
    linked.person_id
from linked;

-- ## persons_after_changes
create or replace table vault.persons as
select
    linked.record,
    linked.source_record_id,
    coalesce(moved.person_id, linked.person_id) as person_id
from linked
left join moved on linked.source_record_id = moved.source_record_id and moved.is_present;
