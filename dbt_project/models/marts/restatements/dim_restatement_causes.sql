select
    cause,
    turn,
    label,
    meaning
from {{ ref('restatement_causes') }}
