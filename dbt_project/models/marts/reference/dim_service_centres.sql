select
    centre_code,
    centre_name,
    district_pcode
from {{ ref('stg_service_centres') }}
