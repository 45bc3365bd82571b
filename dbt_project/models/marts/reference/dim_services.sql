with services as (
    select * from {{ ref('services') }}
),

indicators as (
    select
        indicator_code,
        part_of
    from {{ ref('indicators') }}
)

select
    services.service,
    services.indicator_code,
    services.completed_indicator_code,
    indicators.part_of as pillar_code
from services
inner join indicators on services.indicator_code = indicators.indicator_code
