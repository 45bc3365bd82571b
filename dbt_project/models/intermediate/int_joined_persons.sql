-- The weakest link among the cases of a person.
with links as (
    select * from {{ ref('stg_person_links') }}
),

rules as (
    select
        joined_by,
        strength
    from {{ ref('joining_rules') }}
),

ranked as (
    select
        links.person_id,
        links.joined_by,
        links.match_weight,
        row_number() over (
            partition by links.person_id
            order by rules.strength asc nulls last
        ) as weakness_rank
    from links
    left join rules on links.joined_by = rules.joined_by
)

select
    person_id,
    count(*) as cases,
    max(case when weakness_rank = 1 then joined_by end) as joined_by,
    min(match_weight) as match_weight
from ranked
group by person_id
having count(*) > 1
