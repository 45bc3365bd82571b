-- Every compared pair within a component: what it weighs, and by which rule.
create or replace temporary table opinions as
with pairs as (
    select record_l, record_r, match_weight, rule from edges
    union all
    select record_l, record_r, match_weight, 'model' from compared
    union all
    select pairs.record_l, pairs.record_r, pairs.match_weight, 'model'
    from vault.pairs as pairs
    anti join edges on pairs.record_l = edges.record_l and pairs.record_r = edges.record_r
)

select
    components.component,
    pairs.record_l,
    pairs.record_r,
    pairs.match_weight,
    pairs.rule
from pairs
inner join components on pairs.record_l = components.record
inner join components as others
    on pairs.record_r = others.record and components.component = others.component;
