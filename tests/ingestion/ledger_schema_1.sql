-- The ledger: what landed, when, and what became of it. Never a value of a row.

-- Content in a slot: one file, or one sheet of a workbook.
CREATE TABLE source_file (
    source_file_id TEXT PRIMARY KEY,
    slot TEXT NOT NULL,
    table_name TEXT NOT NULL,
    sheet TEXT NOT NULL,
    source TEXT NOT NULL,
    delivery TEXT NOT NULL,
    centre_code TEXT,
    delivery_month TEXT,
    is_baseline INTEGER NOT NULL CHECK (is_baseline IN (0, 1)),
    -- Only the winner of a versioned slot is in force; of the others all are.
    is_versioned INTEGER NOT NULL CHECK (is_versioned IN (0, 1)),
    sha256 TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('loaded', 'rejected')),
    reason TEXT,
    -- The contracts that judged it; '' for a fault of the moment, which is always tried again.
    contracts TEXT NOT NULL,
    rows_read INTEGER NOT NULL,
    rows_loaded INTEGER NOT NULL,
    rows_quarantined INTEGER NOT NULL,
    rows_ignored INTEGER NOT NULL,
    CHECK (rows_read = rows_loaded + rows_quarantined + rows_ignored),
    CHECK (verdict = 'loaded' OR (table_name = '' AND reason IS NOT NULL))
) STRICT;

-- A version as it was first seen. The same content lands again only under a higher N.
CREATE TABLE landing (
    source_file_id TEXT NOT NULL REFERENCES source_file (source_file_id),
    version INTEGER NOT NULL CHECK (version >= 1),
    landed_at TEXT NOT NULL,
    path TEXT NOT NULL,
    PRIMARY KEY (source_file_id, version)
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
