-- The ledger: what landed, when, what was made of it, what was withdrawn. Never a value of a row.
--
-- It is a history: rows are added, never changed or deleted, and numbered without gaps. `digest` is
-- the hash of the other cells of its row. Only seen_file is not part of the history.

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
    -- Of a versioned slot only the winner is in force; of other slots all contents are.
    is_versioned INTEGER NOT NULL CHECK (is_versioned IN (0, 1)),
    sha256 TEXT NOT NULL,
    digest TEXT NOT NULL
) STRICT;

-- A version as it was first seen. The same content lands again only under a higher version number.
CREATE TABLE landing (
    number INTEGER PRIMARY KEY,
    source_file_id TEXT NOT NULL REFERENCES source_file (source_file_id),
    version INTEGER NOT NULL CHECK (version >= 1),
    landed_at TEXT NOT NULL,
    path TEXT NOT NULL,
    digest TEXT NOT NULL,
    UNIQUE (source_file_id, version)
) STRICT;

-- What ingestion made of a content. The latest verdict holds. A loaded content stays loaded.
CREATE TABLE verdict (
    number INTEGER PRIMARY KEY,
    source_file_id TEXT NOT NULL REFERENCES source_file (source_file_id),
    judged_at TEXT NOT NULL,
    table_name TEXT NOT NULL,
    sheet TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('loaded', 'rejected')),
    reason TEXT,
    -- The fingerprint of the contracts that judged it; '' for a passing fault: it is tried again.
    contracts TEXT NOT NULL,
    rows_read INTEGER NOT NULL,
    rows_loaded INTEGER NOT NULL,
    rows_quarantined INTEGER NOT NULL,
    rows_ignored INTEGER NOT NULL,
    digest TEXT NOT NULL,
    CHECK (rows_read = rows_loaded + rows_quarantined + rows_ignored),
    CHECK (verdict = 'loaded' OR (table_name = '' AND reason IS NOT NULL))
) STRICT;

-- A Parquet file that holds rows of a content: its path below home, and the hash of its bytes.
CREATE TABLE bronze_file (
    number INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    source_file_id TEXT NOT NULL REFERENCES source_file (source_file_id),
    recorded_at TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    digest TEXT NOT NULL
) STRICT;

-- A content that was withdrawn (1) or reinstated (0). The latest row of a content holds until the
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

-- The metadata of files when they were last opened. A settled file whose metadata have not changed
-- is not opened again, unless parts of it were rejected under other contracts: `contracts` is the
-- fingerprint of those, null if all parts are loaded. A file changed just before it was read is
-- not settled: it could have changed again unseen.
CREATE TABLE seen_file (
    path TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    ctime_ns INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    contracts TEXT,
    is_settled INTEGER NOT NULL CHECK (is_settled IN (0, 1))
) STRICT;
