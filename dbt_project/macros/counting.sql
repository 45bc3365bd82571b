{#
    What a qualification adds to, written once for figures, restatements and traces. Which rows
    qualify, and which of them is the first, is said by the models from `int_case_dates` to
    `fct_qualifications`.
#}

{# Whether a row counts as new: a subject is new to its indicator once, a sum adds everything up. #}
{% macro counts_as_new(is_first, month_basis) -%}
    ({{ is_first }} or {{ month_basis }} = 'sum')
{%- endmacro %}

{# What a period takes of a row: what is served in the month, or else what is new. #}
{% macro taken_by_period(period, new, served) -%}
    case {{ period }} when 'month_served' then {{ served }} else {{ new }} end
{%- endmacro %}

{# Whether a period of a reporting month takes what counts in a month. #}
{% macro is_in_period(period, reporting_month, counting_month) -%}
    (
        {{ counting_month }} = {{ reporting_month }}
        or ({{ period }} = 'cumulative' and {{ counting_month }} < {{ reporting_month }})
    )
{%- endmacro %}

{# The member of a dimension that a row belongs to, as `int_indicator_members` names it. #}
{% macro member_of(dimension, sex, origin, platform='null') -%}
    case {{ dimension }}
        when 'total' then 'all'
        when 'sex' then coalesce({{ sex }}, 'unknown')
        when 'origin' then coalesce({{ origin }}, 'unknown')
        when 'origin_sex'
            then concat(coalesce({{ origin }}, 'unknown'), '|', coalesce({{ sex }}, 'unknown'))
        when 'platform' then {{ platform }}
    end
{%- endmacro %}
