-- One row per grey pair without which its cluster would fall apart.
-- Reads: grey_pairs, vault.links (input), vault.pairs (input), vault.clusters (input).
-- Makes: sole_links.
create or replace temp table sole_links as
with recursive tree as (
    -- A pair that is a link of its cluster's tree; `top` is the record that the link joined.
    select
        grey_pairs.*,
        links.record as top
    from grey_pairs
    inner join vault.links as links
        on
            links.rule = 'model'
            and least(links.record, links.joined_to) = grey_pairs.record_l
            and greatest(links.record, links.joined_to) = grey_pairs.record_r
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
)

select
    record_l,
    record_r,
    match_weight
from tree
where top not in (select spare.top from spare);
