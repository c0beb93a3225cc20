//! Logs of agents that are broken or made to do harm: what can be told is told, the rest is said, nothing is stored in
//! clear and nothing fills the memory.

use super::agents::{LOGS, codes, database, events, log, place};
use super::export::{import, is_clean, outcomes};
use crate::common::{Lab, Rng};
use serde_json::{Value, json};
use std::io::Write;

fn entry(n: u32, members: Value) -> Value {
    let mut entry = json!({ "parentUuid": null, "isSidechain": false, "sessionId": "s", "version": "2.1.12",
        "type": "user", "uuid": format!("u{n}"), "timestamp": "2025-06-20T12:00:00Z",
        "message": { "role": "user", "content": "NEEDLE" } });
    for (name, value) in members.as_object().unwrap() {
        entry[name] = value.clone();
    }
    entry
}

/// The value with each member, however deep, replaced in turn by each of these.
fn bent(value: &Value, by: &[Value]) -> Vec<Value> {
    fn pointers(value: &Value, at: &str, into: &mut Vec<String>) {
        let inner: Vec<(String, &Value)> = match value {
            Value::Object(members) => members.iter().map(|(k, v)| (k.clone(), v)).collect(),
            Value::Array(items) => items.iter().enumerate().map(|(n, v)| (n.to_string(), v)).collect(),
            _ => return,
        };
        for (name, value) in inner {
            let here = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
            into.push(here.clone());
            pointers(value, &here, into);
        }
    }
    let mut all = Vec::new();
    pointers(value, "", &mut all);
    let mut out = Vec::new();
    for pointer in all {
        for other in by {
            let mut changed = value.clone();
            *changed.pointer_mut(&pointer).unwrap() = other.clone();
            out.push(changed);
        }
    }
    out
}

fn wrong() -> Vec<Value> {
    let deep = (0..100).fold(json!("NEEDLE"), |inner, _| json!([inner]));
    vec![
        Value::Null,
        json!(true),
        json!(-1),
        json!(1e300),
        json!(u64::MAX),
        json!(""),
        json!("NEEDLE words"),
        json!("9".repeat(300)),
        json!([]),
        json!({}),
        json!([{ "NEEDLE": "NEEDLE" }]),
        deep,
    ]
}

/// Every member of every line of the logs is of a wrong type in turn, all in one file.
#[test]
fn wrong_types_everywhere_leave_out_what_they_spoil_and_no_more() {
    for name in ["claude-code.jsonl", "otlp-older.jsonl", "otlp.json"] {
        let lab = Lab::new();
        let text = std::fs::read_to_string(log(name)).unwrap();
        let lines: Vec<Value> = match name {
            "otlp.json" => vec![serde_json::from_str(&text).unwrap()],
            _ => text.lines().map(|l| serde_json::from_str(l).unwrap()).collect(),
        };
        let (mut file, mut count) = (text.clone().into_bytes(), 0);
        if name == "otlp.json" {
            file = format!("{}\n", lines[0]).into_bytes();
        }
        for line in lines.iter().flat_map(|l| bent(l, &wrong())) {
            count += 1;
            file.extend_from_slice(line.to_string().as_bytes());
            file.push(b'\n');
        }
        assert!(count > 1000, "{name}: {count} lines");
        lab.write("bent.jsonl", file);
        let format = name.split(['-', '.']).next().unwrap();
        let format = if format == "claude" { "claude-code" } else { format };
        let (code, answer) = import(&lab, &["--from", format, "bent.jsonl"]);
        assert_eq!(code, 3, "{name}: {answer}");
        assert!(!answer.to_string().contains("NEEDLE"), "{name}: {answer}");
        std::fs::remove_file(lab.path("bent.jsonl")).unwrap();
        assert_eq!(lab.files_with(&["NEEDLE"]), [""; 0], "{name}");
        is_clean(&lab, "t.db");
        let answers = events(&lab, "t.db").iter().filter(|e| e.1 == "ai.response_complete").count();
        assert!(answers >= 2, "the good lines are told, too: {answers}");
    }
}

