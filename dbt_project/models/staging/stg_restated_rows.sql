select
    cast(published_in as {{ dbt.type_string() }}) as published_in,
    cast(cause as {{ dbt.type_string() }}) as cause,
    cast(subject_type as {{ dbt.type_string() }}) as subject_type,
    cast(subject_id as {{ dbt.type_string() }}) as subject_id,
    cast(indicator_code as {{ dbt.type_string() }}) as indicator_code,
    cast(counting_month as date) as counting_month,
    cast(sex as {{ dbt.type_string() }}) as sex,
    cast(origin as {{ dbt.type_string() }}) as origin,
    cast(platform as {{ dbt.type_string() }}) as platform,
    cast(new_effect as bigint) as new_effect,
    cast(served_effect as bigint) as served_effect,
    cast(source_file_id as {{ dbt.type_string() }}) as source_file_id,
    cast(table_name as {{ dbt.type_string() }}) as table_name,
    cast(row_number as integer) as row_number
from {{ source('inputs', 'restated_rows') }}
