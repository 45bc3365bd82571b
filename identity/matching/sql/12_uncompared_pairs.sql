-- The pairs within a component that no block brought together. A component larger than any
-- household is judged only by the pairs that blocks found.
-- Reads: components, vault.pairs, document_pairs.
-- Makes: uncompared_pairs.
create or replace temporary table uncompared_pairs as
select
    l.record as join_key_l,
    r.record as join_key_r,
    'component' as match_key
from components as l
inner join components as r on l.component = r.component and l.record < r.record
left join vault.pairs as known on l.record = known.record_l and r.record = known.record_r
left join document_pairs as shared on l.record = shared.record_l and r.record = shared.record_r
where
    l.records between 3 and 60
    and known.record_l is null
    and shared.record_l is null;
