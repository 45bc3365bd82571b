{{ config(severity='warn', meta={
    'check_id': 'no_row_is_held', 'target': 'int_held_rows',
    'dagster': {'ref': {'name': 'int_held_rows'}},
}) }}

with held as (
    select
        *,
        concat_ws('/', source_file_id, row_number) as reference_text
    from {{ ref('int_held_rows') }}
),

judged as (
    select
        'unknown_case' as rule,
        count(*) as evaluated
    from {{ ref('stg_assistance') }}

    union all

    select
        'after_baseline',
        count(*)
    from (
        select is_baseline from {{ ref('stg_returnees') }}
        union all
        select is_baseline from {{ ref('stg_assistance') }}
    ) as records
    where is_baseline
)

select
    concat('no_row_is_held:', judged.rule) as rule,
    judged.evaluated,
    count(held.rule) as failed,
    {{ sample_of('held.reference_text', 'held.rule is not null') }} as row_references
from judged
left join held on judged.rule = held.rule
group by judged.rule, judged.evaluated
