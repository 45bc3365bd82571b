-- One row a pair of records of which documents tell what they are, or that was drawn at random.
create or replace temporary table training_pairs as
select
    'same_person' as kind,
    join_key_l,
    join_key_r
from same_person
union all
-- How often a person shows a document again cannot be learnt from those who were found by it.
select
    'same_person_by_nid',
    join_key_l,
    join_key_r
from same_person
where by_nid
union all
select
    'same_person_by_passport',
    join_key_l,
    join_key_r
from same_person
where by_passport
union all
select
    'kin',
    join_key_l,
    join_key_r
from kin
union all
-- Nor how often kin share a phone.
select
    'kin_by_father',
    join_key_l,
    join_key_r
from kin
where by_father
union all
select
    'kin_by_phone',
    join_key_l,
    join_key_r
from kin
where by_phone
union all
select
    'strangers',
    *
from strangers;
