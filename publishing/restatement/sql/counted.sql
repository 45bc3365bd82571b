-- Survivorship, as for persons: known beats unknown; then the earliest case.
create table attributes as
select
    subject_states.state,
    subject_states.subject,
    arg_min(
        cases.sex,
        (cases.sex = 'unknown', cases.registration_date, cases.centre_code, cases.case_id)
    ) as sex,
    arg_min(
        cases.origin,
        (cases.origin = 'unknown', cases.registration_date, cases.centre_code, cases.case_id)
    ) as origin
from cases
inner join record_states
    on
        cases.side = record_states.side and record_states.record_type = 'case'
        and cases.unit = record_states.record_key
inner join subject_states
    on record_states.state = subject_states.state and cases.unit = subject_states.unit
group by all;

create table counted as
with proofs as (
    select
        subject_states.state,
        if(dates.record_type in ('case', 'service'), 'person', dates.record_type) as subject_type,
        subject_states.subject,
        dates.indicator_code,
        dates.counting_date,
        dates.sex,
        dates.platform,
        dates.value,
        dates.source_file_id,
        dates.table_name,
        dates.row_number,
        row_number() over (
            partition by
                subject_states.state, subject_states.subject, dates.indicator_code,
                dates.counting_date, dates.sex
            order by dates.source_file_id, dates.table_name, dates.row_number
        ) as proof
    from dates
    inner join record_states
        on
            dates.side = record_states.side
            and dates.record_type = record_states.record_type
            and dates.record_key = record_states.record_key
    inner join subject_states
        on dates.unit = subject_states.unit and record_states.state = subject_states.state
),

firsts as (
    select
        *,
        date_trunc('month', counting_date)::date as counting_month,
        rank() over (
            partition by state, subject, indicator_code
            order by counting_date
        ) = 1 as is_first,
        rank() over (
            partition by state, subject, indicator_code, date_trunc('month', counting_date)
            order by counting_date
        ) = 1 as is_first_in_month
    from proofs
    where proof = 1
)

select
    firsts.state,
    firsts.subject_type,
    firsts.subject,
    firsts.indicator_code,
    firsts.counting_month,
    coalesce(attributes.sex, firsts.sex, 'unknown') as sex,
    coalesce(attributes.origin, 'unknown') as origin,
    firsts.platform,
    sum(if(firsts.is_first or indicators.month_basis = 'sum', firsts.value, 0)) as new_value,
    sum(if(firsts.is_first_in_month, firsts.value, 0)) as served_value,
    arg_min(firsts.source_file_id, firsts.counting_date) as source_file_id,
    arg_min(firsts.table_name, firsts.counting_date) as table_name,
    arg_min(firsts.row_number, firsts.counting_date) as row_number
from firsts
inner join present.marts.dim_indicators as indicators
    on firsts.indicator_code = indicators.indicator_code
left join attributes
    on
        firsts.subject_type = 'person' and firsts.state = attributes.state
        and firsts.subject = attributes.subject
group by all;
