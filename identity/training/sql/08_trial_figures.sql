-- One row per indicator of persons: how many it counts by the clusters of now, and by the others.
-- Reads: release.marts.dim_indicators (input), release.marts.fct_assistance (input),
-- release.marts.fct_screenings (input), vault.records (input), present, vault.clusters (input).
-- Makes: the result.
with recursive wholes as (
    select
        indicator_code,
        indicator_code as counted_as
    from release.marts.dim_indicators
    where unit = 'persons'
    union
    select
        wholes.indicator_code,
        indicators.part_of
    from wholes
    inner join release.marts.dim_indicators as indicators
        on wholes.counted_as = indicators.indicator_code
    where indicators.part_of is not null
),

proven as (
    select
        centre_code,
        case_id,
        indicator_code
    from release.marts.fct_assistance
    where is_counted
    union
    select
        centre_code,
        case_id,
        'counselling_completed'
    from release.marts.fct_assistance
    where
        is_counted
        and indicator_code = 'counselling_enrolled'
        and status = 'completed'
        and completion_date is not null
    union
    select
        centre_code,
        case_id,
        'screened'
    from release.marts.fct_screenings
    where screened_on is not null
    union
    select
        centre_code,
        case_id,
        'plan_developed'
    from release.marts.fct_screenings
    where plan_developed_on is not null
)

select
    wholes.counted_as as indicator_code,
    count(distinct present.cluster) as now,
    count(distinct clusters.cluster) as afterwards,
    count(distinct clusters.cluster) - count(distinct present.cluster) as difference
from proven
inner join wholes on proven.indicator_code = wholes.indicator_code
inner join vault.records as records
    on proven.centre_code = records.centre_code and proven.case_id = records.case_id
inner join present on records.record = present.record
inner join vault.clusters as clusters on records.record = clusters.record
group by wholes.counted_as
order by wholes.counted_as
