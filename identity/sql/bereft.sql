-- The records whose cluster loses a record, or has one that says something else now.
create or replace temporary table bereft as
with old_clusters as (
    select distinct cluster
    from vault.clusters
    where
        record in (select record from fresh)
        or record not in (select record from vault.records)
)

select clusters.record
from vault.clusters as clusters
semi join old_clusters on clusters.cluster = old_clusters.cluster
semi join vault.records as records on clusters.record = records.record;
