-- One row per asked pair within one person and indicator for which the person's cases count more
-- often than the person does in the attached release. Two persons would count once more; if the
-- person has more than two cases, perhaps not.
-- Reads: asked_pairs (review_queue.py), release.marts.fct_identity_effects (input),
-- release.marts.dim_indicators (input).
-- Makes: the result.
select
    asked_pairs.pair,
    effects.indicator_code,
    case when max(effects.cases) = 2 then '+1' else '+1 at most' end as effect
from asked_pairs
inner join release.marts.fct_identity_effects as effects on asked_pairs.person_a = effects.person_id
inner join release.marts.dim_indicators as indicators
    on effects.indicator_code = indicators.indicator_code
where
    asked_pairs.person_a = asked_pairs.person_b
    and effects.dimension = 'total'
    and effects.period = 'month_new'
group by asked_pairs.pair, effects.indicator_code, indicators.print_order
having sum(effects.effect) < 0
order by asked_pairs.pair, effects.indicator_code <> 'unique_beneficiaries', indicators.print_order;
