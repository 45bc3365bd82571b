-- One row an asked pair of one person and indicator that her cases would count for more than she
-- does in the attached release. Parted in two she counts once more; if she has more than two cases,
-- perhaps not.
select
    asked.pair,
    effects.indicator_code,
    case when max(effects.cases) = 2 then '+1' else '+1 at most' end as effect
from asked
inner join release.marts.fct_identity_effects as effects on asked.person_a = effects.person_id
inner join release.marts.dim_indicators as indicators
    on effects.indicator_code = indicators.indicator_code
where
    asked.person_a = asked.person_b
    and effects.dimension = 'total'
    and effects.period = 'month_new'
group by asked.pair, effects.indicator_code, indicators.print_order
having sum(effects.effect) < 0
order by asked.pair, effects.indicator_code <> 'unique_beneficiaries', indicators.print_order;
