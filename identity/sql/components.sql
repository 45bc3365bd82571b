-- One row a record that is linked at all: its component, and its place, the oldest record first.
create or replace temporary table components as
select
    labelled.record,
    labelled.component,
    count(*) over (partition by labelled.component) as records,
    row_number() over (
        order by records.registration_date nulls last, records.centre_code, records.case_id
    ) as place
from labelled
inner join vault.records as records on labelled.record = records.record;
