{{ config(materialized='view') }}

with districts as (
    select * from {{ ref('districts') }}
),

names as (
    select
        district_pcode,
        district_pcode as name
    from districts
    union all
    select
        district_pcode,
        district_name
    from districts
    union all
    select
        district_pcode,
        district_name_bn
    from districts
    union all
    select
        district_pcode,
        {{ split_rows('spellings', '|') }}
    from districts
),

keys as (
    select distinct
        district_pcode,
        {{ name_key('name') }} as district_key
    from names
),

-- "Sylhet" is also written "Sylhet District", "Sylhet Zila" and "সিলেট জেলা".
suffixes as (
    select suffix from {{ inline_rows('suffix', ['', 'district', 'zila', 'zilla', 'জেলা']) }}
)

select distinct
    keys.district_pcode,
    {{ name_key("concat(keys.district_key, suffixes.suffix)") }} as district_key
from keys
cross join suffixes
where keys.district_key is not null
