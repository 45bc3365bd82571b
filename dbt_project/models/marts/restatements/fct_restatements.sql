select
    reporting_month,
    indicator_code,
    dimension,
    member,
    period,
    cause,
    published_in,
    as_published,
    as_now_known,
    difference,
    part
from {{ ref('stg_restatements') }}
