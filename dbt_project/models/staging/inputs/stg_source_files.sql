with ledger as (
    select * from {{ source('inputs', 'source_files') }}
)

select
    cast(source_file_id as {{ dbt.type_string() }}) as source_file_id,
    cast(table_name as {{ dbt.type_string() }}) as table_name,
    cast(path as {{ dbt.type_string() }}) as path,
    cast(sheet as {{ dbt.type_string() }}) as sheet,
    cast(source as {{ dbt.type_string() }}) as source,
    cast(delivery as {{ dbt.type_string() }}) as delivery,
    cast(centre_code as {{ dbt.type_string() }}) as centre_code,
    {{ parse_date("cast(delivery_month as " ~ dbt.type_string() ~ ") || '-01'") }}
        as delivery_month,
    coalesce(cast(is_baseline as boolean), false) as is_baseline,
    cast(version as integer) as version,
    cast(landed_at as timestamp) as landed_at,
    cast(withdrawn_at as timestamp) as withdrawn_at,
    cast(sha256 as {{ dbt.type_string() }}) as sha256,
    cast(verdict as {{ dbt.type_string() }}) as verdict,
    cast(reason as {{ dbt.type_string() }}) as reason,
    cast(rows_read as bigint) as rows_read,
    cast(rows_loaded as bigint) as rows_loaded,
    cast(rows_quarantined as bigint) as rows_quarantined,
    cast(rows_ignored as bigint) as rows_ignored,
    coalesce(cast(is_in_force as boolean), false) as is_in_force
from ledger
