select
    cast(reporting_month as date) as reporting_month,
    cast(indicator_code as {{ dbt.type_string() }}) as indicator_code,
    cast(dimension as {{ dbt.type_string() }}) as dimension,
    cast(member as {{ dbt.type_string() }}) as member,
    cast(period as {{ dbt.type_string() }}) as period,
    cast(cause as {{ dbt.type_string() }}) as cause,
    cast(published_in as {{ dbt.type_string() }}) as published_in,
    cast(as_published as bigint) as as_published,
    cast(as_now_known as bigint) as as_now_known,
    cast(difference as bigint) as difference,
    cast(part as bigint) as part
from {{ source('inputs', 'restatements') }}
