with returnees as (
    select * from {{ ref('stg_returnees') }}
),

held as (
    select distinct
        source_file_id,
        row_number
    from {{ ref('int_held_rows') }}
    where table_name = 'returnees'
),

district_names as (
    select * from {{ ref('int_district_names') }}
),

country_names as (
    select * from {{ ref('int_country_names') }}
),

countries as (
    select * from {{ ref('countries') }}
),

accepted as (
    select returnees.*
    from returnees
    left join held
        on
            returnees.source_file_id = held.source_file_id
            and returnees.row_number = held.row_number
    where held.row_number is null
),

ranked as (
    select
        *,
        row_number() over (
            partition by centre_code, case_id
            order by {{ latest_delivery_first() }}
        ) as recency
    from accepted
)

select
    ranked.centre_code,
    ranked.case_id,
    ranked.registration_date,
    ranked.sex,
    district_names.district_pcode,
    countries.country_code,
    ranked.return_date,
    {{ origin_of(
        'countries.country_code', 'countries.eu_member_from', 'countries.eu_member_until',
        'ranked.return_date'
    ) }} as origin,
    ranked.screened_on,
    ranked.plan_developed_on,
    ranked.source_file_id,
    ranked.row_number
from ranked
left join district_names on ranked.district_key = district_names.district_key
left join country_names on ranked.country_key = country_names.country_key
left join countries on country_names.country_code = countries.country_code
where ranked.recency = 1
