-- The records whose clusters may have changed.
-- Reads: fresh_records, reopened_records, candidate_pairs, decided_same (record_linking.py),
-- decided_different (record_linking.py), vault.decided (record_linking.py).
-- Makes: records_to_cluster.
create or replace temporary table records_to_cluster as
select record from fresh_records
union
select record from reopened_records
union
select join_key_l from candidate_pairs
union
select join_key_r from candidate_pairs
union
select record_l from decided_same
union
select record_r from decided_same
union
select record_l from decided_different
union
select record_r from decided_different
union
-- A revoked decision is no longer among the decisions in force.
select record_l from vault.decided
union
select record_r from vault.decided;
