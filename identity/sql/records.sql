-- One row a current case record, with the personal columns of the very row that
-- is in force, as delivered.
create or replace table vault.records as
with delivered as (
    select
        cases.centre_code,
        cases.case_id,
        concat(cases.centre_code, ':', cases.case_id) as source_record_id,
        cases.registration_date,
        cases.sex,
        cases.district_pcode,
        coalesce(rows.full_name, '') as full_name,
        coalesce(rows.father_name, '') as father_name,
        coalesce(rows.date_of_birth, '') as date_of_birth,
        coalesce(rows.nid, '') as nid,
        coalesce(rows.passport_no, '') as passport_no,
        coalesce(rows.phone, '') as phone
    from candidate.intermediate.int_cases as cases
    inner join read_parquet(getvariable('returnees')) as rows
        on
            cases.source_file_id = rows.source_file_id
            and cases.row_number = rows.row_number
)

select
    -- Of the name alone, so that a record has one number in whatever order records arrive.
    (md5_number_lower(source_record_id) >> 1)::bigint as record,
    delivered.*
from delivered;
