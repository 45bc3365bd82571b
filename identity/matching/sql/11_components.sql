-- One row per record that is linked to a record to cluster: its component and its place by age, the
-- oldest first.
-- Reads: labelled_records (components.py), records_to_cluster, vault.records.
-- Makes: components.
create or replace temporary table components as
with components_to_cluster as (
    select distinct labelled_records.component
    from labelled_records
    semi join records_to_cluster on labelled_records.record = records_to_cluster.record
)

select
    labelled_records.record,
    labelled_records.component,
    count(*) over (partition by labelled_records.component) as records,
    row_number() over (
        order by records.registration_date nulls last, records.centre_code, records.case_id
    ) as place
from labelled_records
semi join components_to_cluster on labelled_records.component = components_to_cluster.component
inner join vault.records as records on labelled_records.record = records.record;
