-- What the models read when they count the records of one state. No figure goes by a person's
-- district.
create or replace view memory.counting.int_cases as
select
    cases.*,
    null::text as district_pcode
from memory.main.cases as cases
inner join memory.main.record_states as chosen
    on
        cases.side = chosen.side
        and chosen.record_type = 'case'
        and cases.unit = chosen.record_key
where chosen.state = getvariable('state');

create or replace view memory.counting.int_services as
select services.*
from memory.main.services as services
inner join memory.main.record_states as chosen
    on
        services.side = chosen.side
        and chosen.record_type = 'service'
        and services.record_key = chosen.record_key
where chosen.state = getvariable('state');

create view memory.counting.int_activity_dates as
select
    dates.record_type as subject_type,
    substr(dates.unit, length(dates.record_type) + 2) as subject_id,
    dates.indicator_code,
    dates.counting_date,
    dates.sex,
    dates.platform,
    dates.value,
    dates.source_file_id,
    dates.table_name,
    dates.row_number
from memory.main.dates as dates
inner join memory.main.record_states as chosen
    on
        dates.side = chosen.side
        and dates.record_type = chosen.record_type
        and dates.record_key = chosen.record_key
where
    chosen.state = getvariable('state')
    and dates.record_type not in ('case', 'service');

create view memory.counting.stg_person_links as
select
    people.centre_code,
    people.case_id,
    subject_states.subject as person_id
from memory.main.people as people
inner join memory.main.subject_states as subject_states on people.unit = subject_states.unit
where subject_states.state = getvariable('state');

create view memory.counting.stg_run_parameters as
select last_date from memory.main.cut;

-- No part goes by a sheet.
create view memory.counting.stg_source_files as
select
    source_file_id,
    table_name,
    null::text as sheet
from memory.main.files
where false;
