//! What leaves by default, what leaves on demand, and what is kept of that.

use super::scene::{FORMATS, NEEDLE, broken, export, lab, replay, talk};
use crate::common::Lab;
use serde_json::{Value, json};

fn read(lab: &Lab, name: &str) -> String {
    std::fs::read_to_string(lab.path(name)).unwrap()
}

#[test]
fn by_default_no_word_leaves_in_any_format_and_the_energy_is_the_same() {
    let lab = lab();
    let (_, whole) = replay(&lab, &["words"]);
    for format in FORMATS {
        let file = format!("x.{format}");
        export(&lab, &["words", "-o", &file]).expect(0);
        let text = read(&lab, &file);
        assert!(!text.contains("NEEDLE") && !text.contains("my own"), "{file}");
        assert!(text.contains("Big Corp") && text.contains("key-3") && text.contains("research"), "{file}");
        let (code, again) = replay(&lab, &[&file]);
        assert_eq!(code, 0, "{file}: {again}");
        assert_eq!((&again["energy"], &again["events"]), (&whole["energy"], &whole["events"]), "{file}");
        assert_eq!(again["verified"], true, "the head says the state of the file's own events");
        assert_eq!(broken(&lab, &file), (0, vec![]), "{file}");
        // The control: the same with everything in it has all of them.
        let all = export(&lab, &["words", "--include-content", "--format", format]).expect(0).stdout;
        assert!(all.matches("NEEDLE").count() >= talk("words").matches("NEEDLE").count(), "{file}");
    }
}

#[test]
fn keys_of_stretches_with_words_stay_and_the_envelopes_are_still_proved() {
    let lab = lab();
    export(&lab, &["words", "-o", "x.ndjson"]).expect(0);
    let head: Value = serde_json::from_str(read(&lab, "x.ndjson").lines().nth(1).unwrap()).unwrap();
    assert_eq!(head["integrity"]["keys"], json!([]));
    let keys = lab.rows("SELECT lower(hex(key)) FROM seal_key");
    assert!(!keys.is_empty() && keys.iter().all(|key| !read(&lab, "x.ndjson").contains(key)));
    // The control: a moved time is found although the key is not there.
    let text = read(&lab, "x.ndjson");
    let edited = text.replacen("2025-08-17T19:48:00.050000Z", "2025-08-17T19:48:00.050001Z", 1);
    assert_ne!(text, edited);
    lab.write("y.ndjson", edited);
    let (code, said) = broken(&lab, "y.ndjson");
    assert!(code == 4 && said.iter().any(|s| s.contains("the seal of events")), "{said:?}");
}

#[test]
fn words_leave_only_when_somebody_says_so_and_the_trail_knows() {
    let lab = lab();
    let refused = lab.run(&["export", "words", "--include-content", "-o", "x.json"], "");
    assert_eq!(refused.code, 2, "{}", refused.stderr);
    export(&lab, &["words", "--include-content", "-o", "x.json", "--read-only"]).expect(14);
    assert!(!lab.path("x.json").exists());
    assert_eq!(lab.one("SELECT count(*) FROM ledger WHERE kind = 'exported'"), "0");
    export(&lab, &["words", "--include-content", "-o", "x.json"]).expect(0);
    let facts = lab.one("SELECT facts FROM ledger WHERE kind = 'exported'");
    let facts: Value = serde_json::from_str(&facts).unwrap();
    assert_eq!((&facts["content"], &facts["format"]), (&json!(true), &json!("json")));
    let sha = crate::export::scene::sha256(&lab, "x.json");
    assert_eq!(facts["sha256"], sha);
    assert!(!facts.to_string().contains("words") && !facts.to_string().contains("x.json"), "{facts}");
    assert!(lab.one("SELECT path FROM copy").ends_with("x.json"));
    export(&lab, &["words"]).expect(0);
    assert_eq!(lab.one("SELECT count(*) FROM ledger WHERE kind = 'exported'"), "2");
    assert_eq!(lab.count("copy"), 1, "standard output has no path");
    lab.run(&["validate", "t.db"], "").expect(0);
}

#[test]
fn without_words_what_cannot_be_written_can_be_exported_and_it_says_that_no_trail_is_kept() {
    let lab = lab();
    let ran = export(&lab, &["plain", "--read-only"]).expect(0);
    assert!(ran.stderr.contains("audit trail"), "{}", ran.stderr);
    assert_eq!(lab.one("SELECT count(*) FROM ledger WHERE kind = 'exported'"), "0");
}

#[test]
fn a_secret_keeps_the_file_from_being_made() {
    let lab = Lab::new();
    let secret = format!("gh{}{}", "p_", "q7Rf2LxV9bTzK4mWc8Yd1NpHs6Gj3EaU5oBi");
    lab.record(&["--label", &secret], talk("s")).expect(0);
    let ran = export(&lab, &["s", "-o", "x.ndjson"]).expect(4);
    assert!(ran.stderr.contains("GitHub token") && !ran.stderr.contains(&secret), "{}", ran.stderr);
    assert!(!lab.path("x.ndjson").exists());
    assert!(!export(&lab, &["s"]).expect(4).stdout.contains(&secret));
    export(&lab, &["s", "-o", "x.ndjson", "--allow-secrets"]).expect(0);
    assert!(read(&lab, "x.ndjson").contains(&secret));
    assert!(!lab.files().iter().any(|f| f.contains(".part")), "nothing half made is left");
}

#[test]
fn cells_of_a_table_are_no_formulas() {
    let lab = Lab::new();
    let line = r#"{"session_id":"s","type":"x.y","event_id":"=cmd|' /C calc'!A0","energy_delta":-1.5,"data":{"a":"=1+1"}}"#;
    lab.record(&["--label", "@SUM(1)"], format!("{line}\n")).expect(0);
    let csv = export(&lab, &["s", "--include-content", "--format", "csv"]).expect(0).stdout;
    assert!(csv.contains("'=cmd|"), "{csv}");
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    for row in reader.records().map(Result::unwrap) {
        for cell in row.iter().filter(|c| c.parse::<f64>().is_err()) {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
        }
    }
    assert!(csv.contains(",-1.5,"), "a number stays one");
    lab.write("x.csv", csv);
    assert_eq!(broken(&lab, "x.csv"), (0, vec![]));
}

#[test]
fn names_of_fields_and_of_keys_that_hold_words_do_not_leave() {
    let lab = Lab::new();
    let line = format!(
        r#"{{"session_id":"s","type":"error","event_id":"{NEEDLE}","{NEEDLE}":1,"data":{{"error_code":"E","error_message":"m","component":"c","severity":"low","recoverable":true,"{NEEDLE}":3}}}}"#
    );
    lab.record(&["--content"], format!("{line}\n")).expect(0);
    let out = export(&lab, &["s"]).expect(0).stdout;
    assert!(!out.contains("NEEDLE") && out.contains(r#""error_code":"E""#), "{out}");
}
