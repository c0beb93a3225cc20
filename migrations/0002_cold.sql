-- What is moved, slimmed, forgotten and remembered of it: sealed segments, baselines, erasures, holds, where
-- copies of sessions went, where imported ones came from. No rows of the first schema change.

-- Cold events of one session, packed: the range of event ids that they had, in one block (see core::store::segment).
-- A range is either rows of stored_event or one segment, never both. The views show rows alone: no view can unpack a
-- block, and `wfstate export` is how other programs get at sealed events. `size` is that of the events' texts; the
-- digest is over the block and the dictionary that it was made with.
CREATE TABLE segment (
    first_id INTEGER NOT NULL PRIMARY KEY,
    last_id  INTEGER NOT NULL,
    events   INTEGER NOT NULL,
    size     INTEGER NOT NULL,
    codec    TEXT NOT NULL,
    digest   BLOB NOT NULL,
    block    BLOB NOT NULL
) STRICT;

-- Trained on one session and used for it alone: a dictionary holds pieces of what it was trained on, and has to go
-- when its session goes.
CREATE TABLE segment_dictionary (
    session_no INTEGER NOT NULL PRIMARY KEY REFERENCES stored_session,
    dictionary BLOB NOT NULL
) STRICT;

-- The state that a session begins with, where its first events are not there: they were compacted away, or the
-- session is a slice of another. `seal` is the seal at last_seq, from which the chain goes on.
CREATE TABLE baseline (
    session_no   INTEGER NOT NULL PRIMARY KEY REFERENCES stored_session,
    last_seq     INTEGER NOT NULL,
    seal         BLOB NOT NULL,
    ts_us        INTEGER NOT NULL,
    frame_id     INTEGER,
    energy_micro INTEGER NOT NULL,
    size         INTEGER NOT NULL,
    state        BLOB NOT NULL,
    state_hash   BLOB NOT NULL
) STRICT;

-- Stretches in which content was erased and whose key was destroyed. `leaves` are those that the seals were made of, so
-- that these still verify, and behind them those of what is left, under the key that took the place of the old one;
-- 32 bytes each. The session's journal says the root of the latter.
CREATE TABLE erased_stretch (
    session_no INTEGER NOT NULL REFERENCES stored_session,
    first_seq  INTEGER NOT NULL,
    last_seq   INTEGER NOT NULL,
    leaves     BLOB NOT NULL,
    PRIMARY KEY (session_no, first_seq)
) STRICT, WITHOUT ROWID;

-- Purges that have begun: the next writer finishes them.
CREATE TABLE erasure (
    erasure_no INTEGER NOT NULL PRIMARY KEY,
    begun_us   INTEGER NOT NULL,
    plan       TEXT NOT NULL
) STRICT;

-- What may not be deleted: one session, or all of a user or a label.
CREATE TABLE hold (
    hold_no    INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    placed_us  INTEGER NOT NULL,
    session_no INTEGER REFERENCES stored_session,
    user_id    TEXT,
    label      TEXT,
    reason     TEXT
) STRICT;

-- Where a backup, an archive or an export went that the ledger knows of. The ledger holds no paths, since a path may
-- name a session; this row can be forgotten.
CREATE TABLE copy (
    entry_no INTEGER NOT NULL PRIMARY KEY REFERENCES ledger,
    path     TEXT NOT NULL
) STRICT;

-- What an imported session said of itself where it came from: its database, seals and keys, as a JSON object. A
-- session that was not changed since is exported with it again.
CREATE TABLE origin (
    session_no INTEGER NOT NULL PRIMARY KEY REFERENCES stored_session,
    proof      TEXT NOT NULL
) STRICT;

-- What came with imported events beside their data: commitments where data was filtered before or a key stayed where it
-- was, leaves where content was erased. Their seals were made of these.
CREATE TABLE origin_commitment (
    event_id   INTEGER NOT NULL PRIMARY KEY,
    commitment BLOB,
    leaf       BLOB
) STRICT;

-- Sessions that an import is bringing in, by the numbers that they will have: their events and journals are there
-- before their rows are, and nobody looks at them. Where their importer is dead the next writer takes them away.
CREATE TABLE arriving (
    session_no INTEGER NOT NULL PRIMARY KEY,
    owner      TEXT NOT NULL
) STRICT;
