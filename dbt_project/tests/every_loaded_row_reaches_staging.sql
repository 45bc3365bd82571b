{{ config(meta={
    'check_id': 'every_loaded_row_reaches_staging', 'target': 'stg_source_files',
    'dagster': {'ref': {'name': 'stg_events'}},
}) }}

with ledger as (
    select
        source_file_id,
        table_name,
        rows_loaded
    from {{ ref('stg_source_files') }}
    where is_in_force and table_name in (
        'returnees', 'assistance', 'facebook_reach', 'youtube_reach', 'other_reach', 'events',
        'products', 'news', 'published_figures'
    )
),

staged as (
    {% for table in ['returnees', 'assistance', 'events', 'published_figures'] %}
    select
        source_file_id,
        '{{ table }}' as table_name
    from {{ ref('stg_' ~ table) }}
    union all
    {% endfor %}
    select
        source_file_id,
        table_name
    from {{ ref('stg_social_reach') }}
    union all
    select
        source_file_id,
        table_name
    from {{ ref('stg_communications') }}
),

counted as (
    select
        source_file_id,
        table_name,
        count(*) as rows_staged
    from staged
    group by source_file_id, table_name
),

compared as (
    select
        coalesce(ledger.source_file_id, counted.source_file_id) as source_file_id,
        ledger.rows_loaded,
        abs(coalesce(ledger.rows_loaded, 0) - coalesce(counted.rows_staged, 0)) as rows_astray
    from ledger
    full outer join counted
        on
            ledger.source_file_id = counted.source_file_id
            and ledger.table_name = counted.table_name
)

select
    'every_loaded_row_reaches_staging' as rule,
    coalesce(sum(rows_loaded), 0) as evaluated,
    coalesce(sum(rows_astray), 0) as failed,
    {{ sample_of('source_file_id', 'rows_astray > 0') }} as row_references
from compared
