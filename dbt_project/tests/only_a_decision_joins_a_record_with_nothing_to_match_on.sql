{{ config(meta={
    'check_id': 'only_a_decision_joins_a_record_with_nothing_to_match_on',
    'target': 'stg_person_links', 'dagster': {'ref': {'name': 'stg_person_links'}},
}) }}

with links as (
    select * from {{ ref('stg_person_links') }}
),

joined as (
    select
        concat_ws('/', later.centre_code, later.case_id) as reference_text,
        later.joined_by = 'decision'
        or (later.is_matchable and others.is_matchable) as is_grounded
    from links as later
    inner join links as others
        on
            later.joined_to_centre_code = others.centre_code
            and later.joined_to_case_id = others.case_id
)

select
    'only_a_decision_joins_a_record_with_nothing_to_match_on' as rule,
    count(*) as evaluated,
    coalesce(sum(case when not is_grounded then 1 else 0 end), 0) as failed,
    {{ sample_of('reference_text', 'not is_grounded') }} as row_references
from joined
