-- One row per training pair and kind: documents show whether the pair is one person or kin, or it
-- was drawn at random.
-- Reads: same_person_pairs, kin_pairs, stranger_pairs.
-- Makes: training_pairs.
create or replace temporary table training_pairs as
select
    'same_person' as kind,
    join_key_l,
    join_key_r
from same_person_pairs
union all
-- Pairs found by a document cannot show how often a person presents that document again.
select
    'same_person_by_nid',
    join_key_l,
    join_key_r
from same_person_pairs
where by_nid
union all
select
    'same_person_by_passport',
    join_key_l,
    join_key_r
from same_person_pairs
where by_passport
union all
select
    'kin',
    join_key_l,
    join_key_r
from kin_pairs
union all
-- Pairs found by a phone cannot show how often kin share one.
select
    'kin_by_father',
    join_key_l,
    join_key_r
from kin_pairs
where by_father
union all
select
    'kin_by_phone',
    join_key_l,
    join_key_r
from kin_pairs
where by_phone
union all
select
    'strangers',
    *
from stranger_pairs;
