-- SQLite. From clusters to persons: which cluster keeps which id. The clusters of `founders` are
-- left without a person.
-- Reads: given_records (id_rules.py), vanished_records (id_rules.py), main.record (schema.sql).
-- Makes: claims, keepers, persons_of_clusters, founders.

-- The person of each record before this linking. A new record gets the next number.
CREATE TEMP TABLE claims AS
SELECT
    given_records.*,
    coalesce(record.record, latest.record + given_records.rowid) AS record,
    record.person AS previous_person,
    coalesce(record.is_present, 0) AS was_present
FROM given_records
CROSS JOIN (SELECT coalesce(max(record), 0) AS record FROM main.record) AS latest
LEFT JOIN main.record AS record USING (source_record_id);

-- The split rule: an id stays with one cluster. Records that return cannot claim an id that a
-- cluster outside `given_records` still has.
CREATE TEMP TABLE keepers AS
SELECT
    previous_person AS person,
    cluster
FROM (
    SELECT
        previous_person,
        cluster,
        row_number() OVER (
            PARTITION BY previous_person ORDER BY was_present DESC, position
        ) AS place
    FROM claims
    WHERE
        previous_person IS NOT NULL
        AND (
            was_present
            OR NOT EXISTS (
                SELECT 1
                FROM main.record AS other
                WHERE
                    other.person = claims.previous_person
                    AND other.is_present
                    AND other.record NOT IN (SELECT record FROM claims)
                    AND other.record NOT IN (SELECT record FROM vanished_records)
            )
        )
)
WHERE place = 1;

-- The merge rule: of the ids that a cluster keeps, it goes by the oldest.
CREATE TEMP TABLE persons_of_clusters (cluster INTEGER PRIMARY KEY, person INTEGER NOT NULL);

INSERT INTO persons_of_clusters
SELECT
    cluster,
    min(person)
FROM keepers
GROUP BY cluster;

-- SQLite takes the other columns from the row of the minimum.
CREATE TEMP TABLE founders AS
SELECT
    cluster,
    source_record_id AS founder,
    min(position) AS position
FROM claims
WHERE cluster NOT IN (SELECT cluster FROM persons_of_clusters)
GROUP BY cluster;
