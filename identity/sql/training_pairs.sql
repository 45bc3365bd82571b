-- One row a pair of records of which documents tell what they are, or that was drawn at random.
create or replace temporary table training_pairs as
with documents as (
    select record, 'nid' as rule, nid as document from vault.features where nid is not null
    union all
    select record, 'passport', passport from vault.features where passport is not null
),

trusted as (
    select rule, document
    from documents
    inner join vault.features using (record)
    group by rule, document
    having count(*) between 2 and 6 and count(distinct given_key) <= 3
),

shared as (
    select distinct
        l.record as join_key_l,
        r.record as join_key_r
    from trusted
    inner join documents as l using (rule, document)
    inner join documents as r using (rule, document)
    where l.record < r.record
),

-- One more field must agree: a few numbers are those of a broker or a brother.
same_person as (
    select shared.*
    from shared
    inner join vault.features as l on join_key_l = l.record
    inner join vault.features as r on join_key_r = r.record
    where
        l.birth_day = r.birth_day
        or l.given_key = r.given_key
        or (l.birth_year = r.birth_year and (l.phone = r.phone or l.father_key = r.father_key))
),

together as (
    select phone as key, record from vault.features where phone is not null
    union all
    select concat_ws('/', father_key, last_key, district), record from vault.features
    where father_key is not null and district is not null and last_key is not null
),

homes as (
    select * from together
    qualify count(*) over (partition by key) between 2 and 8
),

neighbours as materialized (
    select distinct
        l.record as join_key_l,
        r.record as join_key_r
    from homes as l
    inner join homes as r on l.key = r.key
    where l.record < r.record
),

kin as (
    select neighbours.*
    from neighbours
    inner join vault.features as one on join_key_l = one.record
    inner join vault.features as other on join_key_r = other.record
    where
        length(one.nid) = length(other.nid)
        and levenshtein(one.nid, other.nid) > 2
        and (one.passport is null or other.passport is null or one.passport <> other.passport)
),

drawn as (
    select
        cast(1 + hash(range, 'l') % records as bigint) as one,
        cast(1 + hash(range, 'r') % records as bigint) as other
    from range(500000) cross join (select count(*) as records from vault.features)
),

-- Records are numbered without a gap.
strangers as (
    select distinct
        least(one, other) as join_key_l,
        greatest(one, other) as join_key_r
    from drawn
    where one <> other
)

select 'same_person' as kind, * from same_person
union all
select 'kin', * from kin
union all
select 'strangers', * from strangers;

-- How many other records of its person, and of its household, a record has: counted where the
-- documents tell, and taken to hold where they do not.
create or replace temporary table training_numbers as
with documented as (
    select count(*) as records from vault.features where nid is not null
)

select
    greatest(
        2.0 * count(*) filter (where kind = 'same_person') / records, 0.01
    ) as repeats_per_record,
    greatest(2.0 * count(*) filter (where kind = 'kin') / records, 0.01) as kin_per_record
from training_pairs cross join documented
group by records;
