-- One side: its records, without what they count for, and what it knows of files and decisions.
insert into cases
select
    getvariable('side') as side,
    concat(cases.centre_code, ':', cases.case_id) as unit,
    cases.person_id,
    cases.centre_code,
    cases.case_id,
    cases.registration_date,
    cases.sex,
    cases.origin,
    screenings.screened_on,
    screenings.plan_developed_on,
    cases.source_file_id,
    cases.row_number
from bridge_beneficiary_cases as cases
left join fct_screenings as screenings
    on cases.centre_code = screenings.centre_code and cases.case_id = screenings.case_id;

-- By today's registry: what a service counts for may have been defined otherwise.
insert into services
select
    getvariable('side') as side,
    concat(given.centre_code, ':', given.service_id) as record_key,
    concat(given.centre_code, ':', given.case_id) as unit,
    given.centre_code,
    given.service_id,
    given.case_id,
    services.indicator_code,
    services.completed_indicator_code,
    given.status,
    given.start_date,
    given.completion_date,
    given.is_counted,
    given.source_file_id,
    given.row_number
from fct_assistance as given
left join present.marts.dim_services as services on given.service = services.service
where given.start_date <= (select last_date from cut);

insert into files
select
    getvariable('side') as side,
    source_file_id,
    table_name,
    concat_ws('|', source, delivery, table_name) as delivery_key,
    verdict,
    is_in_force,
    withdrawn_at is not null and not is_in_force as is_withdrawn
from dim_source_files;

insert into decisions
select
    getvariable('side') as side,
    concat(centre_code_a, ':', case_id_a) as one,
    concat(centre_code_b, ':', case_id_b) as other,
    verdict
from fct_identity_decisions;

insert into definitions
select
    getvariable('side') as side,
    indicator_code,
    concat_ws('|', month_basis, dimensions, part_of) as definition
from dim_indicators
union all
select
    getvariable('side'),
    indicator_code,
    concat_ws('|', service, completed_indicator_code)
from dim_services;

-- The present side comes last: its registry stays, and all states are counted by it.
create or replace table memory.counting.indicators as
select
    indicator_code,
    part_of
from dim_indicators;
