-- Bring `vault.records` up to the case records in force, with the personal columns of the row in
-- force as delivered. `fresh_records` lists the records that are new or changed.
-- Reads: candidate.intermediate.int_cases (input), vault.records.
-- Makes: vault.records, cases_in_force, fresh_cases, fresh_records.
create table if not exists vault.records (
    record bigint,
    source_record_id text,
    centre_code text,
    case_id text,
    registration_date date,
    sex text,
    district_pcode text,
    source_file_id text,
    row_number bigint,
    full_name text,
    father_name text,
    date_of_birth text,
    nid text,
    passport_no text,
    phone text
);

create or replace temporary table cases_in_force as
select
    -- From the name alone, so that the number does not depend on the order of arrival.
    (md5_number_lower(concat(centre_code, ':', case_id)) >> 1)::bigint as record,
    concat(centre_code, ':', case_id) as source_record_id,
    centre_code,
    case_id,
    registration_date,
    sex,
    district_pcode,
    source_file_id,
    row_number::bigint as row_number
from candidate.intermediate.int_cases;

create or replace temporary table fresh_cases as
select * from cases_in_force
except
select
    record,
    source_record_id,
    centre_code,
    case_id,
    registration_date,
    sex,
    district_pcode,
    source_file_id,
    row_number
from vault.records;

create or replace temporary table fresh_records as
select record from fresh_cases;

delete from vault.records
where
    record in (select record from fresh_records)
    or record not in (select record from cases_in_force);

insert into vault.records
select
    fresh_cases.*,
    coalesce(rows.full_name, '') as full_name,
    coalesce(rows.father_name, '') as father_name,
    coalesce(rows.date_of_birth, '') as date_of_birth,
    coalesce(rows.nid, '') as nid,
    coalesce(rows.passport_no, '') as passport_no,
    coalesce(rows.phone, '') as phone
from fresh_cases
inner join read_parquet(getvariable('returnees')) as rows
    on
        fresh_cases.source_file_id = rows.source_file_id
        and fresh_cases.row_number = rows.row_number;
