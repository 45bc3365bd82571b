-- Rows of the marts of a small programme, as far as they are written by hand.
create schema intermediate;
create schema inputs;
create table intermediate.int_cases as select 'SYL-2022-00001' as case_id;
create table inputs.run_parameters as select 'A & B programme' as programme_name;

insert into marts.dim_indicators by name
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

insert into marts.dim_months by name
select month_start::date as reporting_month, strftime(month_start, '%Y-%m') as month_label,
    year(month_start) as year, month(month_start) as month, last_day(month_start::date) as last_day
from (values (timestamp '2022-08-01'), (timestamp '2022-09-01')) as t (month_start);

insert into marts.dim_districts by name select 'BD6091' as district_pcode, 'Sylhet' as district_name;
insert into marts.dim_service_centres by name
select 'SYL' as centre_code, 'Sylhet' as centre_name, 'BD6091' as district_pcode;

insert into marts.dim_source_files by name
select source_file_id, table_name, path, sheet, source, 'd' as delivery, null::varchar as centre_code,
    date '2022-08-01' as delivery_month, false as is_baseline, 1 as version,
    timestamptz '2022-10-01 00:00:00+00' as landed_at, null::timestamp as withdrawn_at, source_file_id as sha256, verdict, reason,
    rows_read, rows_loaded, rows_quarantined, rows_ignored, verdict = 'loaded' as is_in_force
from (values
    ('returnees-SYL-2022-08', 'returnees', 'cases/cases_SYL_2022-08.xlsx', 'Returnees', 'cases', 'loaded', null, 5, 4, 1, 0),
    ('assistance-SYL-2022-08', 'assistance', 'cases/cases_SYL_2022-08.xlsx', 'Assistance', 'cases', 'loaded', null, 4, 4, 0, 0),
    ('cases-KHU-2022-08', '', 'cases/cases_KHU_2022-08.xlsx', '', 'cases', 'rejected', 'column Case ID is missing', 0, 0, 0, 0),
    ('events-1', 'events', 'events/log.csv', '', 'events', 'loaded', null, 4, 3, 0, 1),
    ('facebook-1', 'facebook_reach', 'social_media/facebook/Reach.csv', '', 'social_media', 'loaded', null, 2, 2, 0, 0),
    ('youtube-1', 'youtube_reach', 'social_media/youtube/Table data.csv', '', 'social_media', 'loaded', null, 2, 1, 0, 1)
) as t (source_file_id, table_name, path, sheet, source, verdict, reason, rows_read, rows_loaded, rows_quarantined, rows_ignored);

insert into marts.fct_qualifications by name
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
