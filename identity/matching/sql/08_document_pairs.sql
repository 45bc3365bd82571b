-- One row per pair of records that share a trusted document and look like one person. A number that
-- several different people gave belongs to an agent or was invented: it identifies nobody.
-- Reads: vault.features (features.py).
-- Makes: document_pairs.
create or replace temporary table document_pairs as
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

holders as (
    select
        documents.*,
        count(*) over (partition by rule, document) as records,
        features.given_key
    from documents
    inner join vault.features as features on documents.record = features.record
),

trusted as (
    select
        rule,
        document
    from holders
    where records between 2 and 12
    group by rule, document
    having count(distinct given_key) <= 3
),

pairs as (
    select
        l.record as record_l,
        r.record as record_r,
        min(l.rule) as rule
    from trusted
    inner join documents as l on trusted.rule = l.rule and trusted.document = l.document
    inner join documents as r on l.rule = r.rule and l.document = r.document
    where l.record < r.record
    group by l.record, r.record
)

select pairs.*
from pairs
inner join vault.features as l on pairs.record_l = l.record
inner join vault.features as r on pairs.record_r = r.record
where
    (
        l.given_key = r.given_key
        or l.name_key = r.name_key
        or l.name_sorted = r.name_sorted
        or l.birth_day = r.birth_day
        or jaro_winkler_similarity(l.name_sound, r.name_sound) >= 0.85
        or jaro_winkler_similarity(l.given_sound, r.given_sound) >= 0.88
    )
    -- A father and a son of one name may give one number.
    and coalesce(abs(l.birth_year - r.birth_year) < 13, true);
