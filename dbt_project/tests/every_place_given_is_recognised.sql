{{ config(severity='warn', meta={
    'check_id': 'every_place_given_is_recognised', 'target': 'int_cases',
    'dagster': {'ref': {'name': 'int_events'}},
}) }}

{% set places = {
    'district': ['int_cases', 'stg_returnees', 'district_key', 'district_pcode'],
    'country_of_return': ['int_cases', 'stg_returnees', 'country_key', 'country_code'],
    'event_district': ['int_events', 'stg_events', 'district_key', 'district_pcode'],
} %}

{% for place, (current, staged, key, code) in places.items() %}
select
    'every_place_given_is_recognised:{{ place }}' as rule,
    count(staged.{{ key }}) as evaluated,
    coalesce(
        sum(
            case
                when staged.{{ key }} is not null and current_rows.{{ code }} is null then 1 else 0
            end
        ), 0
    ) as failed,
    {{ sample_of(
        "concat_ws('/', staged.source_file_id, staged.row_number)",
        'staged.' ~ key ~ ' is not null and current_rows.' ~ code ~ ' is null'
    ) }} as row_references
from {{ ref(current) }} as current_rows
inner join {{ ref(staged) }} as staged
    on
        current_rows.source_file_id = staged.source_file_id
        and current_rows.row_number = staged.row_number
{{ 'union all' if not loop.last }}
{% endfor %}
