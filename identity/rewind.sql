-- A register as another one, attached as `live`, was at the instant :as_of. What happened is taken from
-- the events, and of events and decisions all before the first one that came later: a clock that was
-- put back does not tear a hole into the history. Who looked at values is no part of it.

DELETE FROM main.origin;

INSERT INTO main.origin SELECT * FROM live.origin;

INSERT INTO main.run
SELECT *
FROM live.run
WHERE
    run < coalesce(
        (SELECT min(run) FROM live.run WHERE rtrim(at, 'Z') > rtrim(:as_of, 'Z')),
        9223372036854775807
    );

INSERT INTO main.event
SELECT past.*
FROM live.event AS past
INNER JOIN main.run USING (run);

-- SQLite takes the other columns of a row from where the maximum stands.
INSERT INTO main.record
SELECT
    live.record.record,
    live.record.source_record_id,
    latest.person,
    latest.kind <> 'vanished'
FROM live.record
INNER JOIN (
    SELECT
        record,
        person,
        kind,
        max(event)
    FROM main.event
    GROUP BY record
) AS latest USING (record);

INSERT INTO main.person
SELECT *
FROM live.person
WHERE person IN (SELECT person FROM main.event UNION SELECT other_person FROM main.event);

INSERT INTO main.decision
SELECT *
FROM live.decision
WHERE
    decision < coalesce(
        (SELECT min(decision) FROM live.decision WHERE rtrim(at, 'Z') > rtrim(:as_of, 'Z')),
        9223372036854775807
    );
