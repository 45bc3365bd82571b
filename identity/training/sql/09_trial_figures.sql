-- One row per indicator of persons: how many it counts by the clusters of now, and by the others.
-- Reads: memory.counting.int_case_dates (common/counting.py),
-- memory.counting.int_indicator_wholes (common/counting.py), vault.records (input), present,
-- vault.clusters (input).
-- Makes: the result.
select
    wholes.counted_as as indicator_code,
    count(distinct present.cluster) as now,
    count(distinct clusters.cluster) as afterwards,
    count(distinct clusters.cluster) - count(distinct present.cluster) as difference
from memory.counting.int_case_dates as dates
inner join memory.counting.int_indicator_wholes as wholes
    on dates.indicator_code = wholes.indicator_code
inner join vault.records as records
    on dates.centre_code = records.centre_code and dates.case_id = records.case_id
inner join present on records.record = present.record
inner join vault.clusters as clusters on records.record = clusters.record
group by wholes.counted_as
order by wholes.counted_as
