-- Every pair within a component that was compared: its weight and the rule that gave it.
-- Reads: strong_links (components.py), added_pairs (components.py), vault.pairs, components.
-- Makes: compared_pairs.
create or replace temporary table compared_pairs as
with pairs as (
    select
        record_l,
        record_r,
        match_weight,
        rule
    from strong_links
    union all
    select
        record_l,
        record_r,
        match_weight,
        'model'
    from added_pairs
    union all
    select
        pairs.record_l,
        pairs.record_r,
        pairs.match_weight,
        'model'
    from vault.pairs as pairs
    anti join strong_links
        on pairs.record_l = strong_links.record_l and pairs.record_r = strong_links.record_r
)

select
    l.component,
    least(l.place, r.place) as one,
    greatest(l.place, r.place) as other,
    pairs.match_weight,
    pairs.rule
from pairs
inner join components as l on pairs.record_l = l.record
inner join components as r on pairs.record_r = r.record and l.component = r.component;
