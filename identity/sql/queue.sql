-- One row a pair that a reviewer should see: it is in the grey zone, nobody decided about it, and
-- its records are in two clusters, or in one that falls apart without it.
--
-- Two persons are asked about once, by their strongest pair, and not at all if a reviewer has
-- decided that a record of the one is not the other.
with between_persons as (
    select grey.*
    from grey
    where
        grey.cluster_l <> grey.cluster_r
        and not exists (
            select 1 from kept_apart
            where
                kept_apart.cluster_l = least(grey.cluster_l, grey.cluster_r)
                and kept_apart.cluster_r = greatest(grey.cluster_l, grey.cluster_r)
        )
    qualify
        row_number() over (
            partition by
                least(grey.cluster_l, grey.cluster_r), greatest(grey.cluster_l, grey.cluster_r)
            order by grey.match_weight desc, grey.record_l asc, grey.record_r asc
        ) = 1
),

asked as (
    select
        record_l,
        record_r,
        match_weight,
        false as joined_now
    from between_persons

    union all

    select
        record_l,
        record_r,
        match_weight,
        true
    from only_links
)

select
    one.source_record_id as record_a,
    other.source_record_id as record_b,
    asked.match_weight,
    asked.joined_now
from asked
inner join vault.records as one on asked.record_l = one.record
inner join vault.records as other on asked.record_r = other.record
order by asked.record_l, asked.record_r;
