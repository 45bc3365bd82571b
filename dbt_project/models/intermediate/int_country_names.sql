{{ config(materialized='view') }}

with countries as (
    select * from {{ ref('countries') }}
),

names as (
    select
        country_code,
        country_code as name
    from countries
    union all
    select
        country_code,
        alpha3
    from countries
    union all
    select
        country_code,
        numeric_code
    from countries
    union all
    select
        country_code,
        country_name
    from countries
    union all
    select
        country_code,
        {{ split_rows('other_names', '|') }}
    from countries
)

select distinct
    country_code,
    {{ name_key('name') }} as country_key
from names
where {{ name_key('name') }} is not null
