{#
    Dates as the field types them: DD/MM/YYYY, YYYY-MM-DD, or an ISO timestamp, of which the date
    stays (the hour of Meta's is an artefact). Anything else is null.
#}
{% macro parse_date(text) %}{{- adapter.dispatch('parse_date')(text) -}}{% endmacro %}

{% macro duckdb__parse_date(text) -%}
    {%- set given = clean_text(text) -%}
    cast(
        coalesce(
            try_strptime({{ given }}, '%d/%m/%Y'),
            try_strptime(regexp_extract({{ given }}, '^(\S{10})([T ].*)?$', 1), '%Y-%m-%d')
        ) as date
    )
{%- endmacro %}

{% macro spark__parse_date(text) -%}
    {%- set given = clean_text(text) -%}
    cast(
        coalesce(
            try_to_timestamp({{ given }}, 'd/M/yyyy'),
            try_to_timestamp(regexp_extract({{ given }}, '^(\\S{10})([T ].*)?$', 1), 'yyyy-MM-dd')
        ) as date
    )
{%- endmacro %}

{# A timestamp without a zone, as KoboToolbox writes it (UTC). #}
{% macro parse_timestamp(text) %}{{- adapter.dispatch('parse_timestamp')(text) -}}{% endmacro %}

{% macro duckdb__parse_timestamp(text) -%}
    try_cast(replace({{ clean_text(text) }}, 'T', ' ') as timestamp)
{%- endmacro %}

{% macro spark__parse_timestamp(text) -%}
    try_cast(replace({{ clean_text(text) }}, 'T', ' ') as timestamp)
{%- endmacro %}

{# The date that a clock in the zone shows at an instant given in UTC without a zone. #}
{% macro local_date(utc_timestamp, time_zone) %}
    {{- adapter.dispatch('local_date')(utc_timestamp, time_zone) -}}
{% endmacro %}

{% macro duckdb__local_date(utc_timestamp, time_zone) -%}
    cast(timezone({{ time_zone }}, timezone('UTC', {{ utc_timestamp }})) as date)
{%- endmacro %}

{% macro spark__local_date(utc_timestamp, time_zone) -%}
    cast(from_utc_timestamp({{ utc_timestamp }}, {{ time_zone }}) as date)
{%- endmacro %}

{% macro month_start(date) -%}
    cast(date_trunc('month', {{ date }}) as date)
{%- endmacro %}

{% macro add_months(date, months) %}
    {{- adapter.dispatch('add_months')(date, months) -}}
{% endmacro %}

{% macro duckdb__add_months(date, months) -%}
    cast({{ date }} + to_months({{ months }}) as date)
{%- endmacro %}

{% macro spark__add_months(date, months) -%}
    add_months({{ date }}, {{ months }})
{%- endmacro %}

{% macro month_label(date) %}{{- adapter.dispatch('month_label')(date) -}}{% endmacro %}

{% macro duckdb__month_label(date) -%}
    strftime({{ date }}, '%Y-%m')
{%- endmacro %}

{% macro spark__month_label(date) -%}
    date_format({{ date }}, 'yyyy-MM')
{%- endmacro %}

{# A row for each first day of a month, both ends included; to be used alone in a select. #}
{% macro month_rows(first_month, last_month) %}
    {{- adapter.dispatch('month_rows')(first_month, last_month) -}}
{% endmacro %}

{% macro duckdb__month_rows(first_month, last_month) -%}
    cast(
        unnest(generate_series({{ first_month }}, {{ last_month }}, interval 1 month)) as date
    )
{%- endmacro %}

{% macro spark__month_rows(first_month, last_month) -%}
    explode(sequence({{ first_month }}, {{ last_month }}, interval 1 month))
{%- endmacro %}
