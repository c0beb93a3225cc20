-- The tables are private to wfstate; what other programs may rely on are the views at the end, which carry the
-- names and columns of the documents that wfstate implements. No triggers, and only the indexes that pay:
-- six indexes and row triggers made the reference's inserts fifteen times slower.

CREATE TABLE meta (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE migration (
    version    INTEGER NOT NULL PRIMARY KEY,
    name       TEXT NOT NULL,
    checksum   TEXT NOT NULL,
    applied_us INTEGER NOT NULL
) STRICT;

-- One row a session. The totals are a cache of the fold at the last clean moment (null while a recorder runs);
-- `validate` compares them with the events.
CREATE TABLE stored_session (
    session_no     INTEGER NOT NULL PRIMARY KEY,
    session_id     TEXT NOT NULL UNIQUE,
    kind           TEXT NOT NULL CHECK (kind IN ('stream', 'workflow')),
    label          TEXT,
    user_id        TEXT NOT NULL DEFAULT 'default',
    mode           TEXT NOT NULL DEFAULT 'normal',
    status         TEXT NOT NULL CHECK (status IN ('Running', 'Completed', 'Failed', 'Paused', 'Interrupted', 'Cancelled')),
    stores_content INTEGER NOT NULL DEFAULT 0 CHECK (stores_content IN (0, 1)),
    durability     TEXT NOT NULL DEFAULT 'disk' CHECK (durability IN ('disk', 'process')),
    start_us       INTEGER NOT NULL,
    end_us         INTEGER,
    clean          INTEGER NOT NULL DEFAULT 0 CHECK (clean IN (0, 1)),
    owner          TEXT,
    pseudonym      BLOB NOT NULL,
    last_seq       INTEGER,
    energy_micro   INTEGER,
    cost_micro_usd INTEGER,
    lost           INTEGER NOT NULL DEFAULT 0,
    state_hash     BLOB,
    model_id       TEXT,
    hardware_tier  TEXT,
    level          INTEGER,
    error_message  TEXT,
    metadata       TEXT NOT NULL DEFAULT '{}',
    created_us     INTEGER NOT NULL,
    updated_us     INTEGER NOT NULL
) STRICT;
CREATE INDEX session_by_start ON stored_session (start_us);
CREATE INDEX session_by_owner ON stored_session (owner) WHERE owner IS NOT NULL;

CREATE TABLE event_type (
    type_no INTEGER NOT NULL PRIMARY KEY,
    name    TEXT NOT NULL UNIQUE
) STRICT;

-- event_id = session_no * 2^40 + seq: unique and ordered per session without a second index, and the events of
-- a session stand next to each other, to be read, sealed away and erased together.
-- `seal` is set on the last event of each sealed batch.
CREATE TABLE stored_event (
    event_id     INTEGER NOT NULL PRIMARY KEY,
    ts_us        INTEGER NOT NULL,
    type_no      INTEGER NOT NULL,
    flags        INTEGER NOT NULL,
    frame_id     INTEGER,
    energy_micro INTEGER,
    payload      TEXT,
    event_key    TEXT,
    extra        TEXT,
    seal         BLOB
) STRICT;

-- Finds a producer's key again; it outlives the row when events are sealed into segments.
CREATE TABLE event_key (
    session_no INTEGER NOT NULL,
    key_hash   INTEGER NOT NULL,
    seq        INTEGER NOT NULL,
    PRIMARY KEY (session_no, key_hash, seq)
) STRICT, WITHOUT ROWID;

-- The keys that payloads are committed under; each is in force from `first_seq` on. Erasing destroys them.
CREATE TABLE seal_key (
    session_no INTEGER NOT NULL REFERENCES stored_session,
    first_seq  INTEGER NOT NULL,
    key        BLOB NOT NULL,
    PRIMARY KEY (session_no, first_seq)
) STRICT, WITHOUT ROWID;

-- What the recorder itself has to say of a session; journal_id = session_no * 2^40 + number.
CREATE TABLE journal (
    journal_id INTEGER NOT NULL PRIMARY KEY,
    after_seq  INTEGER NOT NULL,
    ts_us      INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    facts      TEXT NOT NULL,
    hash       BLOB NOT NULL
) STRICT;

CREATE TABLE stored_snapshot (
    snapshot_id  INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    session_no   INTEGER NOT NULL REFERENCES stored_session,
    last_seq     INTEGER NOT NULL,
    frame_id     INTEGER,
    ts_us        INTEGER NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('periodic', 'session_end', 'migration', 'manual')),
    reason       TEXT,
    energy_micro INTEGER NOT NULL,
    codec        TEXT NOT NULL CHECK (codec IN ('zstd', 'zstd-delta')),
    base_id      INTEGER,
    size         INTEGER NOT NULL,
    state        BLOB NOT NULL,
    state_hash   BLOB NOT NULL
) STRICT;
CREATE INDEX snapshot_by_session ON stored_snapshot (session_no, last_seq);

