-- From clusters to persons: who keeps which id. Reads `given` (the records of the clusters to look at)
-- and `gone` (the records that vanished); the clusters of `founding` are left without a person.

-- What each record was before this linking. One that is new gets the next number.
CREATE TEMP TABLE claim AS
SELECT
    given.*,
    coalesce(record.record, latest.record + given.rowid) AS record,
    record.person AS held,
    coalesce(record.is_present, 0) AS was_present
FROM given
CROSS JOIN (SELECT coalesce(max(record), 0) AS record FROM main.record) AS latest
LEFT JOIN main.record AS record USING (source_record_id);

-- The split rule: an id stays with one cluster. Records that are back ask in vain for an id that
-- a cluster outside `given` still has.
CREATE TEMP TABLE keeper AS
SELECT
    held AS person,
    cluster
FROM (
    SELECT
        held,
        cluster,
        row_number() OVER (PARTITION BY held ORDER BY was_present DESC, position) AS place
    FROM claim
    WHERE
        held IS NOT NULL
        AND (
            was_present
            OR NOT EXISTS (
                SELECT 1
                FROM main.record AS other
                WHERE
                    other.person = claim.held
                    AND other.is_present
                    AND other.record NOT IN (SELECT record FROM claim)
                    AND other.record NOT IN (SELECT record FROM gone)
            )
        )
)
WHERE place = 1;

-- The merge rule: of the ids that a cluster keeps, it goes by the oldest.
CREATE TEMP TABLE kept (cluster INTEGER PRIMARY KEY, person INTEGER NOT NULL);

INSERT INTO kept
SELECT
    cluster,
    min(person)
FROM keeper
GROUP BY cluster;

-- SQLite takes the other columns of a row from where the minimum stands.
CREATE TEMP TABLE founding AS
SELECT
    cluster,
    source_record_id AS founder,
    min(position) AS position
FROM claim
WHERE cluster NOT IN (SELECT cluster FROM kept)
GROUP BY cluster;
