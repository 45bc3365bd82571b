with services as (
    select * from {{ ref('int_services') }}
),

links as (
    select * from {{ ref('stg_person_links') }}
),

parameters as (
    select * from {{ ref('stg_run_parameters') }}
)

select
    services.centre_code,
    services.service_id,
    services.case_id,
    links.person_id,
    services.service,
    services.indicator_code,
    services.status,
    services.start_date,
    case when services.completion_date <= parameters.last_date then services.completion_date end
        as completion_date,
    services.amount_bdt,
    services.is_counted,
    services.source_file_id,
    services.row_number
from services
inner join links
    on services.centre_code = links.centre_code and services.case_id = links.case_id
cross join parameters
where services.start_date <= parameters.last_date
