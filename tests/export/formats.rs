//! Every format: read back it is the recording.

use super::scene::{FORMATS, broken, export, lab, replay};
use serde_json::Value;

#[test]
fn every_format_replays_to_the_same_state_and_its_seals_hold() {
    let lab = lab();
    for (session, content) in [("plain", false), ("words", true)] {
        let (_, whole) = replay(&lab, &[session]);
        for format in FORMATS {
            let file = format!("{session}.{format}");
            let mut args = vec![session, "-o", &file];
            args.extend(content.then_some("--include-content"));
            export(&lab, &args).expect(0);
            let (code, again) = replay(&lab, &[&file]);
            assert_eq!(code, 0, "{file}: {again}");
            assert_eq!(again["state_hash"], whole["state_hash"], "{file}");
            assert_eq!(
                (&again["verified"], &again["energy"]),
                (&Value::Bool(true), &whole["energy"]),
                "{file}"
            );
            assert_eq!(broken(&lab, &file), (0, vec![]), "{file}");
        }
    }
}

#[test]
fn the_digest_is_the_same_whatever_the_format_and_an_export_is_the_same_every_time() {
    let lab = lab();
    let mut digests = Vec::new();
    for format in FORMATS {
        let once = export(&lab, &["--all", "--format", format]).expect(0).stdout;
        assert_eq!(once, export(&lab, &["--all", "--format", format]).expect(0).stdout, "{format}");
        let at = once.rfind("digest").unwrap();
        let hex: String = once[at + 6..].chars().filter(char::is_ascii_hexdigit).take(64).collect();
        digests.push(hex);
    }
    digests.dedup();
    assert_eq!((digests.len(), digests[0].len()), (1, 64), "{digests:?}");
}

#[test]
fn every_record_follows_the_schema() {
    let lab = lab();
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/export.json")).unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap();
    for args in [
        &["--all"][..],
        &["--all", "--include-content"],
        &["words", "--seq", "9..30"],
        &["words", "--type", "a*"],
    ] {
        for line in export(&lab, args).expect(0).lines() {
            let faults: Vec<String> = schema.iter_errors(&line).map(|e| e.to_string()).collect();
            assert!(faults.is_empty(), "{faults:?}\n{line}");
        }
    }
}

#[test]
fn a_file_of_several_sessions_gives_each_of_them() {
    let lab = lab();
    for format in FORMATS {
        let file = format!("all.{format}");
        export(&lab, &["--all", "--include-content", "-o", &file]).expect(0);
        for session in ["plain", "words"] {
            let (_, whole) = replay(&lab, &[session]);
            let (code, again) = replay(&lab, &[&file, "--session", session]);
            assert_eq!((code, &again["state_hash"]), (0, &whole["state_hash"]), "{file} {session}");
        }
        assert_eq!(replay(&lab, &[&file]).0, 5, "one has to be chosen");
        assert_eq!(broken(&lab, &file), (0, vec![]), "{file}");
    }
}

#[test]
fn the_ending_chooses_the_format_and_the_name_is_never_changed() {
    let lab = lab();
    for (name, begins) in [
        ("a.JSON", "{\"schema\""),
        ("b.yml", "schema:"),
        ("c.csv", "record,"),
        ("d.sql", "BEGIN;"),
        ("e.jsonl", "{\"message_type\""),
        ("f", "{\"message_type\""),
        ("g.txt", "{\"message_type\""),
    ] {
        export(&lab, &["plain", "-o", name]).expect(0);
        assert!(std::fs::read_to_string(lab.path(name)).unwrap().starts_with(begins), "{name}");
    }
    export(&lab, &["plain", "-o", "h.csv", "--format", "json"]).expect(0);
    assert!(std::fs::read_to_string(lab.path("h.csv")).unwrap().starts_with('{'));
    export(&lab, &["plain", "--format", "markdown"]).expect(2);
}

#[test]
fn an_audit_document_says_what_was_kept_and_what_proves_it() {
    let lab = lab();
    export(&lab, &["words", "--profile", "audit", "-o", "a.json"]).expect(0);
    let document: Value = serde_json::from_slice(&std::fs::read(lab.path("a.json")).unwrap()).unwrap();
    let (metadata, summary) = (&document["session_metadata"], &document["audit_summary"]);
    assert_eq!((&metadata["user_id"], &metadata["label"]), (&"u-17".into(), &"Big Corp".into()));
    assert_eq!(summary["total_events"], document["events"].as_array().unwrap().len());
    assert_eq!(metadata["total_energy"], 37);
    assert_eq!(summary["events_by_family"]["user"], 21);
    let integrity = &summary["data_integrity"];
    assert!(integrity["seals_verified"].as_u64().unwrap() > 0, "{integrity}");
    assert_eq!((&integrity["seals_broken"], &integrity["missing_events"]), (&0.into(), &0.into()));
    assert_eq!(summary["privacy"]["content_stored"], true);
    assert_eq!(summary["privacy"]["content_included"], false);
    assert!(summary["privacy"]["filtered_events"].as_u64().unwrap() > 40, "{summary}");
    assert_eq!(summary["performance"]["generation_time_ms"]["max"], 16.5);
    let yaml = export(&lab, &["words", "--profile", "audit"]).expect(0).stdout;
    let same: Value = serde_yaml::from_str(&yaml).unwrap();
    assert_eq!(same, document);
    assert_eq!(replay(&lab, &["a.json"]).0, 0);
    export(&lab, &["--all", "--profile", "audit"]).expect(2);
    export(&lab, &["words", "--profile", "audit", "-o", "a.csv"]).expect(2);
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test that plays the stock sqlite3")]
fn the_script_is_one_that_sqlite_loads_a_row_a_record() {
    let lab = lab();
    let script = export(&lab, &["words", "--include-content", "--format", "sql"]).expect(0).stdout;
    let lines = export(&lab, &["words", "--include-content"]).expect(0).stdout;
    let db = rusqlite::Connection::open_in_memory().unwrap();
    db.execute_batch(&script).unwrap();
    let one = |sql: &str| db.query_row(sql, [], |r| r.get::<_, String>(0)).unwrap();
    assert_eq!(one("SELECT count(*) || '' FROM wfstate_export"), lines.lines().count().to_string());
    let words = one(
        "SELECT json_extract(data, '$.prompt_text') FROM wfstate_export WHERE type = 'user.prompt' LIMIT 1",
    );
    assert_eq!(words, super::scene::NEEDLE);
    assert_eq!(one("SELECT event_key FROM wfstate_export WHERE seq = 5"), "key-1");
}