-- One chain for the whole database. No content, no session ids: subjects are pseudonyms.
CREATE TABLE ledger (
    entry_no INTEGER NOT NULL PRIMARY KEY,
    ts_us    INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    subject  BLOB,
    facts    TEXT NOT NULL,
    hash     BLOB NOT NULL
) STRICT;

CREATE TABLE stored_quarantine (
    entry_no    INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    session_id  TEXT,
    received_us INTEGER NOT NULL,
    source      TEXT NOT NULL,
    line_no     INTEGER NOT NULL,
    code        TEXT NOT NULL,
    message     TEXT NOT NULL,
    pointer     TEXT,
    col         INTEGER,
    length      INTEGER NOT NULL,
    digest      BLOB NOT NULL,
    line        TEXT,
    status      TEXT NOT NULL DEFAULT 'held' CHECK (status IN ('held', 'accepted', 'refused again'))
) STRICT;

-- The public surface. Times are text here and integers of microseconds inside.

CREATE VIEW session AS
SELECT s.session_id,
       s.user_id,
       strftime('%Y-%m-%dT%H:%M:%S', s.start_us / 1000000, 'unixepoch') || printf('.%06dZ', s.start_us % 1000000) AS start_time,
       strftime('%Y-%m-%dT%H:%M:%S', s.end_us / 1000000, 'unixepoch') || printf('.%06dZ', s.end_us % 1000000) AS end_time,
       coalesce(s.energy_micro,
                (SELECT sum(e.energy_micro) FROM stored_event e
                 WHERE e.event_id BETWEEN s.session_no << 40 AND (s.session_no << 40) + 1099511627775), 0) / 1e6 AS total_energy,
       coalesce(s.last_seq,
                (SELECT max(e.event_id) & 1099511627775 FROM stored_event e
                 WHERE e.event_id BETWEEN s.session_no << 40 AND (s.session_no << 40) + 1099511627775), 0) AS total_events,
       s.model_id,
       s.hardware_tier,
       s.mode AS session_mode,
       s.clean AS clean_shutdown,
       1 AS schema_version,
       s.metadata,
       strftime('%Y-%m-%dT%H:%M:%S', s.created_us / 1000000, 'unixepoch') || printf('.%06dZ', s.created_us % 1000000) AS created_at,
       strftime('%Y-%m-%dT%H:%M:%S', s.updated_us / 1000000, 'unixepoch') || printf('.%06dZ', s.updated_us % 1000000) AS updated_at,
       s.kind,
       s.label,
       s.status
FROM stored_session s;

CREATE VIEW user AS
SELECT user_id,
       coalesce(max(level), 1) AS current_level,
       count(*) AS total_sessions,
       sum(coalesce(energy_micro, 0)) / 1e6 AS total_energy,
       0 AS experience_points,
       '[]' AS unlocked_paths,
       '{}' AS preferences,
       strftime('%Y-%m-%dT%H:%M:%S', min(created_us) / 1000000, 'unixepoch') || printf('.%06dZ', min(created_us) % 1000000) AS created_at,
       strftime('%Y-%m-%dT%H:%M:%S', max(updated_us) / 1000000, 'unixepoch') || printf('.%06dZ', max(updated_us) % 1000000) AS updated_at,
       1 AS schema_version
FROM stored_session
GROUP BY user_id;

CREATE VIEW event AS
SELECT e.event_id,
       s.session_id,
       strftime('%Y-%m-%dT%H:%M:%S', e.ts_us / 1000000, 'unixepoch') || printf('.%06dZ', e.ts_us % 1000000) AS timestamp,
       t.name AS type,
       e.payload AS data,
       e.frame_id,
       CASE WHEN e.flags & 4 THEN NULL ELSE e.energy_micro / 1e6 END AS energy_delta,
       1 AS processed,
       1 AS schema_version,
       strftime('%Y-%m-%dT%H:%M:%S', e.ts_us / 1000000, 'unixepoch') || printf('.%06dZ', e.ts_us % 1000000) AS created_at,
       e.event_id & 1099511627775 AS seq,
       e.event_key
