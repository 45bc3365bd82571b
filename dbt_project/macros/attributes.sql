{# Programme vocabulary that is written in SQL once: portable, so not dispatched. #}

{# Sex as written in case exports; anything that is not on the list is unknown, never guessed. #}
{% macro sex_of(text) -%}
    case
        when {{ normalised(text) }} in ('male', 'm', 'man', 'পুরুষ') then 'men'
        when {{ normalised(text) }} in ('female', 'f', 'woman', 'মহিলা') then 'women'
        else 'unknown'
    end
{%- endmacro %}

{#
    Origin by membership of the European Union on the return date. A country that has left it needs
    that date; without one, a present member counts as such.
#}
{% macro origin_of(country, member_from, member_until, return_date) -%}
    case
        when {{ country }} is null then 'unknown'
        when {{ member_from }} is null then 'non_eu'
        when {{ return_date }} is null and {{ member_until }} is not null then 'unknown'
        when {{ return_date }} is null then 'eu'
        when {{ return_date }} < {{ member_from }} or {{ return_date }} > {{ member_until }}
            then 'non_eu'
        else 'eu'
    end
{%- endmacro %}

{# A case or service row is superseded by a later delivery's; a baseline precedes all months. #}
{% macro latest_delivery_first() -%}
    is_baseline, delivery_month desc, source_file_id, row_number
{%- endmacro %}

{# The period of the registry's month basis that a bulletin's "month" means. #}
{% macro period_of(printed_period, month_basis) -%}
    case
        when {{ printed_period }} = 'cumulative' then 'cumulative'
        when {{ month_basis }} = 'served' then 'month_served'
        else 'month_new'
    end
{%- endmacro %}
