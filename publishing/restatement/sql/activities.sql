-- One side: what counts for no person, and by which rows.
insert into dates
select
    getvariable('side') as side,
    subject_type as record_type,
    subject_id as record_key,
    concat(subject_type, ' ', subject_id) as unit,
    indicator_code,
    counting_date,
    sex,
    platform,
    value,
    source_file_id,
    table_name,
    row_number
from fct_qualifications
where
    subject_type not in ('person', 'district')
    and counting_date <= (select last_date from cut);

-- A district counts by its events: here by each of them, so that each can be followed.
insert into dates
with counted as (
    select
        subject_id as district_pcode,
        indicator_code,
        counting_date,
        source_file_id,
        row_number
    from fct_qualifications
    where subject_type = 'district' and counting_date <= (select last_date from cut)
),

event_types as (
    select distinct events.event_type
    from counted
    inner join fct_events as events
        on
            counted.source_file_id = events.source_file_id
            and counted.row_number = events.row_number
)

select
    getvariable('side') as side,
    'district' as record_type,
    events.event_id as record_key,
    concat('district ', counted.district_pcode) as unit,
    counted.indicator_code,
    counted.counting_date,
    null as sex,
    null as platform,
    1 as value,
    events.source_file_id,
    'events' as table_name,
    events.row_number
from counted
inner join fct_events as events
    on
        counted.district_pcode = events.district_pcode
        and counted.counting_date = events.event_date
inner join event_types on events.event_type = event_types.event_type;
