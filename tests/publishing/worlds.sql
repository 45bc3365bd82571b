-- The columns of a release that a comparison of releases reads.
create schema marts;
use marts;
create table dim_restatement_causes (cause text, turn integer, label text, meaning text);
create table dim_months (reporting_month date);
create table dim_indicators (
    indicator_code text, unit text, month_basis text, dimensions text,
    part_of text, print_order integer
);
create table dim_services (service text, indicator_code text, completed_indicator_code text);
create table dim_source_files (
    source_file_id text, table_name text, path text, source text,
    delivery text, verdict text, is_in_force boolean, withdrawn_at timestamp
);
create table bridge_beneficiary_cases (
    centre_code text, case_id text, person_id text,
    registration_date date, sex text, origin text, source_file_id text, row_number integer
);
create table fct_screenings (
    centre_code text, case_id text, screened_on date,
    plan_developed_on date, source_file_id text, row_number integer
);
create table fct_assistance (
    centre_code text, service_id text, case_id text, service text,
    status text, start_date date, completion_date date, is_counted boolean, source_file_id text,
    row_number integer
);
create table fct_identity_decisions (
    centre_code_a text, case_id_a text, centre_code_b text,
    case_id_b text, verdict text
);
create table fct_events (
    event_id text, event_type text, event_date date, district_pcode text,
    source_file_id text, row_number integer
);
create table fct_qualifications (
    subject_type text, subject_id text, indicator_code text,
    counting_date date, counting_month date, sex text, origin text, platform text, value bigint,
    is_first boolean, is_first_in_month boolean, source_file_id text, table_name text,
    row_number integer
);
create table fct_indicator_values (
    reporting_month date, indicator_code text, dimension text,
    member text, period text, value bigint
);
