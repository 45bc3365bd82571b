{{ config(meta={
    'check_id': 'sums_recount_from_their_facts', 'target': 'fct_indicator_values',
    'dagster': {'ref': {'name': 'fct_indicator_values'}},
}) }}

with parameters as (
    select reporting_month from {{ ref('stg_run_parameters') }}
),

figures as (
    select figures.*
    from {{ ref('fct_indicator_values') }} as figures
    inner join parameters on figures.reporting_month = parameters.reporting_month
    inner join {{ ref('dim_indicators') }} as indicators
        on figures.indicator_code = indicators.indicator_code
    where
        indicators.month_basis = 'sum'
        and figures.dimension = 'total'
        and figures.period = 'cumulative'
),

facts as (
    select
        event_types.indicator_code,
        case event_types.counted
            when 'events' then 1
            else
                events.participants_men + events.participants_women + events.participants_unknown
        end as value
    from {{ ref('fct_events') }} as events
    inner join {{ ref('event_types') }} as event_types
        on events.event_type = event_types.event_type

    union all

    select
        'social_media_reach',
        reach
    from {{ ref('fct_social_reach') }}

    union all

    select
        case kind when 'product' then 'communication_products' else 'news_reports' end,
        1
    from {{ ref('fct_communications') }}
),

recounted as (
    select
        figures.indicator_code,
        figures.value,
        coalesce(sum(facts.value), 0) as facts_value
    from figures
    left join facts on figures.indicator_code = facts.indicator_code
    group by figures.indicator_code, figures.value
)

select
    'sums_recount_from_their_facts' as rule,
    count(*) as evaluated,
    coalesce(sum(case when value <> facts_value then 1 else 0 end), 0) as failed,
    {{ sample_of('indicator_code', 'value <> facts_value') }} as row_references
from recounted
