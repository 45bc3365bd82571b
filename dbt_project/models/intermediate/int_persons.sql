-- Survivorship: known beats unknown; then the earliest case by registration date, centre, Case ID.
with cases as (
    select * from {{ ref('int_cases') }}
),

links as (
    select * from {{ ref('stg_person_links') }}
),

linked as (
    select
        links.person_id,
        cases.*
    from cases
    inner join links
        on cases.centre_code = links.centre_code and cases.case_id = links.case_id
),

ranked as (
    select
        *,
        row_number() over (
            partition by person_id
            order by registration_date, centre_code, case_id
        ) as case_rank,
        row_number() over (
            partition by person_id
            order by
                case when sex = 'unknown' then 1 else 0 end,
                registration_date, centre_code, case_id
        ) as sex_rank,
        row_number() over (
            partition by person_id
            order by
                case when origin = 'unknown' then 1 else 0 end,
                registration_date, centre_code, case_id
        ) as origin_rank,
        row_number() over (
            partition by person_id
            order by
                case when district_pcode is null then 1 else 0 end,
                registration_date, centre_code, case_id
        ) as district_rank
    from linked
)

select
    person_id,
    max(case when sex_rank = 1 then sex end) as sex,
    max(case when origin_rank = 1 then origin end) as origin,
    max(case when district_rank = 1 then district_pcode end) as district_pcode,
    max(case when case_rank = 1 then centre_code end) as centre_code,
    count(*) as cases,
    min(registration_date) as first_registration_date,
    count(distinct case when sex <> 'unknown' then sex end) > 1 as has_sex_conflict,
    count(distinct case when origin <> 'unknown' then origin end) > 1 as has_origin_conflict,
    count(distinct district_pcode) > 1 as has_district_conflict
from ranked
group by person_id
