-- The figures of one side, for the months that both sides hold.
insert into figures
select
    getvariable('side') as side,
    held.reporting_month,
    held.indicator_code,
    held.dimension,
    held.member,
    held.period,
    held.value
from fct_indicator_values as held
inner join months on held.reporting_month = months.reporting_month;
