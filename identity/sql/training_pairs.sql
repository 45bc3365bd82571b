-- One row a pair of records of which documents tell what they are, or that was drawn at random.
create or replace temporary table training_pairs as
with documents as (
    select
        record,
        'nid' as rule,
        nid as document
    from vault.features
    where nid is not null
    union all
    select
        record,
        'passport',
        passport
    from vault.features
    where passport is not null
),

trusted as (
    select
        documents.rule,
        documents.document
    from documents
    inner join vault.features as features on documents.record = features.record
    group by documents.rule, documents.document
    having count(*) between 2 and 6 and count(distinct features.given_key) <= 3
),

shared as (
    select
        l.record as join_key_l,
        r.record as join_key_r,
        bool_or(trusted.rule = 'nid') as by_nid,
        bool_or(trusted.rule = 'passport') as by_passport
    from trusted
    inner join documents as l on trusted.rule = l.rule and trusted.document = l.document
    inner join documents as r on l.rule = r.rule and l.document = r.document
    where l.record < r.record
    group by l.record, r.record
),

-- One more field must agree: a few numbers are those of a broker or a brother.
same_person as materialized (
    select shared.*
    from shared
    inner join vault.features as l on shared.join_key_l = l.record
    inner join vault.features as r on shared.join_key_r = r.record
    where
        l.birth_day = r.birth_day
        or l.given_key = r.given_key
        or (l.birth_year = r.birth_year and (l.phone = r.phone or l.father_key = r.father_key))
),

-- A household by its phone, or by a father whose name is too rare for strangers to share.
together as (
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
),

kin as materialized (
    select neighbours.*
    from neighbours
    inner join vault.features as one on join_key_l = one.record
    inner join vault.features as other on join_key_r = other.record
    where
        length(one.nid) = length(other.nid)
        and levenshtein(one.nid, other.nid) > 2
        and (one.passport is null or other.passport is null or one.passport <> other.passport)
),

numbered as materialized (
    select
        record,
        row_number() over (order by record) as number
    from vault.features
),

everybody as (
    select count(*) as records from vault.features
),

draws as (
    select range as draw from range(1000000)
),

drawn as materialized (
    select
        cast(1 + hash(draws.draw, 'l') % everybody.records as bigint) as one,
        cast(1 + hash(draws.draw, 'r') % everybody.records as bigint) as other
    from draws
    cross join everybody
),

strangers as (
    select distinct
        least(l.record, r.record) as join_key_l,
        greatest(l.record, r.record) as join_key_r
    from drawn
    inner join numbered as l on drawn.one = l.number
    inner join numbered as r on drawn.other = r.number
    where drawn.one <> drawn.other
)

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
