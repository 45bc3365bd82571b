-- The only output of the vault: one row per case with the person's pseudonym and why the case
-- belongs to this person.
-- Reads: vault.records (input), vault.persons, vault.clusters (input), vault.links (input).
-- Makes: the result.
select
    records.centre_code,
    records.case_id,
    persons.person_id,
    coalesce(links.rule, 'first') as joined_by,
    links.match_weight,
    earlier.centre_code as joined_to_centre_code,
    earlier.case_id as joined_to_case_id,
    clusters.is_matchable
from vault.records as records
inner join vault.persons as persons on records.record = persons.record
inner join vault.clusters as clusters on records.record = clusters.record
left join vault.links as links on records.record = links.record
left join vault.records as earlier on links.joined_to = earlier.record
order by records.centre_code, records.case_id
