{{ config(severity='warn', meta={
    'check_id': 'every_record_has_something_to_match_on', 'target': 'bridge_beneficiary_cases',
    'dagster': {'ref': {'name': 'bridge_beneficiary_cases'}},
}) }}

with cases as (
    select
        is_matchable,
        concat_ws('/', source_file_id, row_number) as reference_text
    from {{ ref('bridge_beneficiary_cases') }}
)

select
    'every_record_has_something_to_match_on' as rule,
    count(*) as evaluated,
    coalesce(sum(case when not is_matchable then 1 else 0 end), 0) as failed,
    {{ sample_of('reference_text', 'not is_matchable') }} as row_references
from cases
