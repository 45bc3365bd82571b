-- One row a record that is linked to a touched one: its component, and its place, the oldest first.
create or replace temporary table components as
with touched_components as (
    select distinct labelled.component
    from labelled
    semi join touched on labelled.record = touched.record
)

select
    labelled.record,
    labelled.component,
    count(*) over (partition by labelled.component) as records,
    row_number() over (
        order by records.registration_date nulls last, records.centre_code, records.case_id
    ) as place
from labelled
semi join touched_components on labelled.component = touched_components.component
inner join vault.records as records on labelled.record = records.record;
