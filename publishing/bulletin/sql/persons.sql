-- The case records registered by the end of the month, and their persons; one row.
with persons as (
    select
        person_id,
        count(*) as cases,
        count(*) filter (where not is_matchable) as unmatchable
    from marts.bridge_beneficiary_cases
    where registration_date <= last_day(getvariable('month'))
    group by person_id
)

select
    count(*) as persons,
    coalesce(sum(cases), 0) as cases,
    count(*) filter (where cases > 1) as joined,
    coalesce(sum(unmatchable), 0) as unmatchable
from persons
