-- The records whose clusters may be others than before.
create or replace temporary table touched as
select record from fresh
union
select record from bereft
union
select join_key_l from candidates
union
select join_key_r from candidates
union
select record_l from together
union
select record_r from together
union
select record_l from apart
union
select record_r from apart
union
-- A decision that was revoked is no longer among them.
select record_l from vault.decided
union
select record_r from vault.decided;
