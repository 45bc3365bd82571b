-- One row per pair that a reviewer should see. The pair is in the grey zone and has no decision,
-- and its records are in two clusters, or in one that would fall apart without the pair. Two
-- persons are asked about once, by their strongest pair, and not at all if a reviewer has decided
-- that a record of one is not a record of the other.
-- Reads: grey_pairs, clusters_kept_apart, sole_links, vault.records (input).
-- Makes: the result.
with between_persons as (
    select grey_pairs.*
    from grey_pairs
    where
        grey_pairs.cluster_l <> grey_pairs.cluster_r
        and not exists (
            select 1 from clusters_kept_apart
            where
                clusters_kept_apart.cluster_l = least(grey_pairs.cluster_l, grey_pairs.cluster_r)
                and clusters_kept_apart.cluster_r
                = greatest(grey_pairs.cluster_l, grey_pairs.cluster_r)
        )
    qualify
        row_number() over (
            partition by
                least(grey_pairs.cluster_l, grey_pairs.cluster_r),
                greatest(grey_pairs.cluster_l, grey_pairs.cluster_r)
            order by grey_pairs.match_weight desc, grey_pairs.record_l asc, grey_pairs.record_r asc
        ) = 1
),

asked_pairs as (
    select
        record_l,
        record_r,
        match_weight,
        false as joined_now
    from between_persons

    union all

    select
        record_l,
        record_r,
        match_weight,
        true
    from sole_links
)

select
    one.source_record_id as record_a,
    other.source_record_id as record_b,
    asked_pairs.match_weight,
    asked_pairs.joined_now
from asked_pairs
inner join vault.records as one on asked_pairs.record_l = one.record
inner join vault.records as other on asked_pairs.record_r = other.record
order by asked_pairs.record_l, asked_pairs.record_r;
