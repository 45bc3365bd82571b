{{ config(severity='warn', meta={
    'check_id': 'no_figure_is_printed_in_two_ways', 'target': 'fct_published_figures',
    'dagster': {'ref': {'name': 'stg_published_figures'}},
}) }}

with printed as (
    select
        concat_ws('/', reporting_month, indicator_code, dimension, member, printed_period)
            as reference_text,
        count(distinct value) as printed_values
    from {{ ref('stg_published_figures') }}
    group by 1
)

select
    'no_figure_is_printed_in_two_ways' as rule,
    count(*) as evaluated,
    coalesce(sum(case when printed_values > 1 then 1 else 0 end), 0) as failed,
    {{ sample_of('reference_text', 'printed_values > 1') }} as row_references
from printed
