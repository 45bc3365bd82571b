{{ config(meta={
    'check_id': 'effects_of_identity_are_persons_less_cases', 'target': 'fct_identity_effects',
    'dagster': {'ref': {'name': 'fct_identity_effects'}},
}) }}

-- Counts every case again, as if it were a person of its own: new in its first month, served in
-- each month.
with case_dates as (
    select
        dates.centre_code,
        dates.case_id,
        cases.sex,
        cases.origin,
        wholes.counted_as as indicator_code,
        {{ month_start('dates.counting_date') }} as month
    from {{ ref('int_case_dates') }} as dates
    inner join {{ ref('int_cases') }} as cases
        on dates.centre_code = cases.centre_code and dates.case_id = cases.case_id
    inner join {{ ref('int_indicator_wholes') }} as wholes
        on dates.indicator_code = wholes.indicator_code
    cross join {{ ref('stg_run_parameters') }} as parameters
    where dates.counting_date <= parameters.last_date
),

figures as (
    select figures.*
    from {{ ref('fct_indicator_values') }} as figures
    inner join {{ ref('dim_indicators') }} as indicators
        on figures.indicator_code = indicators.indicator_code and indicators.unit = 'persons'
),

case_months as (
    select
        centre_code,
        case_id,
        'month_new' as period,
        indicator_code,
        sex,
        origin,
        min(month) as month
    from case_dates
    group by centre_code, case_id, indicator_code, sex, origin

    union all

    select distinct
        centre_code,
        case_id,
        'month_served',
        indicator_code,
        sex,
        origin,
        month
    from case_dates
),

-- The figures of cases plus the effects of identity are the figures of persons.
addends as (
    select
        case_months.period,
        members.indicator_code,
        members.dimension,
        members.member,
        case_months.month,
        count(*) as value
    from case_months
    inner join {{ ref('int_indicator_members') }} as members
        on
            case_months.indicator_code = members.indicator_code
            and members.member
            = {{ member_of('members.dimension', 'case_months.sex', 'case_months.origin') }}
    group by
        case_months.period, members.indicator_code, members.dimension, members.member,
        case_months.month

    union all

    select
        period,
        indicator_code,
        dimension,
        member,
        reporting_month,
        sum(effect)
    from {{ ref('fct_identity_effects') }}
    group by period, indicator_code, dimension, member, reporting_month
),

recounted as (
    select
        figures.period,
        concat_ws(
            '/', figures.reporting_month, figures.indicator_code, figures.dimension, figures.member
        ) as reference_text,
        figures.value = coalesce(sum(addends.value), 0) as is_explained
    from figures
    left join addends
        on
            figures.indicator_code = addends.indicator_code
            and figures.dimension = addends.dimension
            and figures.member = addends.member
            and case figures.period
                when 'cumulative'
                    then addends.period = 'month_new' and figures.reporting_month >= addends.month
                else figures.period = addends.period and figures.reporting_month = addends.month
            end
    group by figures.period, reference_text, figures.value
)

select
    concat('effects_of_identity_are_persons_less_cases:', listed.period) as rule,
    count(recounted.period) as evaluated,
    sum(case when not recounted.is_explained then 1 else 0 end) as failed,
    {{ sample_of('recounted.reference_text', 'not recounted.is_explained') }} as row_references
from {{ inline_rows('period', ['cumulative', 'month_new', 'month_served']) }}
left join recounted on listed.period = recounted.period
group by listed.period
