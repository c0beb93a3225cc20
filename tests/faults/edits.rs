//! P10: every edit of a single row of a session is found, whoever makes it with plain SQL, and a tail that is cut off
//! with care is found where a head was kept. What no seal covers is listed here, with the reason.

use super::made::{changed, closed, framed, killed, rich, vandal};
use super::reading::{differences, picture, validated};
use super::scale::{count, full, tell};
use crate::common::{Lab, action, rows};
use std::fmt::Write;
use std::path::Path;

const EVENTS: u64 = 300;

/// A session of 300 events: frames, keys, unknown members, several seals and snapshots.
fn session(lab: &Lab) -> Vec<u8> {
    let lines: String = (1..=EVENTS).map(|n| framed("s", n)).collect();
    lab.record(&["--session", "s", "--snapshot-every", "40"], lines).expect(0);
    std::fs::read(closed(lab)).unwrap()
}

/// Rows of the event as SQL, by their seq.
fn id(seq: u64) -> String {
    format!("((1 << 40) + {seq})")
}

/// All that can be done to one row of `stored_event`: what it is called, and the SQL.
fn edits_of(seq: u64) -> Vec<(String, String)> {
    let (this, other) = (id(seq), id(seq % EVENTS + 1));
    let columns = "ts_us, type_no, flags, frame_id, energy_micro, payload, event_key, extra, seal";
    let copy = |to: String| {
        format!("INSERT INTO stored_event SELECT {to}, {columns} FROM stored_event WHERE event_id = {this}")
    };
    let swap = |column: &str| {
        format!(
            "CREATE TEMP TABLE t AS SELECT event_id AS id, {column} AS v FROM stored_event WHERE event_id IN ({this}, {other}); \
             UPDATE stored_event SET {column} = (SELECT v FROM t WHERE id <> event_id) WHERE event_id IN ({this}, {other})"
        )
    };
    let mut all = vec![
        ("delete".to_owned(), format!("DELETE FROM stored_event WHERE event_id = {this}")),
        ("duplicate at the end".to_owned(), copy(id(EVENTS + 1))),
        ("duplicate far away".to_owned(), copy(id(EVENTS + 500 + seq))),
        ("duplicate before the first".to_owned(), copy(id(0))),
        ("duplicate in a session that is not there".to_owned(), copy(format!("((7 << 40) + {seq})"))),
        ("swap payloads".to_owned(), swap("payload")),
        (
            "swap neighbours".to_owned(),
            format!(
                "UPDATE stored_event SET event_id = -1 WHERE event_id = {this}; \
                 UPDATE stored_event SET event_id = {this} WHERE event_id = {other}; \
                 UPDATE stored_event SET event_id = {other} WHERE event_id = -1"
            ),
        ),
        (
            "move".to_owned(),
            format!("UPDATE stored_event SET event_id = {} WHERE event_id = {this}", id(EVENTS + 9)),
        ),
    ];
    for change in [
        "ts_us = ts_us + 1",
        "type_no = 99",
        "type_no = (SELECT type_no FROM event_type WHERE name = 'x.other')",
        "flags = flags | 1",
        "frame_id = NULL",
        "frame_id = frame_id + 1",
        "energy_micro = energy_micro + 1",
        "energy_micro = NULL",
        "payload = payload || ' '",
        "payload = NULL",
        "payload = replace(payload, 'm:7b', 'm:7c')",
        "event_key = event_key || 'x'",
        "event_key = NULL",
        "extra = NULL",
        "extra = '{\"hint\":0}'",
        "seal = CASE WHEN seal IS NULL THEN zeroblob(32) END",
        "seal = zeroblob(32)",
        "seal = x'00'",
    ] {
        all.push((change.to_owned(), format!("UPDATE stored_event SET {change} WHERE event_id = {this}")));
    }
    all
}

