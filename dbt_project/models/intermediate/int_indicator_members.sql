-- The cells that the registry asks for: a row per indicator, dimension and member.
with indicators as (
    select * from {{ ref('indicators') }}
),

platforms as (
    select platform from {{ ref('platforms') }}
),

sexes as (
    select sex from {{ inline_rows('sex', ['men', 'women', 'unknown']) }}
),

origins as (
    select origin from {{ inline_rows('origin', ['eu', 'non_eu', 'unknown']) }}
),

members as (
    select
        'total' as dimension,
        'all' as member
    union all
    select
        'sex',
        sex
    from sexes
    union all
    select
        'origin',
        origin
    from origins
    union all
    select
        'origin_sex',
        concat(origins.origin, '|', sexes.sex)
    from origins
    cross join sexes
    union all
    select
        'platform',
        platform
    from platforms
),

indicator_dimensions as (
    select
        indicator_code,
        {{ split_rows('dimensions', ';') }} as dimension
    from indicators
)

select
    indicator_dimensions.indicator_code,
    indicator_dimensions.dimension,
    members.member
from indicator_dimensions
left join members on indicator_dimensions.dimension = members.dimension
