{{ config(meta={
    'check_id': 'the_first_service_was_given_by_the_first_centre',
    'target': 'fct_unique_beneficiaries', 'dagster': {'ref': {'name': 'fct_unique_beneficiaries'}},
}) }}

with persons as (
    select * from {{ ref('fct_unique_beneficiaries') }}
),

services as (
    select services.*
    from {{ ref('fct_assistance') }} as services
    inner join {{ ref('int_indicator_wholes') }} as wholes
        on services.indicator_code = wholes.indicator_code
    where services.is_counted and wholes.counted_as = 'unique_beneficiaries'
),

-- The centre is looked up again from the first date that the qualifications give.
centres as (
    select
        persons.person_id,
        persons.first_centre_code,
        min(services.centre_code) as centre_code
    from persons
    left join services
        on
            persons.person_id = services.person_id
            and persons.first_assisted_on = services.start_date
    group by persons.person_id, persons.first_centre_code
),

judged as (
    select
        person_id,
        coalesce(first_centre_code = centre_code, false) as is_right
    from centres
)

select
    'the_first_service_was_given_by_the_first_centre' as rule,
    count(*) as evaluated,
    coalesce(sum(case when not is_right then 1 else 0 end), 0) as failed,
    {{ sample_of('person_id', 'not is_right') }} as row_references
from judged
