-- One row per record with the contents of its fields, in one form. Nothing is guessed: a value that
-- cannot be read is null.
-- Reads: records_to_read (features.py).
-- Makes: fields.
create or replace temporary table fields as
with digits as (
    select
        record,
        sex,
        district_pcode,
        full_name,
        father_name,
        regexp_extract(
            translate(trim(date_of_birth), '০১২৩৪৫৬৭৮৯', '0123456789'),
            '^(\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{2}-\d{2})'
        ) as date_of_birth,
        -- A number that a spreadsheet has rounded (1.99E+12) identifies nobody.
        case when nid not ilike '%e+%' then translate(nid, '০১২৩৪৫৬৭৮৯', '0123456789') end as nid,
        upper(translate(passport_no, '০১২৩৪৫৬৭৮৯', '0123456789')) as passport_no,
        case when phone not ilike '%e+%' then translate(phone, '০১২৩৪৫৬৭৮৯', '0123456789') end
            as phone
    from records_to_read
),

plain as (
    select
        record,
        nullif(sex, 'unknown') as sex,
        district_pcode as district,
        full_name,
        father_name,
        -- The first four digits of a 17-digit NID are the birth year.
        coalesce(
            try_strptime(date_of_birth, '%d/%m/%Y'),
            try_strptime(date_of_birth, '%Y-%m-%d'),
            try_strptime(
                regexp_extract(
                    regexp_replace(nid, '[^0-9]', '', 'g'), '^((?:19|20)\d{2})\d{13}$', 1
                ), '%Y'
            )
        )::date as birth_date,
        regexp_replace(nid, '[^0-9]', '', 'g') as nid,
        regexp_replace(passport_no, '[^0-9A-Z]', '', 'g') as passport,
        regexp_replace(
            regexp_replace(phone, '[^0-9]', '', 'g'), '^(00)?(88)?0?', ''
        ) as phone
    from digits
)

select
    record,
    sex,
    district,
    full_name,
    father_name,
    birth_date,
    year(birth_date) as birth_year,
    -- Centres write 1 January if only the year is known.
    month(birth_date) = 1 and day(birth_date) = 1 as is_year_only,
    strftime(birth_date, '%Y%m%d') as birth_text,
    -- A 17-digit NID is the 13-digit one behind the birth year.
    case
        when is_filler(nid) or is_filler(right(nid, 13)) then null
        when length(nid) in (13, 17) then right(nid, 13)
        when length(nid) = 10 then nid
    end as nid,
    case
        when
            length(passport) between 6 and 12
            and regexp_matches(passport, '[0-9]{5}')
            and not is_filler(regexp_replace(passport, '[^0-9]', '', 'g'))
            then passport
    end as passport,
    case when length(phone) between 8 and 11 and not is_filler(phone) then phone end as phone
from plain;
