{{ config(severity='warn', meta={
    'check_id': 'persons_have_no_conflicting_attributes', 'target': 'dim_beneficiaries',
    'dagster': {'ref': {'name': 'dim_beneficiaries'}},
}) }}

with persons as (
    select * from {{ ref('dim_beneficiaries') }}
)

{% for attribute in ['sex', 'origin', 'district'] %}
select
    'persons_have_no_conflicting_attributes:{{ attribute }}' as rule,
    count(*) as evaluated,
    coalesce(sum(case when has_{{ attribute }}_conflict then 1 else 0 end), 0) as failed,
    {{ sample_of('person_id', 'has_' ~ attribute ~ '_conflict') }} as row_references
from persons
{{ 'union all' if not loop.last }}
{% endfor %}
