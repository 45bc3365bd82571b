select
    cast(centre_code_a as {{ dbt.type_string() }}) as centre_code_a,
    cast(case_id_a as {{ dbt.type_string() }}) as case_id_a,
    cast(centre_code_b as {{ dbt.type_string() }}) as centre_code_b,
    cast(case_id_b as {{ dbt.type_string() }}) as case_id_b,
    cast(verdict as {{ dbt.type_string() }}) as verdict,
    cast(decided_at as timestamp) as decided_at
from {{ source('inputs', 'identity_decisions') }}
