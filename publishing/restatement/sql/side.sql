-- One side: its records, what each counts for by today's rules, and what it counted.
insert into qualified
select
    getvariable('side') as side,
    facts.subject_type,
    facts.subject_id,
    facts.indicator_code,
    facts.counting_month,
    coalesce(facts.sex, 'unknown') as sex,
    coalesce(facts.origin, 'unknown') as origin,
    facts.platform,
    sum(if(facts.is_first or indicators.month_basis = 'sum', facts.value, 0)) as new_value,
    sum(if(facts.is_first_in_month, facts.value, 0)) as served_value,
    arg_min(facts.source_file_id, facts.counting_date) as source_file_id,
    arg_min(facts.table_name, facts.counting_date) as table_name,
    arg_min(facts.row_number, facts.counting_date) as row_number
from fct_qualifications as facts
inner join dim_indicators as indicators on facts.indicator_code = indicators.indicator_code
where facts.counting_date <= (select last_date from cut)
group by all;

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
