-- SQLite. From persons to events: what changed and why, and the register as it is then.
-- `persons_of_clusters` has a person for every cluster by now.
-- Reads: claims, keepers, persons_of_clusters, vanished_records (id_rules.py), kept_apart
-- (id_rules.py), main.run (schema.sql), main.event (schema.sql), main.record (schema.sql).
-- Makes: bridges, reasons, changes, decided_splits, main.event, main.record.

-- Why records came together: the links between those that were not one person before.
CREATE TEMP TABLE bridges AS
SELECT
    one.cluster,
    one.previous_person AS one_previous,
    other.previous_person AS other_previous,
    one.rule
FROM claims AS one
INNER JOIN claims AS other ON one.joined_to = other.position
WHERE
    one.previous_person IS NULL
    OR other.previous_person IS NULL
    OR one.previous_person <> other.previous_person;

CREATE TEMP TABLE reasons AS
SELECT
    cluster,
    previous_person,
    group_concat(rule, ' + ') AS reason
FROM (
    SELECT cluster, coalesce(one_previous, 0) AS previous_person, rule FROM bridges
    UNION
    SELECT cluster, coalesce(other_previous, 0), rule FROM bridges
    ORDER BY rule
)
GROUP BY cluster, previous_person;

CREATE TEMP TABLE changes AS
SELECT
    claims.source_record_id,
    claims.record,
    claims.cluster,
    claims.previous_person IS NULL AS is_new,
    persons_of_clusters.person,
    CASE
        WHEN claims.previous_person IS NULL THEN 'assigned'
        WHEN claims.previous_person = persons_of_clusters.person THEN 'returned'
        WHEN keepers.cluster = claims.cluster THEN 'merged'
        ELSE 'split'
    END AS kind,
    CASE
        WHEN claims.previous_person <> persons_of_clusters.person THEN claims.previous_person
        ELSE 0
    END AS other_person
FROM claims
INNER JOIN persons_of_clusters ON claims.cluster = persons_of_clusters.cluster
LEFT JOIN keepers ON claims.previous_person = keepers.person
WHERE
    claims.previous_person IS NULL
    OR claims.previous_person <> persons_of_clusters.person
    OR NOT claims.was_present;

INSERT INTO changes
SELECT
    source_record_id,
    record,
    NULL,
    0,
    person,
    'vanished',
    0
FROM vanished_records;

-- Splits that a decision caused. `kept_apart` holds the pairs that reviewers keep apart, both ways.
CREATE TEMP TABLE decided_splits AS
SELECT DISTINCT
    changes.person,
    changes.other_person
FROM changes
INNER JOIN kept_apart ON changes.source_record_id = kept_apart.one
INNER JOIN claims
    ON
        kept_apart.other = claims.source_record_id
        AND changes.other_person = claims.previous_person
WHERE changes.kind = 'split' AND changes.cluster <> claims.cluster;

INSERT INTO main.event (run, kind, record, person, other_person, reason)
SELECT
    (SELECT max(run) FROM main.run),
    changes.kind,
    changes.record,
    changes.person,
    nullif(changes.other_person, 0),
    CASE changes.kind
        WHEN 'vanished' THEN 'not in this linking'
        WHEN 'returned' THEN 'in this linking again'
        WHEN 'assigned' THEN coalesce(reasons.reason, 'new')
        WHEN 'merged' THEN coalesce(reasons.reason, 'linked')
        WHEN 'split' THEN iif(decided_splits.person IS NULL, 'no longer linked', 'decision')
    END
FROM changes
LEFT JOIN decided_splits
    ON
        changes.person = decided_splits.person
        AND changes.other_person = decided_splits.other_person
LEFT JOIN reasons
    ON changes.cluster = reasons.cluster AND changes.other_person = reasons.previous_person;

INSERT INTO main.record
SELECT
    record,
    source_record_id,
    person,
    1
FROM changes
WHERE is_new;

UPDATE main.record SET person = changes.person, is_present = changes.kind <> 'vanished'
FROM changes
WHERE main.record.record = changes.record AND NOT changes.is_new;
