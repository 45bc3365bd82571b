-- The decisions in force as pairs of records with their clusters, and the pairs of clusters that
-- reviewers keep apart.
-- Reads: decisions_in_force (review_queue.py), vault.records (input), vault.clusters (input).
-- Makes: decided_pairs, clusters_kept_apart.
create or replace temp table decided_pairs as
select
    decisions_in_force.verdict,
    least(l.record, r.record) as record_l,
    greatest(l.record, r.record) as record_r,
    least(cl.cluster, cr.cluster) as cluster_l,
    greatest(cl.cluster, cr.cluster) as cluster_r
from decisions_in_force
inner join vault.records as l on decisions_in_force.record_a = l.source_record_id
inner join vault.records as r on decisions_in_force.record_b = r.source_record_id
inner join vault.clusters as cl on l.record = cl.record
inner join vault.clusters as cr on r.record = cr.record;

create or replace temp table clusters_kept_apart as
select
    cluster_l,
    cluster_r
from decided_pairs
where verdict = 'different';
