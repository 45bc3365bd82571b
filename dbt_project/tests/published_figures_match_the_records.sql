{{ config(severity='warn', meta={
    'check_id': 'published_figures_match_the_records', 'target': 'fct_reconciliation',
    'dagster': {'ref': {'name': 'fct_reconciliation'}},
}) }}

with reconciliation as (
    select
        *,
        concat_ws('/', reporting_month, indicator_code, dimension, member, period)
            as reference_text
    from {{ ref('fct_reconciliation') }}
)

select
    'published_figures_match_the_records' as rule,
    count(*) as evaluated,
    coalesce(sum(case when status <> 'matched' then 1 else 0 end), 0) as failed,
    {{ sample_of('reference_text', "status <> 'matched'") }} as row_references
from reconciliation
