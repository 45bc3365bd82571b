-- From persons to events: what changed, why, and the register as it is then. Reads `claim`, `keeper`
-- and `kept`, which then has a person for every cluster.

-- Why records came together: the links between those that were not one person before.
CREATE TEMP TABLE bridge AS
SELECT
    one.cluster,
    one.held AS one_held,
    other.held AS other_held,
    one.rule
FROM claim AS one
INNER JOIN claim AS other ON one.joined_to = other.position
WHERE one.held IS NULL OR other.held IS NULL OR one.held <> other.held;

CREATE TEMP TABLE reason AS
SELECT
    cluster,
    held,
    group_concat(rule, ' + ') AS reason
FROM (
    SELECT cluster, coalesce(one_held, 0) AS held, rule FROM bridge
    UNION
    SELECT cluster, coalesce(other_held, 0), rule FROM bridge
    ORDER BY rule
)
GROUP BY cluster, held;

CREATE TEMP TABLE change AS
SELECT
    claim.source_record_id,
    claim.record,
    claim.cluster,
    claim.held IS NULL AS is_new,
    kept.person,
    CASE
        WHEN claim.held IS NULL THEN 'assigned'
        WHEN claim.held = kept.person THEN 'returned'
        WHEN keeper.cluster = claim.cluster THEN 'merged'
        ELSE 'split'
    END AS kind,
    CASE WHEN claim.held <> kept.person THEN claim.held ELSE 0 END AS other_person
FROM claim
INNER JOIN kept ON claim.cluster = kept.cluster
LEFT JOIN keeper ON claim.held = keeper.person
WHERE claim.held IS NULL OR claim.held <> kept.person OR NOT claim.was_present;

INSERT INTO change
SELECT
    source_record_id,
    record,
    NULL,
    0,
    person,
    'vanished',
    0
FROM gone;

-- Splits that a reviewer asked for. `apart` holds the pairs that are kept apart.
CREATE TEMP TABLE cut AS
SELECT DISTINCT
    change.person,
    change.other_person
FROM change
INNER JOIN apart ON change.source_record_id = apart.one
INNER JOIN claim ON apart.other = claim.source_record_id AND change.other_person = claim.held
WHERE change.kind = 'split' AND change.cluster <> claim.cluster;

INSERT INTO main.event (run, kind, record, person, other_person, reason)
SELECT
    (SELECT max(run) FROM main.run),
    change.kind,
    change.record,
    change.person,
    nullif(change.other_person, 0),
    CASE change.kind
        WHEN 'vanished' THEN 'not in this linking'
        WHEN 'returned' THEN 'in this linking again'
        WHEN 'assigned' THEN coalesce(reason.reason, 'new')
        WHEN 'merged' THEN coalesce(reason.reason, 'linked')
        WHEN 'split' THEN iif(cut.person IS NULL, 'no longer linked', 'decision')
    END
FROM change
LEFT JOIN cut ON change.person = cut.person AND change.other_person = cut.other_person
LEFT JOIN reason
    ON change.cluster = reason.cluster AND change.other_person = reason.held;

INSERT INTO main.record
SELECT
    record,
    source_record_id,
    person,
    1
FROM change
WHERE is_new;

UPDATE main.record SET person = change.person, is_present = change.kind <> 'vanished'
FROM change
WHERE main.record.record = change.record AND NOT change.is_new;
