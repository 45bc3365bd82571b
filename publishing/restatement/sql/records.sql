-- One side: its records, and what each counts for by today's rules. What is no person counts as it
-- is; a case counts by its own row and those of its services.
insert into cases
select
    getvariable('side') as side,
    concat(centre_code, ':', case_id) as unit,
    person_id,
    sex,
    origin,
    registration_date,
    centre_code,
    case_id,
    source_file_id,
    'returnees' as table_name,
    row_number
from bridge_beneficiary_cases;

insert into services
select
    getvariable('side') as side,
    concat(centre_code, ':', service_id) as record_key,
    concat(centre_code, ':', case_id) as unit,
    source_file_id,
    'assistance' as table_name,
    row_number
from fct_assistance
where start_date <= (select last_date from cut);

insert into dates
with own as (
    select
        'case' as record_type,
        concat(centre_code, ':', case_id) as record_key,
        concat(centre_code, ':', case_id) as unit,
        unnest(['screened', 'plan_developed']) as indicator_code,
        unnest([screened_on, plan_developed_on]) as counting_date,
        source_file_id,
        'returnees' as table_name,
        row_number
    from fct_screenings
    union all
    select
        'service',
        concat(given.centre_code, ':', given.service_id),
        concat(given.centre_code, ':', given.case_id),
        unnest([services.indicator_code, services.completed_indicator_code]),
        unnest([
            given.start_date, if(given.status = 'completed', given.completion_date, null)
        ]),
        given.source_file_id,
        'assistance',
        given.row_number
    from fct_assistance as given
    inner join present.marts.dim_services as services on given.service = services.service
    where given.is_counted
)

select
    getvariable('side') as side,
    own.record_type,
    own.record_key,
    own.unit,
    wholes.counted_as as indicator_code,
    own.counting_date,
    null as sex,
    null as platform,
    1 as value,
    own.source_file_id,
    own.table_name,
    own.row_number
from own
inner join wholes on wholes.side = 'present' and own.indicator_code = wholes.indicator_code
where own.counting_date <= (select last_date from cut);

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
