-- The records whose cluster loses a record, or has one that says something else now.
create or replace temporary table bereft as
with old_clusters as (
    select distinct cluster
    from vault.clusters
    semi join outdated on clusters.record = outdated.record
)

select clusters.record
from vault.clusters as clusters
semi join old_clusters on clusters.cluster = old_clusters.cluster
anti join gone on clusters.record = gone.record;
