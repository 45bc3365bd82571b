select
    person_id,
    sex,
    origin,
    district_pcode,
    centre_code,
    cases,
    first_registration_date,
    has_sex_conflict,
    has_origin_conflict,
    has_district_conflict,
    has_sex_conflict or has_origin_conflict or has_district_conflict as has_conflicts
from {{ ref('int_persons') }}
