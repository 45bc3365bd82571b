-- One row per pair of records that share a trusted document: they belong to one person.
-- Reads: vault.features (input).
-- Makes: same_person_pairs.
create or replace temporary table same_person_pairs as
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
)

-- One more field must agree: a few numbers are those of a broker or a brother.
select shared.*
from shared
inner join vault.features as l on shared.join_key_l = l.record
inner join vault.features as r on shared.join_key_r = r.record
where
    l.birth_day = r.birth_day
    or l.given_key = r.given_key
    or (l.birth_year = r.birth_year and (l.phone = r.phone or l.father_key = r.father_key));
