-- One row per pair in the grey zone that has no decision.
-- Reads: vault.pairs (input), vault.clusters (input), decided_pairs.
-- Makes: grey_pairs.
create or replace temp table grey_pairs as
select
    pairs.record_l,
    pairs.record_r,
    pairs.match_weight,
    one.cluster as cluster_l,
    other.cluster as cluster_r
from vault.pairs as pairs
inner join vault.clusters as one on pairs.record_l = one.record
inner join vault.clusters as other on pairs.record_r = other.record
where
    pairs.match_weight between getvariable('lowest') and getvariable('highest')
    and not exists (
        select 1 from decided_pairs
        where decided_pairs.record_l = pairs.record_l and decided_pairs.record_r = pairs.record_r
    );
