-- Checks by verdict, worst first, and how many of them could have stopped the publication.
select
    verdict,
    count(*) as checks,
    count(*) filter (where is_blocking) as blocking,
    coalesce(sum(evaluated), 0) as evaluated,
    coalesce(sum(failed), 0) as failed,
    coalesce(sum(waived), 0) as waived
from marts.fct_check_results
group by verdict
order by
    list_position(
        ['failed', 'error', 'passed_with_waivers', 'not_evaluated', 'passed'], verdict
    )
