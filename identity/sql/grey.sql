-- One row a pair in the grey zone that nobody decided about.
create or replace temp table grey as
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
        select 1 from decided
        where decided.record_l = pairs.record_l and decided.record_r = pairs.record_r
    );
