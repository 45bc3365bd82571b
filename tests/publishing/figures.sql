-- What follows from the small programme's qualifications: its figures, derived by the three defining
-- filters over every cell of both months, zeros included; what was printed; what the checks found.
insert into marts.fct_indicator_values by name
with members as (
    select * from (values
        ('total', 'all'), ('sex', 'men'), ('sex', 'women'), ('sex', 'unknown'),
        ('origin', 'eu'), ('origin', 'non_eu'), ('origin', 'unknown'),
        ('platform', 'facebook'), ('platform', 'youtube'), ('platform', 'other')
    ) as t (dimension, member)
    union all
    select 'origin_sex', o.origin || '|' || s.sex
    from (values ('eu'), ('non_eu'), ('unknown')) as o (origin),
        (values ('men'), ('women'), ('unknown')) as s (sex)
),
cells as (
    select m.reporting_month, i.indicator_code, i.month_basis, members.*, p.period
    from marts.dim_months as m
    cross join marts.dim_indicators as i
    inner join members on list_contains(string_split(i.dimensions, ';'), members.dimension)
    inner join (values ('cumulative'), ('month_new'), ('month_served')) as p (period)
        on p.period <> 'month_served' or i.month_basis <> 'sum'
)
select c.reporting_month, c.indicator_code, c.dimension, c.member, c.period,
    coalesce(sum(q.value), 0)::bigint as value
from cells as c
left join marts.fct_qualifications as q
    on c.indicator_code = q.indicator_code
    and c.member = case c.dimension when 'total' then 'all' when 'sex' then q.sex
        when 'origin' then q.origin when 'platform' then q.platform else q.origin || '|' || q.sex end
    and case c.period
        when 'cumulative' then (q.is_first or c.month_basis = 'sum') and q.counting_month <= c.reporting_month
        when 'month_new' then (q.is_first or c.month_basis = 'sum') and q.counting_month = c.reporting_month
        else q.is_first_in_month and q.counting_month = c.reporting_month end
group by all;

insert into marts.fct_published_figures by name
select date '2022-09-01' as reporting_month, * , 'published-2022-09' as source_file_id
from (values
    ('screened', 'total', 'all', 'cumulative', 3, 'certain', null, true, 1),
    ('counselling_enrolled', 'total', 'all', 'cumulative', 2, 'inferred', 'confidence 0.5', true, 2),
    ('psychosocial_support', 'total', 'all', 'cumulative', 1, 'certain', null, true, 3),
    ('other_referral', 'total', 'all', 'month', 9, 'certain', null, false, 4)
) as t (indicator_code, dimension, member, printed_period, value, label_confidence, note, is_in_registry, row_number);

insert into marts.fct_reconciliation by name
select p.reporting_month, p.indicator_code, p.dimension, p.member, v.period, p.value::bigint as published_value,
    v.value as computed_value, v.value - p.value as difference, p.label_confidence,
    if(v.value = p.value, 'matched', 'different') as status, p.note
from marts.fct_published_figures as p
inner join marts.fct_indicator_values as v
    on p.reporting_month = v.reporting_month and p.indicator_code = v.indicator_code
    and p.dimension = v.dimension and p.member = v.member and p.printed_period = v.period;

insert into marts.fct_findings by name
select 'published' as figures, 'part_of' as rule, date '2022-09-01' as reporting_month,
    'psychosocial_support' as indicator_code, 'counselling_enrolled' as other_code, 'total' as dimension,
    'all' as member, 'cumulative' as period, 1::bigint as left_value, 2::bigint as right_value,
    'whole smaller than its part' as finding;

insert into marts.fct_check_results by name
select *, severity = 'blocking' as is_blocking, null::varchar as row_references,
    'Look at the rows.' as engineer_guidance, 'The figures stand.' as auditor_guidance
from (values
    ('unique_key', 'fct_qualifications', 'A key comes once', 'dbt', 'integrity', 'blocking', 0.0, 17, 0, 0, 'passed'),
    ('row_quarantined', 'cases', 'Rows keep to their layout', 'ingestion', 'validity', 'info', 0.0, 9, 1, 0, 'failed'),
    ('news_expected', 'news', 'News is delivered', 'great_expectations', 'timeliness', 'warning', 0.0, 0, 0, 0, 'not_evaluated')
) as t (check_id, target, title, engine, quality_dimension, severity, threshold, evaluated, failed, waived, verdict);
