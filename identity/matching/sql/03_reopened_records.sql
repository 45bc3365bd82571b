-- The remaining records of clusters that hold an outdated record. These clusters must be formed
-- again.
-- Reads: vault.clusters (components.py), vanished_records, outdated_records.
-- Makes: reopened_records.
create or replace temporary table reopened_records as
with old_clusters as (
    select distinct cluster
    from vault.clusters
    semi join outdated_records on clusters.record = outdated_records.record
)

select clusters.record
from vault.clusters as clusters
semi join old_clusters on clusters.cluster = old_clusters.cluster
anti join vanished_records on clusters.record = vanished_records.record;
