{{ config(meta={
    'check_id': 'the_links_of_a_person_form_a_tree',
    'target': 'stg_person_links', 'dagster': {'ref': {'name': 'stg_person_links'}},
}) }}

-- A case is joined to at most one other. The links therefore form a tree if every case can be
-- reached from the person's first case. Cases that are joined in a circle cannot.
with recursive links as (
    select * from {{ ref('stg_person_links') }}
),

persons as (
    select
        person_id,
        count(*) as cases
    from links
    group by person_id
),

-- A path in a tree has no more steps than the person has cases: this limit ends every walk.
walk as (
    select
        person_id,
        centre_code,
        case_id,
        1 as steps
    from links
    where joined_by = 'first'

    union all

    select
        links.person_id,
        links.centre_code,
        links.case_id,
        walk.steps + 1 as steps
    from walk
    inner join persons on walk.person_id = persons.person_id and walk.steps < persons.cases
    inner join links
        on
            walk.person_id = links.person_id
            and walk.centre_code = links.joined_to_centre_code
            and walk.case_id = links.joined_to_case_id
),

reached as (
    select distinct
        centre_code,
        case_id
    from walk
),

judged as (
    select
        concat_ws('/', links.centre_code, links.case_id) as reference_text,
        reached.case_id is not null as is_reached
    from links
    left join reached
        on links.centre_code = reached.centre_code and links.case_id = reached.case_id
)

select
    'the_links_of_a_person_form_a_tree' as rule,
    count(*) as evaluated,
    coalesce(sum(case when not is_reached then 1 else 0 end), 0) as failed,
    {{ sample_of('reference_text', 'not is_reached') }} as row_references
from judged
