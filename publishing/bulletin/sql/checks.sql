-- Every check that did not pass, worst first, with what an auditor concludes.
select
    title,
    target,
    severity,
    verdict,
    evaluated,
    failed,
    waived,
    auditor_guidance
from marts.fct_check_results
where verdict <> 'passed'
order by
    list_position(['failed', 'error', 'passed_with_waivers', 'not_evaluated'], verdict) asc,
    is_blocking desc, title asc, target asc
