select
    cast(centre_code as {{ dbt.type_string() }}) as centre_code,
    cast(case_id as {{ dbt.type_string() }}) as case_id,
    cast(person_id as {{ dbt.type_string() }}) as person_id
from {{ source('inputs', 'person_links') }}
