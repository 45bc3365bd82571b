{#
    Judges a model's rules in one query and returns a row per rule: how many rows it evaluated, how
    many of them broke it, and references of a few that did; never a value. A rule that had nothing
    to look at says so: evaluated = 0.

    reference       columns that say where a row is
    unique_key      columns whose values, together, no two rows share
    not_null        columns that every row fills
    accepted_values column: the values it may hold, when it holds one
    relationships   column: the relation that holds it too (in a column of that name, or `field`)
    expressions     a sentence in snake case: the condition that rows keep; null is not evaluated
#}
{% test rules(
    model, reference, unique_key=[], not_null=[], accepted_values={}, relationships=[],
    expressions={}
) %}
{%- set rules = [] -%}
{%- if unique_key -%}
    {%- do rules.append(['unique_key:' ~ unique_key | join(','), 'true', 'rows_of_key > 1']) -%}
{%- endif -%}
{%- for column in not_null -%}
    {%- do rules.append(['not_null:' ~ column, 'true', 'judged.' ~ column ~ ' is null']) -%}
{%- endfor -%}
{%- for column, values in accepted_values.items() -%}
    {%- do rules.append([
        'accepted_values:' ~ column, 'judged.' ~ column ~ ' is not null',
        'judged.' ~ column ~ " not in ('" ~ values | join("', '") ~ "')",
    ]) -%}
{%- endfor -%}
{%- for link in relationships -%}
    {%- do rules.append([
        'relationships:' ~ link.column, 'judged.' ~ link.column ~ ' is not null',
        'judged.' ~ link.column ~ ' is not null and parent_' ~ loop.index ~ '.parent is null',
    ]) -%}
{%- endfor -%}
{%- for sentence, condition in expressions.items() -%}
    {%- do rules.append([
        sentence, '(' ~ condition ~ ') is not null', 'not (' ~ condition ~ ')',
    ]) -%}
{%- endfor %}

with judged as (
    select
        *,
        concat_ws('/', {{ reference | join(', ') }}) as reference_text,
        {% if unique_key -%}
        count(*) over (partition by {{ unique_key | join(', ') }})
        {%- else %}1{% endif %} as rows_of_key
    from {{ model }}
),

totals as (
    select
{%- for rule, evaluated, failed in rules %}
        coalesce(sum(case when {{ evaluated }} then 1 else 0 end), 0) as evaluated_{{ loop.index }},
        coalesce(sum(case when {{ failed }} then 1 else 0 end), 0) as failed_{{ loop.index }},
        {{ sample_of('reference_text', failed) }} as references_{{ loop.index }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from judged
{%- for link in relationships %}
    left join (select distinct {{ link.field or link.column }} as parent from {{ link.to }})
        as parent_{{ loop.index }}
        on judged.{{ link.column }} = parent_{{ loop.index }}.parent
    {%- endfor %}
)

{% for rule, evaluated, failed in rules %}
select
    '{{ rule }}' as rule,
    evaluated_{{ loop.index }} as evaluated,
    failed_{{ loop.index }} as failed,
    references_{{ loop.index }} as row_references
from totals
{{ 'union all' if not loop.last }}
{% endfor %}
{% endtest %}
