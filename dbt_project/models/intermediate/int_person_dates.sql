-- What makes a person count, and when: the dates of all the person's cases.
with dates as (
    select * from {{ ref('int_case_dates') }}
),

links as (
    select * from {{ ref('stg_person_links') }}
)

select
    links.person_id,
    dates.indicator_code,
    dates.counting_date,
    dates.source_file_id,
    dates.table_name,
    dates.row_number
from dates
inner join links on dates.centre_code = links.centre_code and dates.case_id = links.case_id
