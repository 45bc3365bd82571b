select
    cast(centre_code as {{ dbt.type_string() }}) as centre_code,
    cast(case_id as {{ dbt.type_string() }}) as case_id,
    cast(person_id as {{ dbt.type_string() }}) as person_id,
    cast(joined_by as {{ dbt.type_string() }}) as joined_by,
    cast(match_weight as double) as match_weight,
    cast(joined_to_centre_code as {{ dbt.type_string() }}) as joined_to_centre_code,
    cast(joined_to_case_id as {{ dbt.type_string() }}) as joined_to_case_id,
    cast(is_matchable as boolean) as is_matchable
from {{ source('inputs', 'person_links') }}