#[test]
fn changed_bytes_never_panic_and_never_get_told() {
    let rounds = std::env::var("WFSTATE_IMPORT_FLIPS").ok().and_then(|n| n.parse().ok()).unwrap_or(12);
    for name in LOGS {
        let lab = Lab::new();
        let path = place(&lab, name);
        let whole = std::fs::read(&path).unwrap();
        let mut rng = Rng::new(7);
        for round in 0..rounds {
            let mut bytes = whole.clone();
            for _ in 0..=round % 4 {
                let at = usize::try_from(rng.below(bytes.len() as u64)).unwrap();
                bytes[at] ^= 1 << rng.below(8);
            }
            std::fs::write(&path, bytes).unwrap();
            let args = ["import", "--json", "--db", &format!("{round}.db"), path.to_str().unwrap()];
            let ran = lab.run(&args, "");
            assert!([0, 1, 3].contains(&ran.code), "{name} {round}: {} {}", ran.code, ran.stderr);
            assert!(!format!("{}{}", ran.stdout, ran.stderr).contains("NEEDLE"), "{name}: {}", ran.stderr);
        }
    }
}

#[test]
fn broken_lines_are_left_out_with_their_place_and_the_others_are_told() {
    let lab = Lab::new();
    let deep = format!("{}1{}", "[".repeat(5000), "]".repeat(5000));
    let lines = [
        entry(1, json!({})).to_string(),
        "nonsense NEEDLE".into(),
        format!("{{\"type\":\"user\",\"a\":{deep}}}"),
        entry(2, json!({})).to_string().replace("\"type\":", "\"uuid\":\"x\",\"type\":"),
        entry(3, json!({ "x": "LONE" })).to_string().replace("LONE", "\\ud800"),
        entry(4, json!({ "message": 5 })).to_string(),
        entry(5, json!({ "parentUuid": "u6" })).to_string(),
        entry(6, json!({ "parentUuid": "u5" })).to_string(),
        entry(7, json!({ "uuid": "NEEDLE words in place of an id" })).to_string(),
        entry(8, json!({ "timestamp": "yesterday" })).to_string(),
        "[]".into(),
        String::new(),
    ];
    let (mut bytes, last) = (lines.join("\n").into_bytes(), entry(9, json!({})).to_string());
    bytes.extend_from_slice(b"\xff\xfe\n");
    bytes.extend_from_slice(&last.as_bytes()[..last.len() - 9]);
    lab.write("bad.jsonl", bytes);
    let (code, answer) = import(&lab, &["--from", "claude-code", "bad.jsonl"]);
    assert_eq!(code, 3, "{answer}");
    let notes = answer["files"][0]["notes"].as_array().unwrap().iter();
    let left: Vec<String> = notes
        .filter(|n| n["what"] == "left_out")
        .map(|n| format!("{} {}", n["place"].as_str().unwrap(), n["code"].as_str().unwrap()))
        .collect();
    assert_eq!(
        left,
        [
            "line 2 malformed_json",
            "line 3 too_deep",
            "line 4 duplicate_key",
            "line 5 lone_surrogate",
            "line 6 invalid_field",
            "line 11 not_an_object",
            "line 12 not_utf8",
            "line 13 torn_line",
        ]
    );
    let told = events(&lab, "t.db");
    assert_eq!(told.len(), 5, "parents in a circle do no harm: {told:?}");
    assert!(codes(&answer).contains(&"no_time") && !answer.to_string().contains("NEEDLE"));
    let row = &super::export::sessions(&lab.path("t.db"))[0];
    assert_eq!((row.status.as_str(), row.clean), ("Interrupted", false), "it was cut off");
}

