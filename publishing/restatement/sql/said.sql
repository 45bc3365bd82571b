-- What each record says on either side: the dates that count for something, and the rest.
create table records as
with said as (
    select
        side,
        record_type,
        record_key,
        unit,
        list_sort(
            list(concat_ws('|', indicator_code, counting_date, sex, platform, value))
        ) as facts,
        min(source_file_id) as source_file_id,
        min(table_name) as table_name,
        min(row_number) as row_number
    from dates
    group by all
)

select
    cases.side,
    'case' as record_type,
    cases.unit as record_key,
    cases.unit,
    coalesce(said.facts, []) as facts,
    concat_ws('|', cases.sex, cases.origin, cases.registration_date) as attributes,
    cases.source_file_id,
    'returnees' as table_name,
    cases.row_number
from cases
left join said
    on cases.side = said.side and said.record_type = 'case' and cases.unit = said.record_key
union all
select
    services.side,
    'service',
    services.record_key,
    services.unit,
    coalesce(said.facts, []),
    services.unit as attributes,
    services.source_file_id,
    'assistance',
    services.row_number
from services
left join said
    on
        services.side = said.side and said.record_type = 'service'
        and services.record_key = said.record_key
union all
select
    side,
    record_type,
    record_key,
    unit,
    facts,
    unit as attributes,
    source_file_id,
    table_name,
    row_number
from said
where record_type not in ('case', 'service');