#[test]
fn every_edit_of_one_row_of_a_session_is_found() {
    let lab = Lab::new();
    let mut base = session(&lab);
    let path = lab.path("edited.db");
    // A second type, so that an event can be given another one that has a name.
    lab.record(&["--session", "t"], "{\"type\":\"x.other\",\"data\":{}}\n").expect(0);
    base = std::fs::read(closed(&lab)).unwrap_or(base);
    let first = {
        std::fs::write(&path, &base).unwrap();
        validated(&path, &[])
    };
    assert_eq!(first.errors, 0, "before any edit: {}", first.said);
    let (mut tried, mut missed) = (0, Vec::new());
    let step = EVENTS / count(10, EVENTS);
    for seq in (1..=EVENTS).step_by(step as usize).chain((!full()).then_some(EVENTS)) {
        for (what, sql) in edits_of(seq) {
            changed(&base, &path, &sql);
            tried += 1;
            if validated(&path, &[]).errors == 0 {
                missed.push(format!("event {seq}: {what}"));
            }
        }
    }
    tell("single-row edits of a 300-event session", tried, missed.len() as u64);
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

/// Control: an edit that changes nothing is none, so the edits above were found for what they are.
#[test]
fn an_edit_that_changes_nothing_is_no_finding() {
    let lab = Lab::new();
    let base = session(&lab);
    let path = lab.path("edited.db");
    for sql in [
        "UPDATE stored_event SET payload = payload, ts_us = ts_us + 0",
        "CREATE TEMP TABLE t AS SELECT * FROM stored_event WHERE event_id & 255 = 9; \
         DELETE FROM stored_event WHERE event_id & 255 = 9; INSERT INTO stored_event SELECT * FROM t",
    ] {
        changed(&base, &path, sql);
        let verdict = validated(&path, &[]);
        assert_eq!(verdict.errors, 0, "{sql}: {}", verdict.said);
    }
}

/// What can be changed in a row without `validate` finding it, and why that is so. To be kept small.
///
/// Beside these stand columns that no part of the library reads: `created_us` and `updated_us` (they say again what
/// beginning and end say, for the views), and `codec` of a snapshot. The quarantine holds what never became an
/// event, and no promise speaks of it.
const UNSEALED: &[(&str, &str)] = &[
    (
        "stored_session.metadata",
        "always {} in this version; it must stay a JSON object, and nothing else is known of it",
    ),
    ("stored_session.error_message", "no verb of this version writes it"),
    (
        "stored_session.lost",
        "found where the journal declares no gap; with one, the larger of the two counts",
    ),
];

/// Every column of every table with a value that it could have; each row is changed for itself.
const COLUMNS: &[(&str, &[&str])] = &[
    (
        "stored_session",
        &[
            "session_no = session_no + 50",
            "session_id = session_id || 'x'",
            "kind = CASE kind WHEN 'stream' THEN 'workflow' ELSE 'stream' END",
            "label = coalesce(label, '') || 'x'",
            "label = NULL",
            "user_id = user_id || 'x'",
            "mode = mode || 'x'",
            "status = 'Failed'",
            "status = 'Cancelled'",
            "status = 'Running'",
            "stores_content = 1 - stores_content",
            "durability = CASE durability WHEN 'disk' THEN 'process' ELSE 'disk' END",
            "start_us = start_us + 1",
            "end_us = end_us + 1",
            "end_us = NULL",
            "clean = 1 - clean",
            "owner = '1:1:nobody'",
            "pseudonym = zeroblob(16)",
            "last_seq = last_seq + 1",
            "last_seq = NULL",
            "energy_micro = energy_micro + 1",
            "energy_micro = NULL",
            "cost_micro_usd = coalesce(cost_micro_usd, 0) + 1",
            "lost = lost + 1",
            "state_hash = zeroblob(32)",
            "state_hash = NULL",
            "model_id = coalesce(model_id, '') || 'x'",
            "hardware_tier = coalesce(hardware_tier, '') || 'x'",
            "level = coalesce(level, 0) + 1",
            "error_message = 'x'",
            "metadata = '{\"a\":1}'",
        ],
    ),
    (
        "stored_snapshot",
        &[
            "snapshot_id = snapshot_id + 100",
            "session_no = CASE session_no WHEN 1 THEN 2 ELSE 1 END",
            "last_seq = last_seq - 1",
            "frame_id = coalesce(frame_id, 0) + 1",
            "ts_us = ts_us + 1",
            "kind = CASE kind WHEN 'manual' THEN 'periodic' ELSE 'manual' END",
            "reason = coalesce(reason, '') || 'x'",
            "energy_micro = energy_micro + 1",
            "base_id = coalesce(base_id, 0) + 1",
            "base_id = NULL",
            "size = size + 1",
            "state = zeroblob(20)",
            "state_hash = zeroblob(32)",
        ],
    ),
    ("event_type", &["type_no = type_no + 50", "name = name || 'x'"]),
    ("event_key", &["key_hash = key_hash + 1", "seq = seq + 1", "session_no = session_no + 1"]),
    ("seal_key", &["session_no = session_no + 1", "first_seq = first_seq + 1", "key = zeroblob(32)"]),
    (
        "journal",
        &[
            "journal_id = journal_id + 50",
            "after_seq = after_seq + 1",
            "ts_us = ts_us + 1",
            "kind = kind || 'x'",
            "facts = '{}'",
            "facts = facts || ' '",
            "hash = zeroblob(32)",
        ],
    ),
    (
        "ledger",
        &[
            "entry_no = entry_no + 50",
            "ts_us = ts_us + 1",
            "kind = kind || 'x'",
            "subject = zeroblob(16)",
            "facts = facts || ' '",
            "hash = zeroblob(32)",
        ],
    ),
];

#[test]
fn every_edit_of_a_column_that_can_be_read_is_found_but_for_those_that_are_listed() {
    let lab = Lab::new();
    let base = std::fs::read(rich(&lab)).unwrap();
    let path = lab.path("edited.db");
    std::fs::write(&path, &base).unwrap();
    let before = picture(&path).unwrap();
    let most = count(4, 1000);
    let (mut tried, mut silent) = (0, Vec::new());
    for (table, changes) in COLUMNS {
        let which = keys_of(&path, table);
        let step = (which.len() as u64 / most).max(1) as usize;
        for key in which.iter().step_by(step) {
            for change in *changes {
                let sql = format!("UPDATE OR IGNORE {table} SET {change} WHERE {key}");
                changed(&base, &path, &sql);
                let what = match picture(&path) {
                    Ok(after) if after == before => continue, // null stayed null, or another row has that key
                    Ok(after) => differences(&before, &after).join(", "),
                    Err(why) => why,
                };
                tried += 1;
                if validated(&path, &[]).errors == 0 {
                    silent.push((
                        format!("{table}.{}", change.split(' ').next().unwrap_or_default()),
                        change,
                        key.clone(),
                        what,
                    ));
                }
            }
        }
    }
    let listed = |place: &String| UNSEALED.iter().any(|(name, _)| name == place);
    let said: Vec<String> = silent
        .iter()
        .filter(|s| !listed(&s.0))
        .map(|(_, change, key, what)| format!("{key}: {change}: {what}"))
        .collect();
    tell("edits of every column that can be read", tried, said.len() as u64);
    assert!(said.is_empty(), "{}", said.join("\n"));
    for (name, why) in UNSEALED.iter().filter(|u| u.0 != "stored_session.lost") {
        assert!(silent.iter().any(|s| s.0 == *name), "{name} is found by now, it need not be listed ({why})");
    }
}

/// A condition for each row of a table.
fn keys_of(path: &Path, table: &str) -> Vec<String> {
    let columns = match table {
        "event_key" => "session_no, key_hash, seq",
        "seal_key" => "session_no, first_seq",
        _ => "rowid",
    };
    let names: Vec<&str> = columns.split(", ").collect();
    let all = rows(&vandal(path), &format!("SELECT {columns} FROM {table} ORDER BY {columns}"));
    let condition = |row: &String| {
        let pairs = names.iter().zip(row.split('|')).map(|(name, value)| format!("{name} = {value}"));
        pairs.collect::<Vec<_>>().join(" AND ")
    };
    all.iter().map(condition).collect()
}

#[test]
fn a_tail_that_is_cut_with_care_is_found_by_the_head_that_was_kept() {
    let lab = Lab::new();
    killed(&lab, "s");
    // The log goes into the file; the row keeps its dead recorder, as after a power cut.
    vandal(&lab.path("t.db")).query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    let base = std::fs::read(closed(&lab)).unwrap();
    let head = lab.write("head", lab.run(&["head"], "").expect(0).stdout);
    let seals =
        lab.rows("SELECT event_id & 1099511627775 FROM stored_event WHERE seal IS NOT NULL ORDER BY 1");
    assert!(seals.len() >= 10, "{seals:?}");
    let path = lab.path("cut.db");
    let (mut tried, mut without, mut missed) = (0, 0, Vec::new());
    for seq in seals.iter().rev().skip(1) {
        let mut sql = format!("DELETE FROM stored_event WHERE event_id & 1099511627775 > {seq};");
        for (table, column) in [("journal", "after_seq"), ("stored_snapshot", "last_seq")] {
            let _ = write!(sql, "DELETE FROM {table} WHERE {column} > {seq};");
        }
        changed(&base, &path, &sql);
        tried += 1;
        without += u64::from(validated(&path, &[]).errors == 0);
        let args = ["validate", path.to_str().unwrap(), "--head", head.to_str().unwrap()];
        if lab.run(&args, "").code != 4 {
            missed.push(seq.clone());
        }
    }
    tell("tails cut with care, a head kept", tried, missed.len() as u64);
    assert!(missed.is_empty(), "{missed:?}");
    // Control: it is the head that finds them; nothing that is left contradicts itself.
    tell("tails cut with care, no head (control)", tried, without);
    assert_eq!(without, tried);
    lab.record(&["--session", "after"], action("after", 1)).expect(0);
}
