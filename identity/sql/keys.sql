-- One row a record and trusted key. A 17-digit NID is the 13-digit one behind the birth year.
-- A number of one repeated digit was typed to fill a required field: it identifies nobody.
create table vault.keys as
select
    record,
    'nid' as kind,
    right(nid, 13) as key
from vault.records
where
    length(nid) in (10, 13, 17)
    and not regexp_full_match(nid, concat(left(nid, 1), '+'))

union all

select
    record,
    'passport' as kind,
    passport_no as key
from vault.records
where
    length(passport_no) between 6 and 12
    and regexp_matches(passport_no, '[1-9].*[0-9]')
    and not regexp_full_match(passport_no, concat(left(passport_no, 1), '+'))

union all

select
    record,
    'name_father_birth_district' as kind,
    concat_ws('|', full_name, father_name, date_of_birth, district_pcode) as key
from vault.records
where
    full_name <> ''
    and father_name <> ''
    and date_of_birth is not null
    and district_pcode is not null;
