-- Printed figures that the registry does not define, so nothing is computed for them.
select
    indicator_code,
    min(reporting_month) as first_month,
    max(reporting_month) as last_month,
    count(*) as figures
from marts.fct_published_figures
where not is_in_registry
group by indicator_code
order by indicator_code
