-- Replace the weights of the pairs that were scored now. All other known pairs keep their weight if
-- both records are unchanged.
-- Reads: vault.pairs, outdated_records, candidate_pairs, scored_pairs (record_linking.py).
-- Makes: vault.pairs.
delete from vault.pairs
where
    record_l in (select record from outdated_records)
    or record_r in (select record from outdated_records)
    or (
        abs(match_weight - getvariable('threshold')) < getvariable('margin')
        and (record_l, record_r) in (select (join_key_l, join_key_r) from candidate_pairs)
    );

insert into vault.pairs by name
select * from scored_pairs;
