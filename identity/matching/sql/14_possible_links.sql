-- The compared pairs within a cluster, the strongest first: the links that its tree may hold. Of
-- several rules for one pair the strongest counts. Pairs of equal weight are ordered by age, so
-- that the order of rows never decides.
-- Reads: compared_pairs, placed_clusters (components.py).
-- Makes: the result.
select
    pairs.one,
    pairs.other,
    pairs.rule,
    case when pairs.rule = 'model' then pairs.match_weight end as match_weight
from compared_pairs as pairs
inner join placed_clusters as l on pairs.one = l.place
inner join placed_clusters as r on pairs.other = r.place and l.cluster = r.cluster
qualify
    row_number() over (
        partition by pairs.one, pairs.other order by pairs.match_weight desc, pairs.rule asc
    ) = 1
order by pairs.match_weight desc, pairs.one asc, pairs.other asc;
