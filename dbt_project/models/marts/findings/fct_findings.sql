with invariants as (
    select * from {{ ref('int_invariants') }}
    where not holds
),

statements as (
    select * from {{ ref('stg_published_figures') }}
),

printed as (
    select * from {{ ref('fct_published_figures') }}
),

-- What an earlier bulletin printed for a figure that a later one printed differently; several may
-- have printed the same.
restated as (
    select distinct
        'published' as figures,
        'restated' as rule,
        printed.reporting_month,
        printed.indicator_code,
        cast(null as {{ dbt.type_string() }}) as other_code,
        printed.dimension,
        cast(null as {{ dbt.type_string() }}) as whole_dimension,
        printed.member,
        printed.printed_period as period,
        statements.value as left_value,
        printed.value as right_value,
        'a later bulletin prints another value' as finding
    from statements
    inner join printed
        on
            statements.reporting_month = printed.reporting_month
            and statements.indicator_code = printed.indicator_code
            and statements.dimension = printed.dimension
            and statements.member = printed.member
            and statements.printed_period = printed.printed_period
    where statements.value <> printed.value
)

select
    figures,
    rule,
    reporting_month,
    indicator_code,
    other_code,
    dimension,
    whole_dimension,
    member,
    period,
    cast(left_value as bigint) as left_value,
    cast(right_value as bigint) as right_value,
    finding
from invariants

union all

select * from restated
