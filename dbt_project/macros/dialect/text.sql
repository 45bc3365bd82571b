{#
    Text as the field types it. `clean_text`: NFC, without surrounding spaces of any alphabet, blank
    is null. `normalised`: as the closed lists are matched, case folded. `name_key`: letters and
    digits alone, for names of places, whose punctuation and spaces vary.
#}
{% macro clean_text(text) %}{{- adapter.dispatch('clean_text')(text) -}}{% endmacro %}

{% macro duckdb__clean_text(text) -%}
    nullif(
        regexp_replace(
            nfc_normalize({{ text }}),
            '^[\s\p{Z}\x{200B}\x{FEFF}]+|[\s\p{Z}\x{200B}\x{FEFF}]+$', '', 'g'
        ), ''
    )
{%- endmacro %}

{# Spark has no NFC of its own: there ingestion's bronze must be read through a registered UDF. #}
{% macro spark__clean_text(text) -%}
    nullif(
        regexp_replace(
            nfc_normalize({{ text }}),
            '^[\\s\\p{Z}\\u200B\\uFEFF]+|[\\s\\p{Z}\\u200B\\uFEFF]+$', ''
        ), ''
    )
{%- endmacro %}

{% macro normalised(text) -%}
    lower({{ clean_text(text) }})
{%- endmacro %}

{% macro name_key(text) %}{{- adapter.dispatch('name_key')(text) -}}{% endmacro %}

{% macro duckdb__name_key(text) -%}
    nullif(
        regexp_replace(lower(nfc_normalize({{ text }})), '[^\p{L}\p{M}\p{N}]+', '', 'g'), ''
    )
{%- endmacro %}

{% macro spark__name_key(text) -%}
    nullif(regexp_replace(lower(nfc_normalize({{ text }})), '[^\\p{L}\\p{M}\\p{N}]+', ''), '')
{%- endmacro %}

{# A row for each part of a list in one cell; to be used alone in a select. #}
{% macro split_rows(text, separator) %}
    {{- adapter.dispatch('split_rows')(text, separator) -}}
{% endmacro %}

{% macro duckdb__split_rows(text, separator) -%}
    unnest(string_split({{ text }}, '{{ separator }}'))
{%- endmacro %}

{% macro spark__split_rows(text, separator) -%}
    explode(split({{ text }}, '[{{ separator }}]'))
{%- endmacro %}

{# The same key in every engine: 32 hex digits of the MD5 of the parts, blanks included. #}
{% macro hash_key(columns) -%}
    md5(concat_ws('|'
        {%- for column in columns %}, coalesce(cast({{ column }} as {{ dbt.type_string() }}), '')
        {%- endfor %}))
{%- endmacro %}

{# The first few of the references of the rows that meet a condition, as one text; null if none. #}
{% macro sample_of(reference, condition) %}
    {{- adapter.dispatch('sample_of')(reference, condition) -}}
{% endmacro %}

{% macro duckdb__sample_of(reference, condition) -%}
    array_to_string(min(case when {{ condition }} then {{ reference }} end, 5), ', ')
{%- endmacro %}

{% macro spark__sample_of(reference, condition) -%}
    nullif(
        array_join(
            slice(
                array_sort(collect_set(case when {{ condition }} then {{ reference }} end)), 1, 5
            ), ', '
        ), ''
    )
{%- endmacro %}

{# A small relation of one column written in place. #}
{% macro inline_rows(column, values) -%}
    (
        {%- for value in values %}
        select '{{ value }}' as {{ column }}{{ ' union all' if not loop.last }}
        {%- endfor %}
    ) as listed
{%- endmacro %}

{# The place of a row in the file that its seed was loaded from, from 1. #}
{% macro file_order() %}{{- adapter.dispatch('file_order')() -}}{% endmacro %}

{% macro duckdb__file_order() -%}
    row_number() over (order by rowid)
{%- endmacro %}

{% macro spark__file_order() -%}
    row_number() over (order by monotonically_increasing_id())
{%- endmacro %}
