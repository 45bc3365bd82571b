-- The marts of a small programme. Figures are derived from the hand-written qualifications by the
-- three defining filters, over every cell of both months, zeros included.
create schema marts;
create schema intermediate;
create schema inputs;
create table intermediate.int_cases as select 'SYL-2022-00001' as case_id;
create table inputs.run_parameters as select 'A & B programme' as programme_name;

create table marts.dim_indicators as
select * from (values
    ('screened', 'Sustainable reintegration', 'Returnees screened and profiled', 'persons', 'first_time', 'total;sex;origin;origin_sex', null, null, 1),
    ('psychosocial_support', 'Sustainable reintegration', 'Persons reached with psychosocial assistance', 'persons', 'served', 'total;sex;origin', null, null, 2),
    ('counselling_enrolled', 'Individual assistance', 'Enrolled for counselling', 'persons', 'first_time', 'total;sex', 'psychosocial_support', null, 3),
    ('workshops', 'Coordination', 'District, upazila and union level workshops', 'events', 'sum', 'total', null, null, 4),
    ('magistrates_trained', 'Governance', 'Executive magistrates trained', 'participants', 'sum', 'total;sex', null, null, 5),
    ('social_media_reach', 'Communications', 'Persons reached through social media', 'contacts', 'sum', 'total;platform', null, null, 6)
) as t (indicator_code, section, label, unit, month_basis, dimensions, part_of, subset_of, print_order);
comment on table marts.dim_indicators is 'Grain: an indicator of the programme''s registry.';
comment on column marts.dim_indicators.label is 'As printed.';

create table marts.dim_months as
select month_start::date as reporting_month, strftime(month_start, '%Y-%m') as month_label,
    year(month_start) as year, month(month_start) as month, last_day(month_start::date) as last_day
from (values (timestamp '2022-08-01'), (timestamp '2022-09-01')) as t (month_start);

create table marts.dim_districts as select 'BD6091' as district_pcode, 'Sylhet' as district_name;
create table marts.dim_service_centres as
select 'SYL' as centre_code, 'Sylhet' as centre_name, 'BD6091' as district_pcode;

create table marts.dim_source_files as
select source_file_id, table_name, path, sheet, source, 'd' as delivery, null::varchar as centre_code,
    date '2022-08-01' as delivery_month, false as is_baseline, 1 as version,
    timestamptz '2022-10-01 00:00:00+00' as landed_at, source_file_id as sha256, verdict, reason,
    rows_read, rows_loaded, rows_quarantined, rows_ignored, verdict = 'loaded' as is_in_force
from (values
    ('returnees-SYL-2022-08', 'returnees', 'cases/cases_SYL_2022-08.xlsx', 'Returnees', 'cases', 'loaded', null, 5, 4, 1, 0),
    ('assistance-SYL-2022-08', 'assistance', 'cases/cases_SYL_2022-08.xlsx', 'Assistance', 'cases', 'loaded', null, 4, 4, 0, 0),
    ('cases-KHU-2022-08', '', 'cases/cases_KHU_2022-08.xlsx', '', 'cases', 'rejected', 'column Case ID is missing', 0, 0, 0, 0),
    ('events-1', 'events', 'events/log.csv', '', 'events', 'loaded', null, 4, 3, 0, 1),
    ('facebook-1', 'facebook_reach', 'social_media/facebook/Reach.csv', '', 'social_media', 'loaded', null, 2, 2, 0, 0),
    ('youtube-1', 'youtube_reach', 'social_media/youtube/Table data.csv', '', 'social_media', 'loaded', null, 2, 1, 0, 1)
) as t (source_file_id, table_name, path, sheet, source, verdict, reason, rows_read, rows_loaded, rows_quarantined, rows_ignored);

create table marts.fct_qualifications as
select md5(concat_ws('|', indicator_code, subject_id, counting_date, sex)) as qualification_id, *,
    date_trunc('month', counting_date)::date as counting_month
