with reach as (
    select * from {{ ref('int_social_reach') }}
),

parameters as (
    select * from {{ ref('stg_run_parameters') }}
)

select
    reach.channel,
    reach.date,
    reach.platform,
    reach.reach,
    reach.source_file_id,
    reach.table_name,
    reach.row_number
from reach
cross join parameters
where reach.date <= parameters.last_date
