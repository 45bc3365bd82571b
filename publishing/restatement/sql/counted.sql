-- What everybody and everything counts for in one state, month by month.
insert into counted
select
    getvariable('state') as state,
    facts.subject_type,
    facts.subject_id as subject,
    facts.indicator_code,
    facts.counting_month,
    coalesce(facts.sex, 'unknown') as sex,
    coalesce(facts.origin, 'unknown') as origin,
    facts.platform,
    sum(
        if({{ counts_as_new('facts.is_first', 'indicators.month_basis') }}, facts.value, 0)
    ) as new_value,
    sum(if(facts.is_first_in_month, facts.value, 0)) as served_value,
    arg_min(facts.source_file_id, facts.counting_date) as source_file_id,
    arg_min(facts.table_name, facts.counting_date) as table_name,
    arg_min(facts.row_number, facts.counting_date) as row_number
from fct_qualifications as facts
inner join dim_indicators as indicators on facts.indicator_code = indicators.indicator_code
where facts.counting_date <= (select last_date from cut)
group by all;
