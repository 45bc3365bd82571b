{{ config(meta={
    'check_id': 'every_later_case_is_joined_to_another_case_of_its_person',
    'target': 'stg_person_links', 'dagster': {'ref': {'name': 'stg_person_links'}},
}) }}

with links as (
    select * from {{ ref('stg_person_links') }}
),

joined as (
    select
        concat_ws('/', later.centre_code, later.case_id) as reference_text,
        coalesce(later.person_id = others.person_id, false) as is_joined
    from links as later
    left join links as others
        on
            later.joined_to_centre_code = others.centre_code
            and later.joined_to_case_id = others.case_id
            and not (
                later.centre_code = others.centre_code and later.case_id = others.case_id
            )
    where later.joined_by <> 'first'
)

select
    'every_later_case_is_joined_to_another_case_of_its_person' as rule,
    count(*) as evaluated,
    coalesce(sum(case when not is_joined then 1 else 0 end), 0) as failed,
    {{ sample_of('reference_text', 'not is_joined') }} as row_references
from joined
