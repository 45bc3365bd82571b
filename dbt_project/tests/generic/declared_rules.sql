{#
    `unique_combination_of_columns` and `expression_is_true` are called as the tests of the package
    dbt_utils, so that other tools recognise them.
#}

{# No two rows share the values of all the columns. #}
{% test unique_combination_of_columns(model, combination_of_columns) %}
    {{- judge_declared(
        model, 'unique_combination_of_columns', {'combination_of_columns': combination_of_columns}
    ) -}}
{% endtest %}

{# Every row keeps the condition; null is not evaluated. `rule` is the id of the check. #}
{% test expression_is_true(model, expression, rule) %}
    {{- judge_declared(model, 'expression_is_true', {'expression': expression, 'rule': rule}) -}}
{% endtest %}

{#
    All rules that the model declares, judged in one scan. A run judges this test instead of each
    declared one, because a test of its own costs far more than a rule (decision 0018). `parents`
    are the relations that its relationships refer to.
#}
{% test rules(model, parents=[]) %}
    {{- config(tags=['judges_all_rules']) -}}
    {%- if execute -%}
    {{- judge_rules(model, list_declared_rules(find_tested_node(model), parents)) -}}
    {%- endif -%}
{% endtest %}
