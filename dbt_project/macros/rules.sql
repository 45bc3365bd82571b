{#
    How a declared rule is judged. Every generic test of this project, dbt's own four included,
    returns a row per rule: how many rows it evaluated, how many of them broke it, and references
    of a few that did; never a value. A rule that had nothing to look at says so: evaluated = 0.

    A rule is a mapping: `id` (as check results name it), `evaluated` and `failed` (conditions on a
    row of `judged`), and for a relationship the `column`, the `parent` relation and its `field`.
#}
{% macro judge_rules(model, rules) %}
{%- set tested = find_tested_node(model) -%}
{%- set keys = rules | selectattr('key', 'defined') | list -%}
{%- set links = rules | selectattr('parent', 'defined') | list -%}

with judged as (
    select
        *,
        concat_ws('/', {{ list_reference_columns(tested) | join(', ') }}) as reference_text
        {%- for rule in keys %},
        count(*) over (partition by {{ rule.key | join(', ') }}) as rows_of_key_{{ loop.index }}
        {%- endfor %}
    from {{ model }}
),

totals as (
    select
{%- for rule in rules %}
        {%- set failed = rule.failed %}
        {%- if rule.key is defined %}
            {%- set failed = 'rows_of_key_' ~ (keys.index(rule) + 1) ~ ' > 1' %}
        {%- elif rule.parent is defined %}
            {%- set failed = rule.evaluated ~ ' and parent_' ~ (links.index(rule) + 1)
                ~ '.parent is null' %}
        {%- endif %}
        coalesce(sum(case when {{ rule.evaluated }} then 1 else 0 end), 0)
            as evaluated_{{ loop.index }},
        coalesce(sum(case when {{ failed }} then 1 else 0 end), 0) as failed_{{ loop.index }},
        {{ sample_of('reference_text', failed) }} as references_{{ loop.index }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from judged
{%- for rule in links %}
    left join (select distinct {{ rule.field }} as parent from {{ rule.parent }})
        as parent_{{ loop.index }}
        on judged.{{ rule.column }} = parent_{{ loop.index }}.parent
    {%- endfor %}
)

{% for rule in rules %}
select
    '{{ rule.id }}' as rule,
    evaluated_{{ loop.index }} as evaluated,
    failed_{{ loop.index }} as failed,
    references_{{ loop.index }} as row_references
from totals
{{ 'union all' if not loop.last }}
{% endfor %}
{% endmacro %}

{# The rule that a declared test stands for, from its name and its arguments as declared. #}
{% macro build_rule(test, arguments) %}
    {%- set column = 'judged.' ~ arguments.get('column_name') -%}
    {%- set filled = column ~ ' is not null' -%}
    {%- if test in ('unique', 'unique_combination_of_columns') -%}
        {%- set key = arguments.get('combination_of_columns') or [arguments.column_name] -%}
        {{- return({'id': 'unique_key:' ~ key | join(','), 'evaluated': 'true', 'key': key}) -}}
    {%- elif test == 'not_null' -%}
        {{- return({
            'id': 'not_null:' ~ arguments.column_name,
            'evaluated': 'true', 'failed': column ~ ' is null',
        }) -}}
    {%- elif test == 'accepted_values' -%}
        {%- set quote = "'" if arguments.get('quote', true) else '' -%}
        {%- set values = quote ~ arguments['values'] | join(quote ~ ', ' ~ quote) ~ quote -%}
        {{- return({
            'id': 'accepted_values:' ~ arguments.column_name,
            'evaluated': filled, 'failed': column ~ ' not in (' ~ values ~ ')',
        }) -}}
    {%- elif test == 'relationships' -%}
        {{- return({
            'id': 'relationships:' ~ arguments.column_name, 'evaluated': filled,
            'column': arguments.column_name, 'parent': arguments.to, 'field': arguments.field,
        }) -}}
    {%- elif test == 'expression_is_true' -%}
        {{- return({
            'id': arguments.rule,
            'evaluated': '(' ~ arguments.expression ~ ') is not null',
            'failed': 'not (' ~ arguments.expression ~ ')',
        }) -}}
    {%- else -%}
        {{- exceptions.raise_compiler_error(
            'no rule is known for the test ' ~ test ~ '; add it to build_rule in macros/rules.sql'
        ) -}}
    {%- endif -%}
{% endmacro %}
