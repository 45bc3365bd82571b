{{ config(severity='warn', meta={
    'check_id': 'every_dmcc_meeting_names_its_district', 'target': 'fct_events',
    'dagster': {'ref': {'name': 'fct_events'}},
}) }}

with meetings as (
    select
        *,
        concat_ws('/', source_file_id, row_number) as reference_text
    from {{ ref('fct_events') }}
    where event_type = 'dmcc_meeting'
)

select
    'every_dmcc_meeting_names_its_district' as rule,
    count(*) as evaluated,
    coalesce(sum(case when district_pcode is null then 1 else 0 end), 0) as failed,
    {{ sample_of('reference_text', 'district_pcode is null') }} as row_references
from meetings
