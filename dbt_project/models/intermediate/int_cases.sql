with returnees as (
    select * from {{ ref('stg_returnees') }}
),

held as (
    select distinct source_file_id, row_number
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
    select
        returnees.*,
        row_number() over (
            partition by returnees.centre_code, returnees.case_id
            order by {{ latest_delivery_first() }}
        ) as recency
    from (
        select returnees.*
        from returnees
        left join held
            on
                returnees.source_file_id = held.source_file_id
                and returnees.row_number = held.row_number
        where held.row_number is null
    ) as returnees
)

select
    accepted.centre_code,
    accepted.case_id,
    accepted.registration_date,
    accepted.sex,
    district_names.district_pcode,
    countries.country_code,
    accepted.return_date,
    {{ origin_of(
        'countries.country_code', 'countries.eu_member_from', 'countries.eu_member_until',
        'accepted.return_date'
    ) }} as origin,
    accepted.screened_on,
    accepted.plan_developed_on,
    accepted.source_file_id,
    accepted.row_number
from accepted
left join district_names on accepted.district_key = district_names.district_key
left join country_names on accepted.country_key = country_names.country_key
left join countries on country_names.country_code = countries.country_code
where accepted.recency = 1
