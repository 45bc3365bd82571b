{{ config(meta={
    'check_id': 'persons_figures_recount_from_distinct_subjects', 'target': 'fct_indicator_values',
    'dagster': {'ref': {'name': 'fct_indicator_values'}},
}) }}

-- Counts subjects again without is_first: by the earliest date of each, and distinct in each month.
with qualifications as (
    select * from {{ ref('fct_qualifications') }}
),

figures as (
    select figures.*
    from {{ ref('fct_indicator_values') }} as figures
    inner join {{ ref('dim_indicators') }} as indicators
        on figures.indicator_code = indicators.indicator_code
    where indicators.month_basis <> 'sum' and figures.dimension = 'total'
),

first_months as (
    select
        indicator_code,
        subject_id,
        {{ month_start('min(counting_date)') }} as first_month
    from qualifications
    group by indicator_code, subject_id
),

news as (
    select
        indicator_code,
        first_month as month,
        count(*) as subjects
    from first_months
    group by indicator_code, first_month
),

served as (
    select
        indicator_code,
        {{ month_start('counting_date') }} as month,
        count(distinct subject_id) as subjects
    from qualifications
    group by indicator_code, {{ month_start('counting_date') }}
),

recounted as (
    select
        figures.indicator_code,
        figures.reporting_month,
        figures.period,
        figures.value,
        coalesce(sum(news.subjects), 0) as subjects
    from figures
    left join news
        on
            figures.indicator_code = news.indicator_code
            and (
                figures.reporting_month = news.month
                or figures.period = 'cumulative' and figures.reporting_month > news.month
            )
    where figures.period <> 'month_served'
    group by
        figures.indicator_code, figures.reporting_month, figures.period, figures.value

    union all

    select
        figures.indicator_code,
        figures.reporting_month,
        figures.period,
        figures.value,
        coalesce(served.subjects, 0)
    from figures
    left join served
        on
            figures.indicator_code = served.indicator_code
            and figures.reporting_month = served.month
    where figures.period = 'month_served'
),

judged as (
    select
        listed.period,
        concat_ws('/', recounted.reporting_month, recounted.indicator_code) as reference_text,
        recounted.value = recounted.subjects as is_right
    from {{ inline_rows('period', ['cumulative', 'month_new', 'month_served']) }}
    left join recounted on listed.period = recounted.period
)

select
    concat('persons_figures_recount_from_distinct_subjects:', period) as rule,
    count(is_right) as evaluated,
    sum(case when not is_right then 1 else 0 end) as failed,
    {{ sample_of('reference_text', 'not is_right') }} as row_references
from judged
group by period
