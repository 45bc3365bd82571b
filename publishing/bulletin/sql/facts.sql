-- Facts for the header and the project areas; one row.
select
    last_day,
    (select count(*) from marts.dim_districts) as districts,
    (select count(*) from marts.dim_indicators) as indicators
from marts.dim_months
where reporting_month = getvariable('month')
