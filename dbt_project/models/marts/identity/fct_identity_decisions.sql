select
    centre_code_a,
    case_id_a,
    centre_code_b,
    case_id_b,
    verdict,
    decided_at
from {{ ref('stg_identity_decisions') }}