FROM stored_session s
JOIN stored_event e ON e.event_id BETWEEN s.session_no << 40 AND (s.session_no << 40) + 1099511627775
JOIN event_type t ON t.type_no = e.type_no;

CREATE VIEW snapshot AS
SELECT p.snapshot_id,
       s.session_id,
       strftime('%Y-%m-%dT%H:%M:%S', p.ts_us / 1000000, 'unixepoch') || printf('.%06dZ', p.ts_us % 1000000) AS timestamp,
       p.kind AS snapshot_type,
       p.state,
       p.last_seq AS last_event_id,
       p.energy_micro / 1e6 AS energy_accumulator,
       p.frame_id AS frame_count,
       1 AS schema_version,
       strftime('%Y-%m-%dT%H:%M:%S', p.ts_us / 1000000, 'unixepoch') || printf('.%06dZ', p.ts_us % 1000000) AS created_at,
       p.codec,
       lower(hex(p.state_hash)) AS state_hash
FROM stored_snapshot p
JOIN stored_session s ON s.session_no = p.session_no;

CREATE VIEW audit AS
SELECT entry_no AS audit_id,
       strftime('%Y-%m-%dT%H:%M:%S', ts_us / 1000000, 'unixepoch') || printf('.%06dZ', ts_us % 1000000) AS timestamp,
       kind AS operation,
       CASE WHEN subject IS NULL THEN 'database' ELSE 'session' END AS table_name,
       lower(hex(subject)) AS record_id,
       NULL AS old_values,
       facts AS new_values,
       NULL AS user_context,
       1 AS schema_version
FROM ledger;

CREATE VIEW schema_info AS
SELECT key,
       value,
       (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', max(applied_us) / 1000000, 'unixepoch') FROM migration) AS updated_at
FROM meta
UNION ALL
SELECT 'version', CAST(max(version) AS TEXT), strftime('%Y-%m-%dT%H:%M:%SZ', max(applied_us) / 1000000, 'unixepoch')
FROM migration;

CREATE VIEW schema_migrations AS
SELECT version, applied_us / 1000 AS applied_at FROM migration;

-- Workflow sessions, as folds of their events.

CREATE VIEW sessions AS
SELECT s.session_id,
       coalesce(s.label, '') AS company,
       s.status,
       s.start_us / 1000 AS created_at,
       s.end_us / 1000 AS completed_at,
       (s.end_us - s.start_us) / 1000 AS duration_ms,
       s.cost_micro_usd / 1e6 AS cost_usd,
       (SELECT json_extract(e.payload, '$.markdown') FROM stored_event e JOIN event_type t ON t.type_no = e.type_no
        WHERE e.event_id BETWEEN s.session_no << 40 AND (s.session_no << 40) + 1099511627775
          AND t.name = 'workflow.output_saved'
        ORDER BY e.event_id DESC LIMIT 1) AS markdown_output,
       s.error_message
FROM stored_session s
WHERE s.kind = 'workflow';

CREATE VIEW phase_completions AS
SELECT min(e.event_id) AS id,
       s.session_id,
       json_extract(e.payload, '$.phase_id') AS phase_id,
       min(e.ts_us) / 1000 AS completed_at,
       json_extract(e.payload, '$.duration_ms') AS duration_ms,
       json_extract(e.payload, '$.output') AS output,
       sum(json_extract(e.payload, '$.cost_micro_usd')) / 1e6 AS cost_usd,
       count(*) AS attempts
FROM stored_session s
JOIN stored_event e ON e.event_id BETWEEN s.session_no << 40 AND (s.session_no << 40) + 1099511627775
JOIN event_type t ON t.type_no = e.type_no
WHERE t.name = 'workflow.phase_completed'
GROUP BY s.session_id, json_extract(e.payload, '$.phase_id');

CREATE VIEW workflow_context AS
SELECT s.session_id,
       json_extract(e.payload, '$.context') AS context_json,
       max(e.ts_us) / 1000 AS last_updated
FROM stored_session s
JOIN stored_event e ON e.event_id BETWEEN s.session_no << 40 AND (s.session_no << 40) + 1099511627775
JOIN event_type t ON t.type_no = e.type_no
WHERE t.name = 'workflow.context_saved'
GROUP BY s.session_id;
