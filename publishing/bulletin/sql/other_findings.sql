-- Rules that figures of other months violate, counted.
select
    figures,
    finding,
    count(*) as cells,
    min(reporting_month) as first_month,
    max(reporting_month) as last_month
from marts.fct_findings
where reporting_month <> getvariable('month')
group by figures, finding
order by figures desc, finding asc
