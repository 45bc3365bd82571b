select
    check_id,
    target,
    title,
    engine,
    quality_dimension,
    severity,
    is_blocking,
    threshold,
    evaluated,
    failed,
    waived,
    verdict,
    row_references,
    engineer_guidance,
    auditor_guidance
from {{ ref('stg_check_results') }}