#[test]
fn files_with_nothing_in_them_are_refused_and_nothing_is_made() {
    let lab = Lab::new();
    lab.write("empty.jsonl", "");
    lab.write("blank.jsonl", "\n\n");
    lab.write("other.jsonl", "{\"type\":\"x\"}\n");
    lab.write("spans.json", "{\"resourceSpans\":5}");
    lab.write("cut.json", "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"NEEDLE\":");
    for (from, name) in
        [("claude-code", "empty.jsonl"), ("otlp", "spans.json"), ("otlp", "cut.json"), ("llm", "other.jsonl")]
    {
        let (code, failure) = import(&lab, &["--from", from, name]);
        assert_eq!(code, 1, "{name}: {failure}");
        assert!(
            failure["message"].as_str().unwrap().contains(name) && !failure.to_string().contains("NEEDLE")
        );
    }
    // No session, and nothing that was left out.
    let (code, answer) = import(&lab, &["--from", "claude-code", "other.jsonl"]);
    assert_eq!((code, outcomes(&answer).len()), (0, 0), "{answer}");
    assert!(!lab.path("t.db").exists());
}

#[test]
fn what_a_log_is_is_known_by_its_form_and_not_by_words_in_it() {
    let lab = Lab::new();
    let quoted = std::fs::read_to_string(log("claude-code.jsonl")).unwrap();
    let spans = std::fs::read_to_string(log("otlp-older.jsonl")).unwrap();
    let event = json!({ "session_id": "s", "type": "x.y", "timestamp": 1_755_460_080_000_u64, "data": { "a": quoted, "b": spans } });
    lab.write("events.ndjson", event.to_string());
    let (code, answer) = import(&lab, &["events.ndjson"]);
    assert_eq!((code, &answer["files"][0]["format"]), (0, &json!("events")), "{answer}");
    for name in LOGS {
        let path = place(&lab, name);
        let (_, answer) = import(&lab, &["--dry-run", path.to_str().unwrap()]);
        let format = answer["files"][0]["format"].as_str().unwrap();
        assert!(name.starts_with(format), "{name}: {answer}");
    }
}

#[test]
fn a_tree_of_messages_that_bites_its_tail_ends() {
    let lab = Lab::new();
    let sql = std::fs::read_to_string(log("llm-0.36.sql")).unwrap();
    database(&lab.path("whole.db"), &sql);
    let circle = format!(
        "{sql} UPDATE messages SET parent_hash = hash WHERE hash = (SELECT tip_message_hash FROM turns LIMIT 1);
         UPDATE parts SET payload = '{{\"text_ref\":[{{\"fragment\":1}},{{\"fragment\":99}},7]}}', text = NULL WHERE id = 2;
         UPDATE turns SET duration_ms = 9223372036854775807, datetime_utc = x'ff' WHERE rowid = 1;
         UPDATE turns SET input_tokens = -5, output_tokens = 'NEEDLE', tip_message_hash = 'nobody' WHERE rowid = 2;
         UPDATE turns SET model = x'4e454544', id = 'NEEDLE and more words' WHERE rowid = 3;"
    );
    database(&lab.path("circle.db"), &circle);
    let (code, answer) = import(&lab, &["circle.db"]);
    assert_eq!(code, 3, "{answer}");
    let said = codes(&answer);
    assert!(
        said.contains(&"cyclic_messages")
            && said.contains(&"missing_message")
            && said.contains(&"missing_field"),
        "{said:?}"
    );
    assert!(!answer.to_string().contains("NEEDLE"), "{answer}");
    for table in ["responses", "turns"] {
        let name = format!("view-{table}.db");
        database(
            &lab.path(&name),
            &format!(
                "{sql} ALTER TABLE {table} RENAME TO hidden; CREATE VIEW {table} AS SELECT * FROM hidden;"
            ),
        );
    }
    let (code, _) = import(&lab, &["--db", "v.db", "view-responses.db"]);
    assert_eq!(code, 0, "the turns are there; a view is not looked at");
    let (code, answer) = import(&lab, &["--db", "w.db", "view-turns.db"]);
    assert_eq!(code, 1.min(code), "{answer}");
    assert!(code == 1 || answer["counts"]["events"] == 0, "{answer}");
}

