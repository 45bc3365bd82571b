with ledger as (
    select * from {{ source('inputs', 'source_files') }}
)

select
    source_file_id,
    table_name,
    path,
    sheet,
    source,
    delivery,
    centre_code,
    {{ parse_date("concat(delivery_month, '-01')") }} as delivery_month,
    coalesce(is_baseline, false) as is_baseline,
    cast(version as integer) as version,
    cast(landed_at as timestamp) as landed_at,
    sha256,
    verdict,
    reason,
    cast(rows_read as bigint) as rows_read,
    cast(rows_loaded as bigint) as rows_loaded,
    cast(rows_quarantined as bigint) as rows_quarantined,
    cast(rows_ignored as bigint) as rows_ignored,
    is_in_force
from ledger
