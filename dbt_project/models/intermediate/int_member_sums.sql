-- Members add up to what they are members of, in every period.
with cells as (
    select * from {{ ref('int_figure_cells') }}
),

members as (
    select * from {{ ref('int_indicator_members') }}
),

-- The members of a split, and of a row and a column of origin by sex, with what they add up to.
splits as (
    select
        indicator_code,
        dimension,
        member,
        'total' as whole_dimension,
        'all' as whole_member,
        member = 'unknown' as is_optional
    from members
    where dimension in ('sex', 'origin', 'platform')

    union all

    select
        parts.indicator_code,
        parts.dimension,
        parts.member,
        wholes.dimension as whole_dimension,
        wholes.member as whole_member,
        parts.member in (concat('unknown|', wholes.member), concat(wholes.member, '|unknown'))
    from members as parts
    inner join members as wholes
        on
            parts.indicator_code = wholes.indicator_code
            and parts.dimension = 'origin_sex'
            and (
                wholes.dimension = 'sex' and parts.member like concat('%|', wholes.member)
                or wholes.dimension = 'origin' and parts.member like concat(wholes.member, '|%')
            )
),

-- A printed split may leave out its unknowns; with another member missing it cannot be judged.
split_sizes as (
    select
        indicator_code,
        dimension,
        whole_dimension,
        whole_member,
        sum(case when is_optional then 0 else 1 end) as needed
    from splits
    group by 1, 2, 3, 4
),

member_sums as (
    select
        cells.figures,
        cells.reporting_month,
        cells.indicator_code,
        cells.dimension,
        cells.period,
        splits.whole_dimension,
        splits.whole_member,
        sum(cells.value) as value,
        sum(case when splits.is_optional then 0 else 1 end) as given
    from cells
    inner join splits
        on
            cells.indicator_code = splits.indicator_code
            and cells.dimension = splits.dimension
            and cells.member = splits.member
    group by 1, 2, 3, 4, 5, 6, 7
)

select
    wholes.figures,
    'member_sum' as rule,
    wholes.reporting_month,
    wholes.indicator_code,
    cast(null as {{ dbt.type_string() }}) as other_code,
    member_sums.dimension,
    member_sums.whole_dimension,
    wholes.member,
    wholes.period,
    wholes.value as left_value,
    member_sums.value as right_value,
    wholes.value = member_sums.value as holds,
    'whole differs from the sum of its members' as finding
from member_sums
inner join split_sizes
    on
        member_sums.indicator_code = split_sizes.indicator_code
        and member_sums.dimension = split_sizes.dimension
        and member_sums.whole_dimension = split_sizes.whole_dimension
        and member_sums.whole_member = split_sizes.whole_member
        and member_sums.given = split_sizes.needed
inner join cells as wholes
    on
        member_sums.indicator_code = wholes.indicator_code
        and member_sums.whole_dimension = wholes.dimension
        and member_sums.whole_member = wholes.member
        and {{ same_figure('member_sums', 'wholes', ['period']) }}
