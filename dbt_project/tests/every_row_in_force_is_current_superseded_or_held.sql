{{ config(meta={
    'check_id': 'every_row_in_force_is_current_superseded_or_held', 'target': 'int_cases',
    'dagster': {'ref': {'name': 'int_services'}},
}) }}

-- A row is accounted for once: it is held back, or its key has one current row, its own or one that
-- supersedes it. A day of reach without a figure supersedes nothing and needs no current row.
{% set subjects = {
    'returnees': ['stg_returnees', 'int_cases', ['centre_code', 'case_id']],
    'assistance': ['stg_assistance', 'int_services', ['centre_code', 'service_id']],
    'events': ['stg_events', 'int_events', ['event_id']],
    'social_reach': ['stg_social_reach', 'int_social_reach', ['channel', 'date']],
    'communications': ['stg_communications', 'int_communications', ['kind', 'item_id']],
} %}

with held as (
    select distinct
        source_file_id,
        table_name,
        row_number
    from {{ ref('int_held_rows') }}
),

{% for table, (staged, current, key) in subjects.items() %}
{{ table }}_current as (
    select
        {{ key | join(', ') }},
        count(*) as matches
    from {{ ref(current) }}
    group by {{ key | join(', ') }}
),

{{ table }}_accounted as (
    select
        '{{ table }}' as table_name,
        concat_ws('/', staged.source_file_id, staged.row_number) as reference_text,
        case
            when held.row_number is null then coalesce(key_row.matches, 0)
            when current_row.row_number is null then 1
            else 2
        end as accounts
    from {{ ref(staged) }} as staged
    left join held
        on
            held.table_name = '{{ table }}'
            and staged.source_file_id = held.source_file_id
            and staged.row_number = held.row_number
    left join {{ table }}_current as key_row
        on
            {% for column in key %}staged.{{ column }} = key_row.{{ column }}
            {{- ' and ' if not loop.last }}{% endfor %}
    left join {{ ref(current) }} as current_row
        on
            staged.source_file_id = current_row.source_file_id
            and staged.row_number = current_row.row_number
    {% if table == 'social_reach' %}where staged.reach is not null{% endif %}
),

{% endfor %}
accounted as (
    {% for table in subjects %}
    select * from {{ table }}_accounted
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

tables as (
    select table_name from {{ inline_rows('table_name', subjects.keys()) }}
)

select
    concat('every_row_in_force_is_current_superseded_or_held:', tables.table_name) as rule,
    count(accounted.accounts) as evaluated,
    sum(case when accounted.accounts <> 1 then 1 else 0 end) as failed,
    {{ sample_of('accounted.reference_text', 'accounted.accounts <> 1') }} as row_references
from tables
left join accounted on tables.table_name = accounted.table_name
group by tables.table_name
