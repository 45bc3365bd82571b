{{ config(meta={
    'check_id': 'nothing_counts_after_the_reporting_month', 'target': 'fct_qualifications',
    'dagster': {'ref': {'name': 'fct_qualifications'}},
}) }}

{% set dates = {
    'fct_qualifications': ['counting_date'],
    'fct_screenings': ['screened_on', 'plan_developed_on'],
    'fct_assistance': ['start_date', 'completion_date'],
    'fct_events': ['event_date'],
    'fct_social_reach': ['date'],
    'fct_communications': ['published_on'],
    'fct_indicator_values': ['reporting_month'],
    'fct_published_figures': ['reporting_month'],
    'fct_unique_beneficiaries': ['first_assisted_on'],
    'fct_identity_effects': ['reporting_month'],
} %}

with parameters as (
    select last_date from {{ ref('stg_run_parameters') }}
),

dated as (
    {% for fact, columns in dates.items() %}
    {% set outer_loop = loop %}
    {% for column in columns %}
    select '{{ fact }}' as fact, '{{ column }}' as column_name, {{ column }} as date
    from {{ ref(fact) }}
    {{ 'union all' if not (outer_loop.last and loop.last) }}
    {% endfor %}
    {% endfor %}
),

facts as (
    select fact from {{ inline_rows('fact', dates.keys()) }}
)

select
    concat('nothing_counts_after_the_reporting_month:', facts.fact) as rule,
    count(dated.date) as evaluated,
    sum(case when dated.date > parameters.last_date then 1 else 0 end) as failed,
    {{ sample_of('dated.column_name', 'dated.date > parameters.last_date') }} as row_references
from facts
cross join parameters
left join dated on facts.fact = dated.fact
group by facts.fact
