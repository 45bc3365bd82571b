{# A row per rule of the invariants: cells evaluated, cells that break it, and a few of those. #}
{% macro judge_invariants(check_id, figures, rules) -%}
with rules as (
    select rule from {{ inline_rows('rule', rules) }}
),

invariants as (
    select
        *,
        concat_ws(
            '/', reporting_month, indicator_code, other_code, dimension, member, period
        ) as reference_text
    from {{ ref('int_invariants') }}
    where figures = '{{ figures }}'
)

select
    concat('{{ check_id }}:', rules.rule) as rule,
    count(invariants.holds) as evaluated,
    sum(case when not invariants.holds then 1 else 0 end) as failed,
    {{ sample_of('invariants.reference_text', 'not invariants.holds') }} as row_references
from rules
left join invariants on rules.rule = invariants.rule
group by rules.rule
{%- endmacro %}

{# Joins two figures of the same kind and month, alike in the columns named. #}
{% macro same_figure(left, right, columns) -%}
    {{ left }}.figures = {{ right }}.figures
    and {{ left }}.reporting_month = {{ right }}.reporting_month
    {%- for column in columns %}
    and {{ left }}.{{ column }} = {{ right }}.{{ column }}
    {%- endfor %}
{%- endmacro %}
