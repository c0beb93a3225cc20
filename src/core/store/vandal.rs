//! Damage that is done on purpose: for each rule of `validate` what breaks it and nothing else, where it can be done
//! with SQL or bytes after the recording. No verb but `fixture make` comes here, and it only ever hands over a
//! database that it made itself and that has no name yet.

use super::connect::{Purpose, open_file};
use super::error::StoreError;
use super::preflight::Place;
use super::schema::sibling;
use super::wal::forge;
use super::writer::{Opening, Writer};
use crate::core::model::privacy::hex;
use crate::core::model::state::State;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

/// **WOUND TABLE**: a rule and the statements that break it. They hit the first session alone (event ids are
/// `session << 40` and the seq), so that a fixture may have any number of others. Numbers of sessions that are not
/// there are larger than any count of sessions; `:empty_state` is the hash of a state without events.
static WOUNDS: &[(&str, &str)] = &[
    ("WFB001", "UPDATE baseline SET state = x'00' WHERE session_no = 1"),
    ("WFB002", "UPDATE baseline SET ts_us = ts_us + 1 WHERE session_no = 1"),
    ("WFB003", "DELETE FROM baseline WHERE session_no = 1"),
    ("WFB004", "INSERT INTO stored_event (event_id, ts_us, type_no, flags) VALUES ((1 << 40) + 2, 1, 1, 0)"),
    ("WFS001", "CREATE TABLE mine (a)"),
    ("WFS002", "INSERT INTO meta VALUES ('content_key_id', 'x')"),
    (
        "WFS003",
        "INSERT INTO stored_quarantine (received_us, source, line_no, code, message, length, digest) \
         VALUES (1, '-', 3, 'json', 'no JSON', 7, x'00')",
    ),
    ("WFS004", "CREATE TABLE x_mine (a)"),
    ("WFM001", "INSERT INTO migration VALUES (7, 'x', 'y', 1)"),
    ("WFM002", "UPDATE migration SET name = 'x' WHERE version = 2"),
    ("WFM003", "UPDATE migration SET applied_us = 5"),
    ("WFM004", "UPDATE migration SET checksum = 'x' WHERE version = 2"),
    ("WFC001", "UPDATE stored_session SET cost_micro_usd = 5 WHERE session_no = 1"),
    ("WFC002", "UPDATE stored_session SET status = 'Paused' WHERE session_no = 1"),
    ("WFD001", "UPDATE stored_snapshot SET codec = 'odd' WHERE session_no = 1"),
    ("WFD003", "UPDATE stored_event SET flags = 999 WHERE event_id = (1 << 40) + 5"),
    (
        "WFD004",
        "CREATE TABLE x_room (a); \
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT \
         (SELECT 400 + 2 * page_count FROM pragma_page_count)) INSERT INTO x_room SELECT zeroblob(4000) FROM n; \
         DROP TABLE x_room",
    ),
    ("WFD010", "UPDATE segment SET block = substr(block, 1, length(block) - 1)"),
    ("WFK001", "INSERT INTO seal_key VALUES (8000000, 1, zeroblob(32))"),
    ("WFK002", "DELETE FROM event_type WHERE name = 'x.custom'"),
    ("WFK003", "INSERT INTO event_key VALUES (8000000, 1, 1)"),
    ("WFK004", "DELETE FROM event_key WHERE session_no = 1 AND seq = 4"),
    (
        "WFK005",
        "INSERT INTO stored_session SELECT 1 << 30, 'other', kind, label, user_id, mode, status, stores_content, \
         durability, start_us, end_us, clean, owner, pseudonym, last_seq, energy_micro, cost_micro_usd, lost, \
         state_hash, model_id, hardware_tier, level, error_message, metadata, created_us, updated_us \
         FROM stored_session WHERE session_no = 1",
    ),
    (
        "WFK006",
        "INSERT INTO stored_event (event_id, ts_us, type_no, flags, payload) VALUES ((1 << 40) + 3, 1, 1, 0, '{}')",
    ),
    ("WFJ003", "UPDATE stored_session SET metadata = 'x' WHERE session_no = 1"),
    ("WFE001", "UPDATE stored_session SET energy_micro = energy_micro + 1 WHERE session_no = 1"),
    ("WFE003", "UPDATE stored_session SET state_hash = zeroblob(32) WHERE session_no = 1"),
    ("WFH001", r#"UPDATE stored_event SET payload = '{"a":3}' WHERE event_id = (1 << 40) + 10"#),
    ("WFH003", "UPDATE journal SET facts = '{}' WHERE journal_id = (1 << 40) + 1"),
    ("WFH004", "UPDATE ledger SET ts_us = 5 WHERE kind = 'created'"),
    (
        "WFH005",
        "INSERT INTO stored_session (session_id, kind, status, start_us, end_us, clean, pseudonym, last_seq, \
         energy_micro, state_hash, created_us, updated_us) \
         VALUES ('alien', 'stream', 'Completed', 1, 1, 1, x'01', 0, 0, :empty_state, 1, 1)",
    ),
    (
        "WFH007",
        "DELETE FROM seal_key WHERE session_no = 1; DELETE FROM stored_event WHERE event_id >> 40 = 1; \
         DELETE FROM event_key WHERE session_no = 1; DELETE FROM journal WHERE journal_id >> 40 = 1; \
         DELETE FROM stored_snapshot WHERE session_no = 1; DELETE FROM stored_session WHERE session_no = 1",
    ),
    ("WFH008", "DELETE FROM seal_key WHERE session_no = 1"),
    ("WFH009", "UPDATE stored_session SET clean = 0 WHERE session_no = 1"),
    ("WFH011", "UPDATE stored_session SET label = 'other' WHERE session_no = 1"),
    ("WFN001", "UPDATE stored_snapshot SET state = x'00' WHERE session_no = 1 AND last_seq = 12"),
    ("WFN002", "UPDATE stored_snapshot SET state_hash = zeroblob(32) WHERE session_no = 1 AND last_seq = 12"),
    ("WFN004", "UPDATE stored_snapshot SET kind = 'manual' WHERE session_no = 1 AND last_seq = 12"),
    ("WFN005", "DELETE FROM stored_snapshot WHERE session_no = 1 AND last_seq = 12"),
];

/// The rules that are broken with statements.
#[cfg(test)]
pub fn rules() -> Vec<&'static str> {
    WOUNDS.iter().map(|w| w.0).collect()
}

