-- One row a record: its cluster, named by the cluster's oldest record, and whether there is anything
-- at all to match it on.
create or replace table vault.clusters as
select
    features.record,
    coalesce(oldest.record, features.record) as cluster,
    features.record in (select record from members) as is_matchable
from vault.features as features
left join components on features.record = components.record
left join clustered on components.place = clustered.place
left join components as oldest on clustered.cluster = oldest.place;
