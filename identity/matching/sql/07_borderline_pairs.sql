-- Add the known pairs near the threshold to the candidates, so that they are weighed again: the
-- rarity of names has changed slightly.
-- Reads: vault.pairs (record_linking.py), outdated_records, candidate_pairs (blocking.py).
-- Makes: candidate_pairs.
insert into candidate_pairs
select
    record_l,
    record_r,
    match_key
from vault.pairs
where
    abs(match_weight - getvariable('threshold')) < getvariable('margin')
    and record_l not in (select record from outdated_records)
    and record_r not in (select record from outdated_records);
