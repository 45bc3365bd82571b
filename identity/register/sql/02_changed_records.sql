-- The records of the clusters that changed since the register was last written, oldest first. A
-- cluster is unchanged if its records are exactly the present records of one person.
-- Reads: linked_records, registered_records (assignment.py), vault.records (input),
-- vault.links (input).
-- Makes: the result.
with person_sizes as (
    select
        person,
        count(*) as records
    from registered_records
    where is_present
    group by person
),

clusters as (
    select
        cluster,
        count(*) as records,
        min(person) as person,
        bool_and(was_present) and min(person) = max(person) as is_one_person
    from linked_records
    group by cluster
),

changed_clusters as (
    select clusters.cluster
    from clusters
    left join person_sizes on clusters.person = person_sizes.person
    where
        clusters.is_one_person is distinct from true
        or clusters.records is distinct from person_sizes.records
),

placed as (
    select
        linked_records.*,
        row_number() over (
            order by
                records.registration_date nulls last, records.centre_code, records.case_id
        ) as position
    from linked_records
    inner join changed_clusters on linked_records.cluster = changed_clusters.cluster
    inner join vault.records as records on linked_records.record = records.record
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
