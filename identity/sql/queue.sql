-- One row a pair that a reviewer should see: it is in the grey zone, nobody decided about it, and
-- its records are in two clusters, or in one that falls apart without it.
with recursive grey as (
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
        )
),

-- The pairs that are a link of their cluster's tree; `top` is the record that the link joined.
tree as (
    select
        grey.*,
        links.record as top
    from grey
    inner join vault.links as links
        on
            links.rule = 'model'
            and least(links.record, links.joined_to) = grey.record_l
            and greatest(links.record, links.joined_to) = grey.record_r
),

-- The records that hang on such a link.
below as (
    select
        top,
        top as record
    from tree
    union
    select
        below.top,
        links.record
    from below
    inner join vault.links as links on below.record = links.joined_to
),

strong as (
    select
        record_l,
        record_r
    from vault.pairs
    where match_weight >= getvariable('threshold')
),

both_ways as (
    select
        record_l as near,
        record_r as far
    from strong
    union all
    select
        record_r,
        record_l
    from strong
),

-- The links that another pair could stand in for: it leads from below the link to the rest.
spare as (
    select distinct tree.top
    from tree
    inner join below as inside on tree.top = inside.top
    inner join both_ways on inside.record = both_ways.near
    inner join vault.clusters as far_clusters on both_ways.far = far_clusters.record
    left join below as far on tree.top = far.top and both_ways.far = far.record
    where
        far_clusters.cluster = tree.cluster_l
        and far.record is null
        and (least(both_ways.near, both_ways.far), greatest(both_ways.near, both_ways.far))
        <> (tree.record_l, tree.record_r)
),

-- Two persons are asked about once, by their strongest pair, and not at all if a reviewer has
-- decided that a record of the one is not the other.
between_persons as (
    select grey.*
    from grey
    where
        grey.cluster_l <> grey.cluster_r
        and not exists (
            select 1 from kept_apart
            where
                kept_apart.cluster_l = least(grey.cluster_l, grey.cluster_r)
                and kept_apart.cluster_r = greatest(grey.cluster_l, grey.cluster_r)
        )
    qualify
        row_number() over (
            partition by
                least(grey.cluster_l, grey.cluster_r), greatest(grey.cluster_l, grey.cluster_r)
            order by grey.match_weight desc, grey.record_l, grey.record_r
        ) = 1
),

asked as (
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
    from tree
    where top not in (select spare.top from spare)
)

select
    one.source_record_id as record_a,
    other.source_record_id as record_b,
    asked.match_weight,
    asked.joined_now
from asked
inner join vault.records as one on asked.record_l = one.record
inner join vault.records as other on asked.record_r = other.record
order by asked.record_l, asked.record_r;
