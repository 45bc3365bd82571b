-- Bring `vault.records` up to the case records in force, with the personal columns of the very row
-- that is in force, as delivered. `fresh` names those that are new or say something else now.
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

create or replace temporary table in_force as
select
    -- Of the name alone, so that a record has one number in whatever order records arrive.
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

create or replace temporary table fresh_rows as
select * from in_force
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

create or replace temporary table fresh as
select record from fresh_rows;

delete from vault.records
where
    record in (select record from fresh)
    or record not in (select record from in_force);

insert into vault.records
select
    fresh_rows.*,
    coalesce(rows.full_name, '') as full_name,
    coalesce(rows.father_name, '') as father_name,
    coalesce(rows.date_of_birth, '') as date_of_birth,
    coalesce(rows.nid, '') as nid,
    coalesce(rows.passport_no, '') as passport_no,
    coalesce(rows.phone, '') as phone
from fresh_rows
inner join read_parquet(getvariable('returnees')) as rows
    on
        fresh_rows.source_file_id = rows.source_file_id
        and fresh_rows.row_number = rows.row_number;
