{#
    dbt's own four tests keep their names and arguments, but count as all tests here do
    (`judge_rules`): a list of failing values, which dbt would store, could hold a document.
#}

{% macro default__test_unique(model, column_name) %}
    {{- judge_declared(model, 'unique', {'column_name': column_name}) -}}
{% endmacro %}

{% macro default__test_not_null(model, column_name) %}
    {{- judge_declared(model, 'not_null', {'column_name': column_name}) -}}
{% endmacro %}

{% macro default__test_accepted_values(model, column_name, values, quote=True) %}
    {{- judge_declared(
        model, 'accepted_values', {'column_name': column_name, 'values': values, 'quote': quote}
    ) -}}
{% endmacro %}

{% macro default__test_relationships(model, column_name, to, field) %}
    {{- judge_declared(
        model, 'relationships', {'column_name': column_name, 'to': to, 'field': field}
    ) -}}
{% endmacro %}

{# One declared rule by itself. Which row is which is only known when dbt runs. #}
{% macro judge_declared(model, test, arguments) %}
    {%- if execute -%}{{- judge_rules(model, [build_rule(test, arguments)]) -}}{%- endif -%}
{% endmacro %}
