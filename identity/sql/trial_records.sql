-- What the models of dbt read when they say what the cases of the release count for.
create schema memory.counting;

create view memory.counting.int_cases as
from release.marts.fct_screenings;

create view memory.counting.int_services as
select
    given.*,
    services.completed_indicator_code
from release.marts.fct_assistance as given
inner join release.marts.dim_services as services on given.service = services.service;

create view memory.counting.indicators as
from release.marts.dim_indicators;
