with qualifications as (
    select * from {{ ref('fct_qualifications') }}
    where subject_type = 'person' and is_first
),

persons as (
    select * from {{ ref('dim_beneficiaries') }}
),

first_dates as (
    select
        subject_id as person_id,
        min(case when indicator_code = 'unique_beneficiaries' then counting_date end)
            as first_assisted_on,
        min(case when indicator_code = 'social_support' then counting_date end)
            as first_social_on,
        min(case when indicator_code = 'psychosocial_support' then counting_date end)
            as first_psychosocial_on,
        min(case when indicator_code = 'economic_support' then counting_date end)
            as first_economic_on
    from qualifications
    group by subject_id
)

select
    first_dates.person_id,
    persons.sex,
    persons.origin,
    first_dates.first_assisted_on,
    first_dates.first_social_on,
    first_dates.first_psychosocial_on,
    first_dates.first_economic_on
from first_dates
inner join persons on first_dates.person_id = persons.person_id
where first_dates.first_assisted_on is not null
