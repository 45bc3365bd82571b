-- One side: the dates of its cases and services, each by the record that says it.
insert into dates
select
    getvariable('side') as side,
    if(service_id is null, 'case', 'service') as record_type,
    concat(centre_code, ':', coalesce(service_id, case_id)) as record_key,
    concat(centre_code, ':', case_id) as unit,
    indicator_code,
    counting_date,
    null as sex,
    null as platform,
    1 as value,
    source_file_id,
    table_name,
    row_number
from memory.counting.int_case_dates
where counting_date <= (select last_date from cut);

insert into wholes
select
    indicator_code,
    counted_as
from memory.counting.int_indicator_wholes;
