-- One row a record: its cluster, named by the cluster's oldest record, and whether there is
-- anything at all to match it on. What was known of the records at hand goes.
create or replace temporary table at_hand as
select record from components
union
select record from touched
union
select record from gone;

create or replace temporary table matchable as
select clusters.record
from vault.clusters as clusters
semi join at_hand on clusters.record = at_hand.record
anti join outdated on clusters.record = outdated.record
where clusters.is_matchable
union
select record from fresh_members;

delete from vault.clusters
where record in (select record from at_hand);

insert into vault.clusters
select
    features.record,
    coalesce(oldest.record, features.record) as cluster,
    features.record in (select record from matchable) as is_matchable
from vault.features as features
semi join at_hand on features.record = at_hand.record
left join components on features.record = components.record
left join clustered on components.place = clustered.place
left join components as oldest on clustered.cluster = oldest.place;
