select
    cast(check_id as {{ dbt.type_string() }}) as check_id,
    cast(target as {{ dbt.type_string() }}) as target,
    cast(title as {{ dbt.type_string() }}) as title,
    cast(engine as {{ dbt.type_string() }}) as engine,
    cast(quality_dimension as {{ dbt.type_string() }}) as quality_dimension,
    cast(severity as {{ dbt.type_string() }}) as severity,
    cast(is_blocking as boolean) as is_blocking,
    cast(threshold as double) as threshold,
    cast(evaluated as bigint) as evaluated,
    cast(failed as bigint) as failed,
    cast(waived as bigint) as waived,
    cast(verdict as {{ dbt.type_string() }}) as verdict,
    cast(row_references as {{ dbt.type_string() }}) as row_references,
    cast(engineer_guidance as {{ dbt.type_string() }}) as engineer_guidance,
    cast(auditor_guidance as {{ dbt.type_string() }}) as auditor_guidance
from {{ source('inputs', 'check_results') }}
