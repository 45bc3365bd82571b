select
    published_in,
    cause,
    subject_type,
    subject_id,
    indicator_code,
    counting_month,
    sex,
    origin,
    platform,
    new_effect,
    served_effect,
    source_file_id,
    table_name,
    row_number
from {{ ref('stg_restated_rows') }}
