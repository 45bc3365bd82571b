-- Replace the rows of the records at hand: the cluster of each record, named after the cluster's
-- oldest record, and whether the record has anything to match it on.
-- Reads: components, records_to_cluster, vanished_records, outdated_records, vault.clusters,
-- fresh_members (blocking.py), vault.features (features.py), placed_clusters (components.py).
-- Makes: reclustered_records, matchable_records, vault.clusters.
create or replace temporary table reclustered_records as
select record from components
union
select record from records_to_cluster
union
select record from vanished_records;

create or replace temporary table matchable_records as
select clusters.record
from vault.clusters as clusters
semi join reclustered_records on clusters.record = reclustered_records.record
anti join outdated_records on clusters.record = outdated_records.record
where clusters.is_matchable
union
select record from fresh_members;

delete from vault.clusters
where record in (select record from reclustered_records);

insert into vault.clusters
select
    features.record,
    coalesce(oldest.record, features.record) as cluster,
    features.record in (select record from matchable_records) as is_matchable
from vault.features as features
semi join reclustered_records on features.record = reclustered_records.record
left join components on features.record = components.record
left join placed_clusters on components.place = placed_clusters.place
left join components as oldest on placed_clusters.cluster = oldest.place;
