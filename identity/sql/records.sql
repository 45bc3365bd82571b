-- One row a current case record, with the personal columns of the very row that is in force,
-- cleaned: Bangla digits are digits, documents keep letters and digits only.
create schema vault;

create table vault.records as
with delivered as (
    select
        cases.centre_code,
        cases.case_id,
        cases.registration_date,
        cases.district_pcode,
        translate(rows.nid, '০১২৩৪৫৬৭৮৯', '0123456789') as nid,
        upper(translate(rows.passport_no, '০১২৩৪৫৬৭৮৯', '0123456789')) as passport_no,
        lower(nfc_normalize(rows.full_name)) as full_name,
        lower(nfc_normalize(rows.father_name)) as father_name,
        trim(rows.date_of_birth) as date_of_birth
    from candidate.intermediate.int_cases as cases
    inner join read_parquet(getvariable('returnees')) as rows
        on
            cases.source_file_id = rows.source_file_id
            and cases.row_number = rows.row_number
)

select
    row_number() over (order by registration_date nulls last, centre_code, case_id) as record,
    centre_code,
    case_id,
    district_pcode,
    -- A number that a spreadsheet has rounded (1.99E+12) identifies nobody.
    case when nid not ilike '%e+%' then regexp_replace(nid, '[^0-9]', '', 'g') end as nid,
    regexp_replace(passport_no, '[^0-9A-Z]', '', 'g') as passport_no,
    trim(regexp_replace(full_name, '[\s.,''’-]+', ' ', 'g')) as full_name,
    trim(regexp_replace(father_name, '[\s.,''’-]+', ' ', 'g')) as father_name,
    coalesce(
        try_strptime(date_of_birth, '%d/%m/%Y'), try_strptime(date_of_birth, '%Y-%m-%d')
    )::date as date_of_birth
from delivered;
