//! Files of other programs: documents of the WIRTHFORGE tools, made of their database, and plain events.

use super::export::{import, is_clean, outcomes, sessions};
use crate::common::{Lab, action, fixture};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use serde_json::{Map, Value, json};
use std::path::PathBuf;

/// A database of the reference tool's own schema, so far as its exports read it.
#[expect(clippy::disallowed_methods, reason = "a test that plays another program")]
#[allow(clippy::type_complexity, reason = "the columns of a table")]
fn made(lab: &Lab) -> PathBuf {
    let path = lab.path("reference.db");
    let db = Connection::open(&path).unwrap();
    db.execute_batch(
        "CREATE TABLE session (session_id TEXT PRIMARY KEY, user_id TEXT, start_time TEXT, end_time TEXT, \
           total_energy REAL, total_events INTEGER, model_id TEXT, hardware_tier TEXT, session_mode TEXT, \
           clean_shutdown BOOLEAN, schema_version INTEGER, metadata TEXT, created_at TEXT, updated_at TEXT);
         CREATE TABLE event (event_id INTEGER PRIMARY KEY, session_id TEXT, timestamp TEXT, type TEXT, data TEXT, \
           frame_id INTEGER, energy_delta REAL, processed BOOLEAN, schema_version INTEGER, created_at TEXT);
         CREATE TABLE snapshot (snapshot_id INTEGER PRIMARY KEY, session_id TEXT, timestamp TEXT, \
           snapshot_type TEXT, state TEXT, last_event_id INTEGER, energy_accumulator REAL, frame_count INTEGER);
         INSERT INTO session VALUES ('20250817T194800Z_001', 'default', '2025-08-17T19:48:00+00:00', \
           '2025-08-17T19:48:25.356741+00:00', 12.5, 4, 'ollama/llama2:7b', 'mid', 'normal', 1, 1, '{}', '', '');
         INSERT INTO session VALUES ('20250817T204800Z_002', 'default', '2025-08-17T20:48:00+00:00', NULL, \
           1.5, 1, 'ollama/llama2:7b', 'mid', 'normal', 0, 1, '{}', '', '');
         INSERT INTO snapshot VALUES (1, '20250817T194800Z_001', '2025-08-17T19:48:01Z', 'periodic', '{}', 2, 1.0, 1);",
    )
    .unwrap();
    let one = "20250817T194800Z_001";
    let rows: [(&str, &str, &str, Value, Option<i64>, Option<f64>); 5] = [
        (
            one,
            "2025-08-17T19:48:00.011511Z",
            "system.start",
            json!({ "version": "1.0.0", "user_id": "default",
            "model_id": "ollama/llama2:7b", "hardware_tier": "mid", "mode": "offline" }),
            None,
            None,
        ),
        (
            one,
            "2025-08-17T19:48:00.040293Z",
            "energy.update",
            json!({ "energy": 12.5, "accumulator": 12.5,
            "model_id": "ollama/llama2:7b", "fps": 60.0, "frame_budget_used": 2.29 }),
            Some(1),
            Some(12.5),
        ),
        (
            one,
            "2025-08-17T19:48:00.050293Z",
            "ai.output",
            json!({ "prompt_id": "prompt_1", "token": "NEEDLE-one",
            "token_index": 0, "is_last": false, "model_id": "m" }),
            Some(1),
            None,
        ),
        (
            one,
            "2025-08-17T19:48:00.060293Z",
            "ai.output",
            json!({ "prompt_id": "prompt_1", "token": "NEEDLE \"two\"",
            "token_index": 1, "is_last": true, "model_id": "m" }),
            Some(2),
            None,
        ),
        (
            "20250817T204800Z_002",
            "2025-08-17T20:48:00.000001Z",
            "energy.update",
            json!({ "energy": 1.5,
            "accumulator": 1.5, "model_id": "m", "fps": 60.0, "frame_budget_used": 2.29 }),
            Some(1),
            Some(1.5),
        ),
    ];
    for (n, (session, at, name, data, frame, energy)) in (1..).zip(rows) {
        db.execute(
            "INSERT INTO event VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, 1, '')",
            (n, session, at, name, data.to_string(), frame, energy),
        )
        .unwrap();
    }
    path
}

#[expect(clippy::disallowed_methods, reason = "a test that plays another program")]
fn rows(path: &std::path::Path, sql: &str) -> Vec<Map<String, Value>> {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut query = db.prepare(sql).unwrap();
    let names: Vec<String> = query.column_names().map(ToString::to_string).collect();
    let read = |r: &rusqlite::Row<'_>| {
        let cell = |at: usize| match r.get_ref(at).unwrap() {
            ValueRef::Integer(n) => json!(n),
            ValueRef::Real(x) => json!(x),
            ValueRef::Text(t) => json!(std::str::from_utf8(t).unwrap()),
            _ => Value::Null,
        };
        Ok(names.iter().enumerate().map(|(at, name)| (name.clone(), cell(at))).collect())
    };
    query.query_map((), read).unwrap().map(Result::unwrap).collect()
}

/// A session as the reference's export tool writes it; `parsed` says whether its data is an object or a text.
fn document(path: &std::path::Path, session: &str, parsed: bool) -> Value {
    let of = |table: &str| rows(path, &format!("SELECT * FROM {table} WHERE session_id = '{session}'"));
    let mut events = of("event");
    for event in events.iter_mut().filter(|_| parsed) {
        let data: Value = serde_json::from_str(event["data"].as_str().unwrap()).unwrap();
        event.insert("data".into(), data);
    }
    json!({ "session_metadata": of("session")[0], "events": events, "snapshots": of("snapshot") })
}

