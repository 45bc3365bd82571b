-- Every compared pair within a component: what it weighs, and by which rule.
create or replace temporary table opinions as
with pairs as (
    select
        record_l,
        record_r,
        match_weight,
        rule
    from edges
    union all
    select
        record_l,
        record_r,
        match_weight,
        'model'
    from compared
    union all
    select
        pairs.record_l,
        pairs.record_r,
        pairs.match_weight,
        'model'
    from vault.pairs as pairs
    anti join edges on pairs.record_l = edges.record_l and pairs.record_r = edges.record_r
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