/// Breaks a rule with its statements, if it has some.
pub fn wound(path: &Path, rule: &str) -> Result<(), StoreError> {
    let Some((_, statements)) = WOUNDS.iter().find(|w| w.0 == rule) else { return Ok(()) };
    let link = open_file(path, Purpose::WriteProcess, Duration::ZERO)?;
    link.conn.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")?;
    let empty = format!("x'{}'", hex(&State::default().hash()));
    link.conn.execute_batch(&statements.replace(":empty_state", &empty))?;
    link.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

/// Packs the first events of the first session.
pub fn seal(path: &Path) -> Result<(), StoreError> {
    let opening =
        Opening { create: None, durable: false, lock_timeout: Duration::ZERO, owner: "a fixture".into() };
    let mut writer = Writer::open(&Place::parse(path), &opening)?;
    let mut tx = writer.begin()?;
    tx.seal_range(1, (1, 8))?;
    tx.commit()?;
    writer.tidy()
}

/// Bytes behind the last page.
pub fn append(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let file = OpenOptions::new().append(true).open(path);
    file.and_then(|mut f| f.write_all(bytes)).map_err(|e| StoreError::io(path, e))
}

/// Commits of the log that [`tear_log`] writes.
const COMMITS: u32 = 4;

/// Gives a database a log, as a recorder that was killed leaves it, and damages its commit number `bad` (from 1).
/// What the log says is what stands in the database, so that nothing is lost with it.
pub fn tear_log(path: &Path, salts: [u32; 2], bad: u32) -> Result<(), StoreError> {
    let io = |e| StoreError::io(path, e);
    let (size, pages) = {
        let link = open_file(path, Purpose::ReadQuiet, Duration::ZERO)?;
        let number = |pragma| link.conn.query_row(pragma, [], |r| r.get::<_, u32>(0));
        (number("PRAGMA page_size")?, number("PRAGMA page_count")?)
    };
    let mut page = vec![0; size as usize];
    std::fs::File::open(path).and_then(|mut f| std::io::Read::read_exact(&mut f, &mut page)).map_err(io)?;
    let mut log = forge(&page, pages, salts, COMMITS);
    let in_frame = 32 + (24 + page.len()) * (bad.saturating_sub(1)) as usize + 1000;
    if let Some(byte) = log.get_mut(in_frame) {
        *byte ^= 1;
    }
    let beside = sibling(path, "-wal");
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside);
    file.and_then(|mut f| f.write_all(&log).and_then(|()| f.sync_all()))
        .map_err(|e| StoreError::io(&beside, e))
}
