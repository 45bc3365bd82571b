select
    joined_by,
    evidence,
    strength,
    meaning
from {{ ref('joining_rules') }}