fn texts(document: &Value) -> [(&'static str, String); 2] {
    [
        ("x.json", serde_json::to_string_pretty(document).unwrap()),
        ("x.yaml", serde_yaml::to_string(document).unwrap()),
    ]
}

#[test]
fn documents_of_the_reference_tool_become_sessions_and_their_words_commitments() {
    let lab = Lab::new();
    let reference = made(&lab);
    for (name, text) in
        [true, false].iter().flat_map(|p| texts(&document(&reference, "20250817T194800Z_001", *p)))
    {
        let _ = std::fs::remove_file(lab.path("t.db"));
        let _ = std::fs::remove_file(lab.path("t.db.key"));
        lab.write(name, &text);
        let (code, answer) = import(&lab, &[name]);
        assert_eq!((code, outcomes(&answer)), (0, vec!["20250817T194800Z_001 imported".into()]), "{answer}");
        assert_eq!(answer["files"][0]["format"], "wirthforge");
        assert_eq!(answer["files"][0]["sessions"][0]["verified"], false);
        let row = &sessions(&lab.path("t.db"))[0];
        assert_eq!((row.start.to_string(), row.clean), ("2025-08-17T19:48:00.000000Z".into(), true));
        assert_eq!(row.end.unwrap().to_string(), "2025-08-17T19:48:25.356741Z");
        assert_eq!((row.energy_micro, row.last_seq), (Some(12_500_000), Some(4)));
        assert!(row.metadata.contains("wirthforge") && row.model_id.is_some(), "{row:?}");
        is_clean(&lab, "t.db");
        std::fs::remove_file(lab.path(name)).unwrap();
        std::fs::rename(&reference, lab.path("home/reference.db")).unwrap();
        let bytes = std::fs::read(lab.path("t.db")).unwrap();
        std::fs::rename(lab.path("home/reference.db"), &reference).unwrap();
        assert!(!bytes.windows(6).any(|w| w == b"NEEDLE"), "words are in the database");
        assert!(lab.path("t.db.key").exists());
        lab.write(name, &text);
        let (code, again) = import(&lab, &[name]);
        assert_eq!((code, outcomes(&again)), (0, vec!["20250817T194800Z_001 already there".into()]));
        let (code, answer) = import(&lab, &["--db", "words.db", "--content", name]);
        assert_eq!(code, 0, "{answer}");
        let stored = std::fs::read(lab.path("words.db")).unwrap();
        assert!(stored.windows(6).any(|w| w == b"NEEDLE"), "the control: they are there when that is asked");
        std::fs::remove_file(lab.path("words.db")).unwrap();
    }
}

#[test]
fn a_session_that_never_ended_is_interrupted() {
    let lab = Lab::new();
    let reference = made(&lab);
    lab.write("x.json", document(&reference, "20250817T204800Z_002", true).to_string());
    assert_eq!(import(&lab, &["x.json"]).0, 0);
    let row = &sessions(&lab.path("t.db"))[0];
    assert_eq!((row.status.as_str(), row.clean), ("Interrupted", false));
    is_clean(&lab, "t.db");
}

#[test]
fn the_reference_database_itself_exported_comes_to_its_own_sums() {
    let lab = Lab::new();
    let reference = super::foreign_databases::real(&lab, "wirthforge-1.0.0.db");
    for (session, energy) in
        [("20250817T194800Z_001", 2_680_907_000), ("20250817T204800Z_002", 1_076_685_000)]
    {
        for (name, text) in texts(&document(&reference, session, true)) {
            lab.write(name, text);
            let into = format!("{session}.{name}.db");
            let (code, answer) = import(&lab, &["--db", &into, name]);
            assert_eq!(code, 0, "{answer}");
            assert_eq!(sessions(&lab.path(&into))[0].energy_micro, Some(energy), "{session} {name}");
            is_clean(&lab, &into);
        }
    }
}

#[test]
fn plain_events_are_imported_as_record_records_them_and_twice_is_once() {
    let lab = Lab::new();
    let lines = std::fs::read_to_string(fixture("mixed.ndjson")).unwrap();
    lab.write("x.ndjson", &lines);
    let (code, answer) = import(&lab, &["x.ndjson"]);
    assert!(code == 0 || code == 3, "{answer}");
    let (_, again) = import(&lab, &["x.ndjson"]);
    assert_eq!(again["counts"]["imported"], 0, "{again}");
    lab.run(&["record", "--db", "r.db"], &lines);
    let hash = |db: &str| sessions(&lab.path(db)).iter().map(|r| r.state_hash).collect::<Vec<_>>();
    assert_eq!(hash("t.db"), hash("r.db"));
    is_clean(&lab, "t.db");
    let ran = lab.run(&["import", "--json", "--db", "stdin.db", "-"], &lines);
    assert!(ran.code == code, "{}", ran.stderr);
    assert_eq!(hash("stdin.db"), hash("t.db"));
}

#[test]
fn refused_lines_are_left_out_and_each_is_said() {
    let lab = Lab::new();
    let text = format!("{}nonsense SECRET\n{}", action("s", 1), action("s", 2));
    lab.write("x.ndjson", text);
    let (code, answer) = import(&lab, &["x.ndjson"]);
    assert_eq!((code, &answer["counts"]["left_out"]), (3, &json!(1)), "{answer}");
    assert_eq!(answer["files"][0]["notes"][0]["place"], "line 2", "{answer}");
    assert!(!answer.to_string().contains("SECRET"));
    let ran = lab.run(&["import", "--db", "text.db", "x.ndjson"], "");
    assert!(ran.stderr.contains("line 2") && ran.code == 3, "{}", ran.stderr);
}
