-- The number of persons now, and of records that would be together with other records than now.
-- Reads: present, vault.clusters (input).
-- Makes: the result.
with sides as (
    select
        present.record,
        present.cluster as now,
        clusters.cluster as afterwards
    from present
    inner join vault.clusters as clusters on present.record = clusters.record
),

compared as (
    select
        now,
        count(*) over (partition by now) as together_now,
        count(*) over (partition by afterwards) as together_afterwards,
        count(*) over (partition by now, afterwards) as together_in_both
    from sides
)

select
    count(distinct now) as persons_now,
    count(*) filter (where together_afterwards > together_in_both) as joined,
    count(*) filter (where together_now > together_in_both) as parted
from compared
