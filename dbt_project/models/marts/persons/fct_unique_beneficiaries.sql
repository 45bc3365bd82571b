with qualifications as (
    select * from {{ ref('fct_qualifications') }}
    where subject_type = 'person' and is_first
),

persons as (
    select * from {{ ref('dim_beneficiaries') }}
),

services as (
    select services.*
    from {{ ref('fct_assistance') }} as services
    inner join {{ ref('int_indicator_wholes') }} as wholes
        on services.indicator_code = wholes.indicator_code
    where services.is_counted and wholes.counted_as = 'unique_beneficiaries'
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
),

-- No service is completed before it starts, so the first counting date is a start date.
ranked_services as (
    select
        person_id,
        centre_code,
        row_number() over (
            partition by person_id
            order by start_date, centre_code
        ) as service_rank
    from services
)

select
    first_dates.person_id,
    persons.sex,
    persons.origin,
    persons.district_pcode,
    ranked_services.centre_code as first_centre_code,
    first_dates.first_assisted_on,
    first_dates.first_social_on,
    first_dates.first_psychosocial_on,
    first_dates.first_economic_on
from first_dates
inner join persons on first_dates.person_id = persons.person_id
left join ranked_services
    on first_dates.person_id = ranked_services.person_id and ranked_services.service_rank = 1
where first_dates.first_assisted_on is not null
