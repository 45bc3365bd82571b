-- What leaves the vault: one row a case, its person by a pseudonym, and why it is that person's.
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
