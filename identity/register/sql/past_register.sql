-- SQLite. Fill an empty register with the state of the register `live` at the instant :as_of.
-- Assignments are taken from the events. Events and decisions count up to the first one that came
-- later, so that a clock that was put back leaves no gap in the history. The access log is not
-- copied.
-- Reads: live.origin (input), live.run (input), live.event (input), live.record (input),
-- live.person (input), live.decision (input), main.origin (schema.sql), main.run (schema.sql),
-- main.event (schema.sql), main.record (schema.sql), main.person (schema.sql), main.decision
-- (schema.sql).
-- Makes: main.origin, main.run, main.event, main.record, main.person, main.decision.

DELETE FROM main.origin;

INSERT INTO main.origin SELECT * FROM live.origin;

INSERT INTO main.run
SELECT *
FROM live.run
WHERE
    run < coalesce(
        (SELECT min(run) FROM live.run WHERE at > :as_of),
        9223372036854775807
    );

INSERT INTO main.event
SELECT past.*
FROM live.event AS past
INNER JOIN main.run USING (run);

-- SQLite takes the other columns from the row of the maximum.
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
        (SELECT min(decision) FROM live.decision WHERE at > :as_of),
        9223372036854775807
    );
