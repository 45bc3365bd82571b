{# Numbers as the field types them: `92,000` and `92000` are one number. #}
{% macro parse_number(text, type) -%}
    try_cast(replace({{ clean_text(text) }}, ',', '') as {{ type }})
{%- endmacro %}

{# A whole count: `12` and, as spreadsheets leave it, `12.0`; `12.5` is not read. #}
{% macro parse_count(text) -%}
    {%- set number = parse_number(text, 'decimal(18, 2)') -%}
    case when {{ number }} = floor({{ number }}) then cast({{ number }} as bigint) end
{%- endmacro %}

{# How many cells of a row hold a text that cannot be read as what its column holds. #}
{% macro unread_cells(dates=[], timestamps=[], counts=[], numbers=[]) -%}
    {%- set readings = [] -%}
    {%- for text in dates %}{% do readings.append([text, parse_date(text)]) %}{% endfor -%}
    {%- for text in timestamps -%}
        {%- do readings.append([text, parse_timestamp(text)]) -%}
    {%- endfor -%}
    {%- for text in counts %}{% do readings.append([text, parse_count(text)]) %}{% endfor -%}
    {%- for text in numbers -%}
        {%- do readings.append([text, parse_number(text, 'decimal(18, 2)')]) -%}
    {%- endfor -%}
    {%- for text, reading in readings %}
    case when {{ clean_text(text) }} is not null and {{ reading }} is null then 1 else 0 end
    {{- ' +' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
