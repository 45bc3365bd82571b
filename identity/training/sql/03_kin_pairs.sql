-- One row per pair of records of one household whose NIDs show that they are two persons.
-- Reads: vault.features (input).
-- Makes: kin_pairs.
create or replace temporary table kin_pairs as
-- A household by its phone, or by a father whose name is too rare for strangers to share.
with together as (
    select
        'phone' as sign,
        phone as key,
        record
    from vault.features
    where phone is not null
    union all
    select
        'father',
        concat_ws('/', father_key, last_key, district),
        record
    from vault.features
    where father_key is not null and district is not null and last_key is not null
    qualify
        count(*) over (partition by father_key)
        <= greatest(count(*) over () / 20000, 4)
),

homes as (
    select * from together
    qualify count(*) over (partition by sign, key) between 2 and 8
),

neighbours as materialized (
    select
        l.record as join_key_l,
        r.record as join_key_r,
        bool_or(l.sign = 'father') as by_father,
        bool_or(l.sign = 'phone') as by_phone
    from homes as l
    inner join homes as r on l.sign = r.sign and l.key = r.key
    where l.record < r.record
    group by l.record, r.record
)

select neighbours.*
from neighbours
inner join vault.features as one on join_key_l = one.record
inner join vault.features as other on join_key_r = other.record
where
    length(one.nid) = length(other.nid)
    and levenshtein(one.nid, other.nid) > 2
    and (one.passport is null or other.passport is null or one.passport <> other.passport);
