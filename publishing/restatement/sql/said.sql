-- What each record says of what counts, on either side, in one text to compare.
create table records as
with said as (
    select
        side,
        record_type,
        record_key,
        unit,
        string_agg(
            concat_ws('|', indicator_code, counting_date, sex, platform, value), ';'
            order by indicator_code, counting_date, sex, platform, value
        ) as content,
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
    concat_ws('|', said.content, cases.sex, cases.origin, cases.registration_date) as content,
    cases.source_file_id,
    cases.table_name,
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
    concat_ws('|', said.content, services.unit),
    services.source_file_id,
    services.table_name,
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
    content,
    source_file_id,
    table_name,
    row_number
from said
where record_type not in ('case', 'service');