/// Peak memory of an import, kilobytes.
fn peak(lab: &Lab, args: &[&str]) -> (Option<i32>, u64) {
    let mut child = lab
        .command(&[&["import", "--quiet"], args].concat())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut peak = 0;
    loop {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        peak = peak.max(line.and_then(|l| l.split_ascii_whitespace().next()?.parse().ok()).unwrap_or(0));
        if let Some(code) = child.try_wait().unwrap() {
            return (code.code(), peak);
        }
        std::thread::sleep(std::time::Duration::from_millis(3));
    }
}

#[test]
fn a_line_of_a_hundred_megabytes_is_passed_over_in_bounded_memory() {
    let lab = Lab::new();
    let mut file = std::io::BufWriter::new(std::fs::File::create(lab.path("log.jsonl")).unwrap());
    writeln!(file, "{}", entry(1, json!({}))).unwrap();
    write!(file, "{{\"type\":\"user\",\"sessionId\":\"s\",\"message\":{{\"content\":\"").unwrap();
    (0..100).for_each(|_| file.write_all(&vec![b'x'; 1 << 20]).unwrap());
    writeln!(file, "\"}}}}\n{}", entry(2, json!({}))).unwrap();
    file.flush().unwrap();
    let (code, kb) = peak(&lab, &["log.jsonl"]);
    assert_eq!((code, events(&lab, "t.db").len()), (Some(3), 2));
    assert!((1000..128 << 10).contains(&kb), "{kb} kB");
    let mut file = std::io::BufWriter::new(std::fs::File::create(lab.path("spans.json")).unwrap());
    write!(file, "{{\"resourceSpans\":[{{\"resource\":{{\"attributes\":[]}},\"scopeSpans\":[{{\"spans\":[{{\"traceId\":\"").unwrap();
    (0..100).for_each(|_| file.write_all(&vec![b'x'; 1 << 20]).unwrap());
    write!(file, "\"}}]}}]}}]}}\n{}", std::fs::read_to_string(log("otlp-older.jsonl")).unwrap()).unwrap();
    file.flush().unwrap();
    let (code, kb) = peak(&lab, &["--db", "spans.db", "spans.json"]);
    assert_eq!((code, events(&lab, "spans.db").len()), (Some(3), 8));
    assert!((1000..128 << 10).contains(&kb), "{kb} kB");
}

/// `WFSTATE_IMPORT_LINES` sets how many; a line of a log is known by two hashes of 8 bytes, and by nothing else.
#[test]
fn ten_times_the_lines_take_hardly_more_memory() {
    let lines: u32 =
        std::env::var("WFSTATE_IMPORT_LINES").ok().and_then(|n| n.parse().ok()).unwrap_or(20_000);
    let of = |lines: u32| {
        let lab = Lab::new();
        let mut file = std::io::BufWriter::new(std::fs::File::create(lab.path("log.jsonl")).unwrap());
        for n in 0..lines {
            let message = json!({ "id": format!("msg_{n}"), "model": "m", "stop_reason": "end_turn",
                "content": [{ "type": "text", "text": "NEEDLE ".repeat(20) }], "usage": { "input_tokens": 1, "output_tokens": 2 } });
            writeln!(file, "{}", entry(n, json!({ "type": "assistant", "message": message }))).unwrap();
        }
        file.flush().unwrap();
        let (code, kb) = peak(&lab, &["log.jsonl"]);
        assert_eq!(code, Some(0));
        assert_eq!(lab.count("stored_event"), u64::from(lines) * 2 + 1);
        kb
    };
    let (few, many) = (of(lines / 10), of(lines));
    assert!(few > 1000, "the kernel said nothing");
    let ids = u64::from(lines) * 2 * 64 / 1024;
    assert!(many < few + 24 * 1024 + ids, "{few} kB, then {many} kB");
    assert!(many < 128 << 10, "{many} kB");
}
