-- The cumulative figures of persons, beside what their cases would count for one by one. The
-- difference of a person is listed under the weakest link between the person's cases.
with effects as (
    select
        effects.indicator_code,
        sum(effects.effect) as effect,
        sum(effects.effect) filter (where rules.evidence = 'document') as by_document,
        sum(effects.effect) filter (where rules.evidence = 'model') as by_model,
        sum(effects.effect) filter (where rules.evidence = 'decision') as by_decision
    from marts.fct_identity_effects as effects
    inner join marts.dim_joining_rules as rules on effects.joined_by = rules.joined_by
    where
        effects.dimension = 'total'
        and effects.period = 'month_new'
        and effects.reporting_month <= getvariable('month')
    group by effects.indicator_code
)

select
    indicators.indicator_code,
    indicators.label,
    figures.value as persons,
    figures.value - coalesce(effects.effect, 0) as cases,
    coalesce(effects.effect, 0) as effect,
    coalesce(effects.by_document, 0) as by_document,
    coalesce(effects.by_model, 0) as by_model,
    coalesce(effects.by_decision, 0) as by_decision
from marts.fct_indicator_values as figures
inner join marts.dim_indicators as indicators
    on figures.indicator_code = indicators.indicator_code
left join effects on figures.indicator_code = effects.indicator_code
where
    indicators.unit = 'persons'
    and figures.dimension = 'total'
    and figures.period = 'cumulative'
    and figures.reporting_month = getvariable('month')
order by indicators.print_order
