//! Out and in again: bytes, states, seals.

use super::export::{FORMATS, export, import, is_clean, outcomes, sessions};
use crate::common::{Lab, fixture};
use serde_json::json;
use std::os::unix::fs::PermissionsExt;

/// A database with a bit of everything: two streams, one with content, one resumed, a workflow, snapshots.
pub fn varied() -> Lab {
    let lab = Lab::new();
    lab.record(&["--label", "TechCorp"], std::fs::read(fixture("demo.ndjson")).unwrap()).expect(0);
    let odd =
        r#"{"type":"x.odd","event_key":"=k \"é","trace":{"a":[1, 2]},"flags":7,"data":{ "n" : 1.50e0 }}"#;
    let words = r#"{"type":"ai.output","data":{"prompt_id":"p","token":"hello","token_index":0,"is_last":true,"model_id":"m"}}"#;
    lab.record(&["--content", "--session", "with.content"], format!("{odd}\n{words}\n")).expect(0);
    let more = r#"{"type":"user.action","frame_id":3,"energy_delta":-1.5,"data":{"action":"pause"}}"#;
    lab.record(&["--session", "with.content", "--resume"], format!("{more}\n")).expect(0);
    let workflow = r#"{"session_id":"w-1","type":"workflow.started","data":{"label":"Acme"}}"#;
    lab.record(&[], format!("{workflow}\n")).expect(0);
    lab.run(&["snapshot", "create", "with.content", "--reason", "by hand"], "").expect(0);
    lab
}

#[test]
fn what_was_exported_comes_back_to_the_byte_from_every_format() {
    let lab = varied();
    for format in FORMATS {
        let name = format!("x.{format}");
        let first = export(&lab, "t.db", format, &name);
        let into = format!("{format}.db");
        let (code, answer) = import(&lab, &["--db", &into, &name]);
        assert_eq!(code, 0, "{format}: {answer}");
        assert_eq!(answer["counts"]["imported"], 3, "{format}: {answer}");
        let verified =
            answer["files"][0]["sessions"].as_array().unwrap().iter().all(|s| s["verified"] == true);
        assert!(verified, "{answer}");
        let second = export(&lab, &into, format, "again");
        assert_eq!(String::from_utf8(second), String::from_utf8(first), "{format}");
        is_clean(&lab, &into);
        let mode = std::fs::metadata(lab.path(&into)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{format}");
        for row in sessions(&lab.path("t.db")).iter().filter(|_| format == "yaml") {
            let state = |db: &str| lab.run(&["replay", "--json", "--db", db, &row.session_id], "").answer();
            assert_eq!(state(&into)["state_hash"], state("t.db")["state_hash"]);
            assert_eq!(state(&into)["state"], state("t.db")["state"]);
        }
    }
    let left: Vec<String> =
        lab.files().into_iter().filter(|f| f.contains(".import-") || f.contains(".new")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn the_audit_trail_says_what_was_imported_and_from_where() {
    let lab = varied();
    export(&lab, "t.db", "ndjson", "x.ndjson");
    import(&lab, &["--db", "b.db", "x.ndjson"]);
    let reader = wfstate::Reader::open(&lab.path("b.db"), std::time::Duration::from_secs(5)).unwrap();
    let trail = wfstate::audit::entries(&reader).unwrap();
    let imported: Vec<_> = trail.iter().filter(|e| e.kind == "imported").collect();
    assert_eq!(imported.len(), 3);
    assert!(imported.iter().all(|e| e.path.as_deref().is_some_and(|p| p.ends_with("x.ndjson"))));
    assert!(imported.iter().all(|e| e.session_id.is_some() && e.facts["verified"] == true));
}

#[test]
fn databases_and_packs_are_imported_session_by_session() {
    use wfstate::observer::Silent;
    use wfstate::pack::{Kind, Request, write};
    let lab = varied();
    let timeout = std::time::Duration::from_secs(5);
    let request = Request {
        database: lab.path("t.db"),
        kind: Kind::Archive,
        out: lab.path("x.wfz"),
        over: false,
        lock_timeout: timeout,
    };
    write(&request, &Silent).unwrap();
    let lines = super::export::lines(&lab.path("t.db"));
    for file in ["t.db", "x.wfz"] {
        let into = format!("{file}.imported");
        let (code, answer) = import(&lab, &["--db", &into, file]);
        assert_eq!((code, &answer["counts"]["imported"]), (0, &json!(3)), "{answer}");
        is_clean(&lab, &into);
        let same = super::export::lines(&lab.path(&into));
        assert_eq!(same.len(), lines.len());
        for (a, b) in same.iter().zip(&lines).skip(1).filter(|(a, _)| !a.contains("integrity")) {
            assert_eq!(a, b, "{file}");
        }
        let (_, again) = import(&lab, &["--db", &into, "--session", "w-1", file]);
        assert_eq!(outcomes(&again), ["w-1 already there"]);
    }
    let (code, failure) = import(&lab, &["--db", "one.db", "--session", "nobody", "t.db"]);
    assert_eq!((code, failure["kind"].as_str()), (5, Some("no_match")));
}

/// `wfstate export` of all sessions.
fn verb(lab: &Lab, database: &str, out: &str, more: &[&str]) -> Vec<u8> {
    let args = ["export", "--db", database, "--all", "--force", "-o", out];
    lab.run(&[&args, more].concat(), "").expect(0);
    std::fs::read(lab.path(out)).unwrap()
}

#[test]
fn the_verbs_export_and_import_give_the_same_bytes_again() {
    let lab = varied();
    for format in FORMATS {
        let (out, into) = (format!("x.{format}"), format!("{format}.db"));
        let whole = verb(&lab, "t.db", &out, &["--include-content", "--yes"]);
        let (code, answer) = import(&lab, &["--db", &into, &out]);
        assert_eq!((code, &answer["counts"]["imported"]), (0, &json!(3)), "{answer}");
        is_clean(&lab, &into);
        let again = verb(&lab, &into, &out, &["--include-content", "--yes"]);
        assert_eq!(String::from_utf8(again), String::from_utf8(whole), "{format}");
    }
}

#[test]
fn a_filtered_export_is_proved_by_its_commitments_and_is_no_other_session() {
    let lab = varied();
    verb(&lab, "t.db", "x.json", &[]);
    let (code, answer) = import(&lab, &["--db", "n.db", "x.json"]);
    assert_eq!((code, &answer["counts"]["imported"]), (0, &json!(3)), "{answer}");
    let verified = answer["files"][0]["sessions"].as_array().unwrap().iter().all(|s| s["verified"] == true);
    assert!(verified, "{answer}");
    is_clean(&lab, "n.db");
    let (_, again) = import(&lab, &["--db", "n.db", "x.json"]);
    assert_eq!(again["counts"]["already_there"], 3, "{again}");
    let (_, home) = import(&lab, &["x.json"]);
    assert_eq!(home["counts"]["already_there"], 3, "{home}");
    // Whole, it is still the same recording.
    verb(&lab, "t.db", "whole.json", &["--include-content", "--yes"]);
    let (code, whole) = import(&lab, &["--db", "n.db", "whole.json"]);
    assert_eq!((code, &whole["counts"]["already_there"]), (0, &json!(3)), "{whole}");
}
