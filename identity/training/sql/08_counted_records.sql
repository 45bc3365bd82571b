-- The records that dbt's counting models read, from the marts of the release.
-- Reads: release.marts.fct_screenings (input), release.marts.fct_assistance (input),
-- release.marts.dim_services (input), release.marts.dim_indicators (input).
-- Makes: memory.counting.int_cases, memory.counting.int_services, memory.counting.indicators.
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
