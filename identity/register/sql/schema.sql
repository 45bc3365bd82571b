-- SQLite. The tables of the register: which record is which person, how that came about, the
-- reviewers' decisions, and who looked at personal values.
-- Reads: nothing.
-- Makes: origin, person, record, run, event, decision, access.

-- Made once. The secret makes person ids that reveal nothing.
CREATE TABLE origin (
    register_id TEXT NOT NULL,
    secret BLOB NOT NULL
) STRICT;

-- An id that was ever given out. The lower the number, the older the id.
CREATE TABLE person (
    person INTEGER PRIMARY KEY,
    person_id TEXT NOT NULL UNIQUE,
    founder TEXT NOT NULL
) STRICT;

-- A record that was ever linked, with the person it is, or was when it was last seen.
CREATE TABLE record (
    record INTEGER PRIMARY KEY,
    source_record_id TEXT NOT NULL UNIQUE,
    person INTEGER NOT NULL,
    is_present INTEGER NOT NULL CHECK (is_present IN (0, 1))
) STRICT;

CREATE INDEX record_person ON record (person);

CREATE TABLE run (
    run INTEGER PRIMARY KEY,
    run_id TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;

-- Read in order, the rows give every assignment: `record` becomes `person`. The rows of one run, kind
-- and pair of persons are one event: two persons merge once, however many records they have.
CREATE TABLE event (
    event INTEGER PRIMARY KEY,
    run INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('vanished', 'split', 'merged', 'assigned', 'returned')),
    record INTEGER NOT NULL,
    person INTEGER NOT NULL,
    other_person INTEGER CHECK ((other_person IS NOT NULL) = (kind IN ('split', 'merged'))),
    reason TEXT NOT NULL
) STRICT;

-- What reviewers decided. The latest decision about a pair is in force.
CREATE TABLE decision (
    decision INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    record_a TEXT NOT NULL,
    record_b TEXT NOT NULL CHECK (record_a < record_b),
    verdict TEXT NOT NULL CHECK (verdict IN ('same', 'different', 'revoke')),
    decided_by TEXT NOT NULL CHECK (trim(decided_by) <> ''),
    reason TEXT NOT NULL CHECK (trim(reason) <> '')
) STRICT;

-- Who looked at personal values or free text, when, why, and of which records.
CREATE TABLE access (
    access INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL CHECK (trim(who) <> ''),
    reason TEXT NOT NULL CHECK (trim(reason) <> ''),
    command TEXT NOT NULL,
    records TEXT NOT NULL
) STRICT;

CREATE TRIGGER decision_stays BEFORE UPDATE ON decision BEGIN
    SELECT raise(ABORT, 'a decision is never changed; decide again');
END;
CREATE TRIGGER decision_is_kept BEFORE DELETE ON decision BEGIN
    SELECT raise(ABORT, 'a decision is never deleted; decide again');
END;
CREATE TRIGGER access_stays BEFORE UPDATE ON access BEGIN
    SELECT raise(ABORT, 'the access log is never changed');
END;
CREATE TRIGGER access_is_kept BEFORE DELETE ON access BEGIN
    SELECT raise(ABORT, 'the access log is never deleted');
END;
