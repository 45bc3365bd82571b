-- The rows that a figure is counted from, by date and subject. Its cell is given as variables.
select
    facts.subject_id,
    cast(facts.counting_date as varchar) as counting_date,
    facts.value,
    coalesce(files.path, facts.source_file_id) as path,
    coalesce(facts.sheet, '') as sheet,
    facts.row_number
from marts.fct_qualifications as facts
inner join marts.dim_indicators as indicators on facts.indicator_code = indicators.indicator_code
left join marts.dim_source_files as files
    on facts.source_file_id = files.source_file_id and facts.table_name = files.table_name
where
    facts.indicator_code = getvariable('indicator')
    and {{ member_of(
        "getvariable('dimension')", 'facts.sex', 'facts.origin', 'facts.platform'
    ) }} = getvariable('member')
    and {{ is_in_period(
        "getvariable('period')", "getvariable('month')", 'facts.counting_month'
    ) }}
    and {{ taken_by_period(
        "getvariable('period')",
        counts_as_new('facts.is_first', 'indicators.month_basis'),
        'facts.is_first_in_month'
    ) }}
order by
    facts.counting_date, facts.subject_id, path, sheet, facts.row_number, facts.value
