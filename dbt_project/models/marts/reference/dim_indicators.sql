select
    indicator_code,
    section,
    label,
    unit,
    month_basis,
    dimensions,
    part_of,
    subset_of,
    cast({{ file_order() }} as integer) as print_order
from {{ ref('indicators') }}
