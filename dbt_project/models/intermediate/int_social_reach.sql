-- Per channel and day, the export that reaches the latest date wins. Blank is not zero: it never
-- counts, and never replaces a figure of an earlier export.
with reach as (
    select * from {{ ref('stg_social_reach') }}
),

exports as (
    select
        source_file_id,
        channel,
        max(date) as reaches_to
    from reach
    group by source_file_id, channel
),

ranked as (
    select
        reach.*,
        row_number() over (
            partition by reach.channel, reach.date
            order by
                exports.reaches_to desc, reach.landed_at desc, reach.path desc, reach.row_number asc
        ) as recency
    from reach
    inner join exports
        on reach.source_file_id = exports.source_file_id and reach.channel = exports.channel
    where reach.reach is not null
)

select
    platform,
    channel,
    date,
    reach,
    source_file_id,
    table_name,
    row_number
from ranked
where recency = 1
