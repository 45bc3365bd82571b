select
    country_code,
    alpha3,
    country_name,
    eu_member_from,
    eu_member_until
from {{ ref('countries') }}
