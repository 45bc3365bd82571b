{#
    Sources are plain relations to the models; this says once a run where their rows lie: the
    schemas `inputs` (what the run hands over) and `bronze` (only rows of files in force). The
    folders are read from the environment when dbt runs, never when it parses. Without them they are
    those of the current release of the home beside this project.
#}
{% macro register_sources() %}
    {% if execute %}{{- adapter.dispatch('register_sources')() -}}{% endif %}
{% endmacro %}

{% macro duckdb__register_sources() %}
    {% set home = env_var('PROTTASHA_HOME', '../data') %}
    {% set bronze = env_var('PROTTASHA_BRONZE', home ~ '/bronze') %}
    {% set inputs = env_var('PROTTASHA_INPUTS', home ~ '/releases/current/inputs') %}
    {% set statements = [] %}
    {% for schema in ['bronze', 'inputs', 'checks'] %}
        {% do statements.append('create schema if not exists ' ~ target.database ~ '.' ~ schema) %}
    {% endfor %}
    {% set found = run_query("select file from glob(" ~ sql_text(inputs ~ '/*.parquet') ~ ")") %}
    {% if not found %}
        {% do exceptions.raise_compiler_error(
            'there are no inputs of a run in ' ~ inputs ~ '; publish a release first (`make run`), '
            ~ 'or set PROTTASHA_HOME to the home that has one'
        ) %}
    {% endif %}
    {% for file in found %}
        {% do statements.append(
            view_over('inputs', modules.re.split('[/\\\\]', file[0])[-1][:-8], [file[0]])
        ) %}
    {% endfor %}
    {% set files = {} %}
    {% for row in run_query(files_in_force(bronze, inputs)) %}
        {% do files.setdefault(row[0], []).append(row[1]) %}
    {% endfor %}
    {% for source in graph.sources.values() if source.source_name == 'bronze' %}
        {% set empty = bronze ~ '/' ~ source.name ~ '/_empty.parquet' %}
        {% do statements.append(
            view_over('bronze', source.name, [empty] + files.get(source.name, []))
        ) %}
    {% endfor %}
    {% do run_query(statements | join(';\n')) %}
{% endmacro %}

{# A file that the ledger holds and the disk does not is left out here, and found by a check. #}
{% macro files_in_force(bronze, inputs) %}
    select ledger.table_name, min(disk.file)
    from read_parquet({{ sql_text(inputs ~ '/source_files.parquet') }}) as ledger
    inner join glob({{ sql_text(bronze ~ '/*/*.parquet') }}) as disk
        on regexp_extract(disk.file, '[^/\\]+[/\\][^/\\]+$')
            = concat(ledger.table_name, '/', ledger.source_file_id, '.parquet')
    where ledger.is_in_force
    group by ledger.table_name, ledger.source_file_id
    order by 1, 2
{% endmacro %}

{% macro view_over(schema, name, files) -%}
    create or replace view {{ target.database }}.{{ schema }}.{{ name }} as
    from read_parquet([
        {%- for file in files %}{{ sql_text(file) }}{{ ', ' if not loop.last }}{% endfor -%}
    ])
{%- endmacro %}

{% macro sql_text(value) -%}
    '{{ value | replace("'", "''") }}'
{%- endmacro %}
