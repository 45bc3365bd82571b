-- The ledger: what landed, when, what was made of it, what was withdrawn. Never a value of a row.
--
-- What stands here has happened: rows are added, never changed or deleted, and numbered without a
-- gap. `digest` is the hash of the row's other cells. Only seen_file is no history.

-- Content in a slot: one file, or one sheet of a workbook.
CREATE TABLE source_file (
    number INTEGER PRIMARY KEY,
    source_file_id TEXT NOT NULL UNIQUE,
    slot TEXT NOT NULL,
    source TEXT NOT NULL,
    delivery TEXT NOT NULL,
    centre_code TEXT,
    delivery_month TEXT,
    is_baseline INTEGER NOT NULL CHECK (is_baseline IN (0, 1)),
    -- Only the winner of a versioned slot is in force; of the others all are.
    is_versioned INTEGER NOT NULL CHECK (is_versioned IN (0, 1)),
    sha256 TEXT NOT NULL,
    digest TEXT NOT NULL
) STRICT;

-- A version as it was first seen. The same content lands again only under a higher N.
CREATE TABLE landing (
    number INTEGER PRIMARY KEY,
    source_file_id TEXT NOT NULL REFERENCES source_file (source_file_id),
    version INTEGER NOT NULL CHECK (version >= 1),
    landed_at TEXT NOT NULL,
    path TEXT NOT NULL,
    digest TEXT NOT NULL,
    UNIQUE (source_file_id, version)
) STRICT;

-- What ingestion made of a content; the latest verdict holds. One that is loaded stays so.
CREATE TABLE verdict (
    number INTEGER PRIMARY KEY,
    source_file_id TEXT NOT NULL REFERENCES source_file (source_file_id),
    judged_at TEXT NOT NULL,
    table_name TEXT NOT NULL,
    sheet TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('loaded', 'rejected')),
    reason TEXT,
    -- The contracts that judged it; '' for a fault of the moment, which is always tried again.
    contracts TEXT NOT NULL,
    rows_read INTEGER NOT NULL,
    rows_loaded INTEGER NOT NULL,
    rows_quarantined INTEGER NOT NULL,
    rows_ignored INTEGER NOT NULL,
    digest TEXT NOT NULL,
    CHECK (rows_read = rows_loaded + rows_quarantined + rows_ignored),
    CHECK (verdict = 'loaded' OR (table_name = '' AND reason IS NOT NULL))
) STRICT;

-- The Parquet that holds a content's rows: its place below home, and what its bytes must hash to.
CREATE TABLE bronze_file (
    number INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    source_file_id TEXT NOT NULL REFERENCES source_file (source_file_id),
    recorded_at TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    digest TEXT NOT NULL
) STRICT;

-- A content taken out of force, or (0) put back; the latest row of a content holds, until the
-- content lands again. `by_whom` and `reason` are free text, which stays in the ledger.
CREATE TABLE withdrawal (
    number INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    source_file_id TEXT NOT NULL REFERENCES source_file (source_file_id),
    is_withdrawn INTEGER NOT NULL CHECK (is_withdrawn IN (0, 1)),
    by_whom TEXT NOT NULL CHECK (trim(by_whom) <> ''),
    reason TEXT NOT NULL CHECK (trim(reason) <> ''),
    digest TEXT NOT NULL
) STRICT;

-- Files as they were when last opened. While that stays the same a settled one need not be opened
-- again: `contracts` is null once all parts are loaded; otherwise other contracts open it again.
-- A file changed just before it was read is not settled: it could have changed again unseen.
CREATE TABLE seen_file (
    path TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    ctime_ns INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    contracts TEXT,
    is_settled INTEGER NOT NULL CHECK (is_settled IN (0, 1))
) STRICT;
