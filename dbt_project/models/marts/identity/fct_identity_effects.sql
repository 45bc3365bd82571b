with case_months as (
    select * from {{ ref('int_case_months') }}
),

joined_persons as (
    select * from {{ ref('int_joined_persons') }}
),

person_months as (
    select * from {{ ref('fct_qualifications') }}
    where subject_type = 'person' and is_first_in_month
),

members as (
    select * from {{ ref('int_indicator_members') }}
),

-- What counts without deduplication (each case with its own sex and origin), and what does with it.
counted as (
    select
        person_id,
        indicator_code,
        counting_month,
        sex,
        origin,
        is_first,
        1 as of_cases,
        0 as of_person
    from case_months

    union all

    select
        joined_persons.person_id,
        person_months.indicator_code,
        person_months.counting_month,
        person_months.sex,
        person_months.origin,
        person_months.is_first,
        0,
        1
    from person_months
    inner join joined_persons on person_months.subject_id = joined_persons.person_id
),

by_member as (
    select
        counted.person_id,
        counted.counting_month,
        members.indicator_code,
        members.dimension,
        members.member,
        sum(case when counted.is_first then counted.of_cases else 0 end) as new_cases,
        sum(case when counted.is_first then counted.of_person else 0 end) as new_persons,
        sum(counted.of_cases) as served_cases,
        sum(counted.of_person) as served_persons
    from counted
    inner join members
        on
            counted.indicator_code = members.indicator_code
            and members.member
            = {{ member_of('members.dimension', 'counted.sex', 'counted.origin') }}
    group by 1, 2, 3, 4, 5
),

cells as (
    select
        by_member.*,
        'month_new' as period,
        by_member.new_cases as value_of_cases,
        by_member.new_persons as value_of_person
    from by_member

    union all

    select
        by_member.*,
        'month_served',
        by_member.served_cases,
        by_member.served_persons
    from by_member
)

select
    cells.person_id,
    joined_persons.cases,
    joined_persons.joined_by,
    joined_persons.match_weight,
    cells.counting_month as reporting_month,
    cells.indicator_code,
    cells.dimension,
    cells.member,
    cells.period,
    cast(cells.value_of_cases as bigint) as value_of_cases,
    cast(cells.value_of_person as bigint) as value_of_person,
    cast(cells.value_of_person - cells.value_of_cases as bigint) as effect
from cells
inner join joined_persons on cells.person_id = joined_persons.person_id
where cells.value_of_person <> cells.value_of_cases