from (values
    ('person', 'P1', 'screened', date '2022-08-03', 'men', 'eu', null, 1, true, true, 'returnees-SYL-2022-08', 'returnees', 'Returnees', 1),
    ('person', 'P2', 'screened', date '2022-08-09', 'women', 'non_eu', null, 1, true, true, 'returnees-SYL-2022-08', 'returnees', 'Returnees', 2),
    ('person', 'P3', 'screened', date '2022-09-02', 'men', 'eu', null, 1, true, true, 'returnees-SYL-2022-08', 'returnees', 'Returnees', 3),
    ('person', 'P1', 'screened', date '2022-09-20', 'men', 'eu', null, 1, false, true, 'returnees-SYL-2022-08', 'returnees', 'Returnees', 4),
    ('person', 'P1', 'psychosocial_support', date '2022-08-05', 'men', 'eu', null, 1, true, true, 'assistance-SYL-2022-08', 'assistance', 'Assistance', 1),
    ('person', 'P1', 'psychosocial_support', date '2022-09-05', 'men', 'eu', null, 1, false, true, 'assistance-SYL-2022-08', 'assistance', 'Assistance', 2),
    ('person', 'P1', 'psychosocial_support', date '2022-09-06', 'men', 'eu', null, 1, false, false, 'assistance-SYL-2022-08', 'assistance', 'Assistance', 3),
    ('person', 'P4', 'psychosocial_support', date '2022-09-06', 'unknown', 'unknown', null, 1, true, true, 'assistance-SYL-2022-08', 'assistance', 'Assistance', 4),
    ('person', 'P1', 'counselling_enrolled', date '2022-08-05', 'men', 'eu', null, 1, true, true, 'assistance-SYL-2022-08', 'assistance', 'Assistance', 1),
    ('person', 'P4', 'counselling_enrolled', date '2022-09-06', 'unknown', 'unknown', null, 1, true, true, 'assistance-SYL-2022-08', 'assistance', 'Assistance', 4),
    ('event', '11', 'workshops', date '2022-08-31', null, null, null, 1, true, true, 'events-1', 'events', '', 1),
    ('event', '12', 'workshops', date '2022-09-01', null, null, null, 1, true, true, 'events-1', 'events', '', 2),
    ('event', '13', 'magistrates_trained', date '2022-09-15', 'men', null, null, 40, true, true, 'events-1', 'events', '', 3),
    ('event', '13', 'magistrates_trained', date '2022-09-15', 'women', null, null, 7, true, true, 'events-1', 'events', '', 3),
    ('platform_day', 'facebook 2022-08-31', 'social_media_reach', date '2022-08-31', null, null, 'facebook', 1200, true, true, 'facebook-1', 'facebook_reach', '', 1),
    ('platform_day', 'facebook 2022-09-01', 'social_media_reach', date '2022-09-01', null, null, 'facebook', 751, false, true, 'facebook-1', 'facebook_reach', '', 2),
    ('platform_day', 'youtube 2022-09-01', 'social_media_reach', date '2022-09-01', null, null, 'youtube', 49, true, true, 'youtube-1', 'youtube_reach', '', 1)
) as t (subject_type, subject_id, indicator_code, counting_date, sex, origin, platform, value, is_first, is_first_in_month, source_file_id, table_name, sheet, row_number);

create table marts.fct_indicator_values as
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

create table marts.fct_published_figures as
select date '2022-09-01' as reporting_month, * , 'published-2022-09' as source_file_id
from (values
    ('screened', 'total', 'all', 'cumulative', 3, 'certain', null, true, 1),
    ('counselling_enrolled', 'total', 'all', 'cumulative', 2, 'inferred', 'confidence 0.5', true, 2),
    ('psychosocial_support', 'total', 'all', 'cumulative', 1, 'certain', null, true, 3),
    ('other_referral', 'total', 'all', 'month', 9, 'certain', null, false, 4)
) as t (indicator_code, dimension, member, printed_period, value, label_confidence, note, is_in_registry, row_number);

create table marts.fct_reconciliation as
select p.reporting_month, p.indicator_code, p.dimension, p.member, v.period, p.value::bigint as published_value,
    v.value as computed_value, v.value - p.value as difference, p.label_confidence,
    if(v.value = p.value, 'matched', 'different') as status, p.note
from marts.fct_published_figures as p
inner join marts.fct_indicator_values as v
    on p.reporting_month = v.reporting_month and p.indicator_code = v.indicator_code
    and p.dimension = v.dimension and p.member = v.member and p.printed_period = v.period;

create table marts.fct_findings as
select 'published' as figures, 'part_of' as rule, date '2022-09-01' as reporting_month,
    'psychosocial_support' as indicator_code, 'counselling_enrolled' as other_code, 'total' as dimension,
    'all' as member, 'cumulative' as period, 1::bigint as left_value, 2::bigint as right_value,
    'whole smaller than its part' as finding;

create table marts.fct_check_results as
select *, severity = 'blocking' as is_blocking, null::varchar as row_references,
    'Look at the rows.' as engineer_guidance, 'The figures stand.' as auditor_guidance
from (values
    ('unique_key', 'fct_qualifications', 'A key comes once', 'dbt', 'integrity', 'blocking', 0.0, 17, 0, 0, 'passed'),
    ('row_quarantined', 'cases', 'Rows keep to their layout', 'ingestion', 'validity', 'info', 0.0, 9, 1, 0, 'failed'),
    ('news_expected', 'news', 'News is delivered', 'great_expectations', 'timeliness', 'warning', 0.0, 0, 0, 0, 'not_evaluated')
) as t (check_id, target, title, engine, quality_dimension, severity, threshold, evaluated, failed, waived, verdict);
