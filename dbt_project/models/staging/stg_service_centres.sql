select
    cast(centre_code as {{ dbt.type_string() }}) as centre_code,
    cast(centre_name as {{ dbt.type_string() }}) as centre_name,
    cast(district_pcode as {{ dbt.type_string() }}) as district_pcode
from {{ source('inputs', 'service_centres') }}
