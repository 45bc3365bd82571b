select
    cause,
    turn,
    meaning
from {{ ref('restatement_causes') }}
