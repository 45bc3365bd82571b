select
    district_pcode,
    district_name,
    district_name_bn,
    division_pcode,
    division_name,
    iso_3166_2
from {{ ref('districts') }}
