{# What models declare of themselves, read from the graph; so only when dbt runs. #}

{#
    The rules that a model declares. `parents` are the relations that its relationships refer to:
    dbt builds a test after what it refers to, and must know that before it knows the graph.
#}
{% macro list_declared_rules(tested, parents=[]) %}
    {%- set rules = [] -%}
    {%- for node in graph.nodes.values()
        if node.resource_type == 'test' and node.attached_node == tested.unique_id
        and node.test_metadata and node.test_metadata.name != 'rules' -%}
        {%- set arguments = dict(node.test_metadata.kwargs) -%}
        {%- if node.test_metadata.name == 'relationships' -%}
            {%- do arguments.update(to=find_parent(tested, arguments.to, parents)) -%}
        {%- endif -%}
        {%- do rules.append(build_rule(node.test_metadata.name, arguments)) -%}
    {%- endfor -%}
    {%- if not rules -%}
        {{- exceptions.raise_compiler_error(tested.name ~ ' declares no rule') -}}
    {%- endif -%}
    {{- return(rules | sort(attribute='id')) -}}
{% endmacro %}

{# The relation that `ref('name')` stands for: one of the parents, or the model itself. #}
{% macro find_parent(tested, reference, parents) %}
    {%- set name = modules.re.sub("^ref\\(['\"](\w+)['\"]\\)$", "\\1", reference) -%}
    {%- if name == tested.name -%}{{- return(tested.relation_name) -}}{%- endif -%}
    {%- for parent in parents if parent.identifier == name -%}
        {{- return(parent) -}}
    {%- endfor -%}
    {{- exceptions.raise_compiler_error(
        'a column of ' ~ tested.name ~ ' refers to ' ~ name ~ '; add ' ~ reference
        ~ ' to the parents of the test `rules` of ' ~ tested.name
    ) -}}
{% endmacro %}

{# The model, seed or snapshot that a relation is. #}
{% macro find_tested_node(relation) %}
    {%- for node in graph.nodes.values() if node.get('relation_name') == relation | string -%}
        {{- return(node) -}}
    {%- endfor -%}
    {{- exceptions.raise_compiler_error(relation ~ ' is not a model or seed of this project') -}}
{% endmacro %}

{# The columns that say where a row is: `reference` in the model's meta, or else its key. #}
{% macro list_reference_columns(tested) %}
    {%- if tested.config.meta.reference -%}
        {{- return(tested.config.meta.reference) -}}
    {%- endif -%}
    {%- set keyed = ('unique', 'unique_combination_of_columns') -%}
    {%- for node in graph.nodes.values()
        if node.resource_type == 'test' and node.attached_node == tested.unique_id
        and node.test_metadata and node.test_metadata.name in keyed -%}
        {{- return(build_rule(node.test_metadata.name, node.test_metadata.kwargs).key) -}}
    {%- endfor -%}
    {{- exceptions.raise_compiler_error(tested.name ~ ' declares no key') -}}
{% endmacro %}
