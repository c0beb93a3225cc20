//! The formats, each against the lines that it was made of.

use super::*;
use crate::core::export::record::Digest;
use serde_json::Value;

const LINES: &str = r#"{"message_type":"export","schema":"wfstate.export/1","sessions":2}
{"message_type":"session","session_id":"a","label":"=1+1"}
{"message_type":"journal","session_id":"a","number":1,"after_seq":0,"facts":{"a":"x: y"}}
{"session_id":"a","seq":1,"timestamp":"2025-08-17T20:00:00.000000Z","type":"x.y","frame_id":3,"energy_delta":-1.5,"event_key":"=cmd'\n","flags":8,"data":{ "a" : "é'\"" , "b":[1.50]},"Odd-key":"yes","commitment":"00"}
{"session_id":"a","seq":2,"timestamp":"2025-08-17T20:00:00.000000Z","type":"x.y","erased":true,"data":{}}
{"message_type":"snapshot","session_id":"a","state":{"a":1}}
{"message_type":"session","session_id":"b","label":null}
"#;

fn dressed(name: &str) -> String {
    let mut dress = (format_named(name).unwrap().dress)();
    let (mut out, mut digest) = (Vec::new(), Digest::default());
    for line in LINES.lines() {
        dress.lines(&format!("{line}\n"), &mut out);
        digest.line(line.as_bytes());
        if line.contains("\"label\":\"") {
            dress.ahead(&[LINES.lines().nth(2).unwrap().to_owned()], &mut out);
        }
    }
    dress.end(&digest.end(), &mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn json_and_yaml_are_the_same_document_and_each_record_keeps_its_line() {
    let json = dressed("json");
    for line in LINES.lines() {
        assert!(json.contains(line), "{line}\n{json}");
    }
    let document: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(document["sessions"][0]["events"][0]["seq"], 1);
    assert_eq!(document["sessions"][0]["journal"][0]["number"], 1);
    assert_eq!(document["sessions"][1]["events"], serde_json::json!([]));
    assert_eq!(document["records"], 7);
    let yaml = dressed("yaml");
    let same: Value = serde_yaml::from_str(&yaml).unwrap_or_else(|e| panic!("{e}\n{yaml}"));
    assert_eq!(same, document, "{yaml}");
    assert!(yaml.contains(r#"data: { "a" : "é'\"" , "b":[1.50]}"#), "{yaml}");
}

#[test]
fn every_format_gives_every_line_back() {
    use crate::core::export::undress::{is_ours, lines};
    let last = dressed("ndjson").lines().last().unwrap().to_owned() + "\n";
    for name in ["json", "yaml", "csv", "sql"] {
        let text = dressed(name);
        assert!(is_ours(text.as_bytes()), "{name}");
        assert_eq!(lines(&text), Some(format!("{LINES}{last}")), "{name}");
        let cut = &text[..text.len() / 2];
        assert_ne!(lines(cut), Some(format!("{LINES}{last}")), "{name}");
    }
    assert!(!is_ours(LINES.as_bytes()) && !is_ours(b"{\"schema\":1}"));
    assert_eq!(lines("BEGIN;\nDROP TABLE x;\n"), None);
}

#[test]
fn csv_has_no_formula_and_gives_every_line_back() {
    let text = dressed("csv");
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    let mut lines = String::new();
    for row in reader.records().map(Result::unwrap) {
        for cell in &row {
            let number = cell.parse::<f64>().is_ok();
            assert!(number || !cell.starts_with(['=', '+', '-', '@']), "{cell}");
        }
        let cells: Vec<&str> = row.iter().map(|c| c.strip_prefix('\'').unwrap_or(c)).collect();
        let line = table::line_of(&cells.try_into().unwrap()).unwrap();
        if row.get(0) != Some("end") {
            lines.push_str(&line);
            lines.push('\n');
        }
    }
    assert_eq!(lines, LINES);
}

#[test]
#[allow(clippy::disallowed_methods, reason = "a test that plays the stock sqlite3")]
fn sql_is_a_script_of_a_line_a_row_that_sqlite_loads() {
    let script = dressed("sql");
    assert_eq!(script.lines().count(), LINES.lines().count() + 1 + 3, "{script}");
    let conn = rusqlite::Connection::open_in_memory().unwrap();
    conn.execute_batch(&script).unwrap();
    let row = |sql: &str| conn.query_row(sql, [], |r| r.get::<_, String>(0)).unwrap();
    assert_eq!(row("SELECT event_key FROM wfstate_export WHERE seq = 1"), "=cmd'\n");
    assert_eq!(row("SELECT json_extract(data, '$.a') FROM wfstate_export WHERE seq = 1"), "é'\"");
    assert_eq!(row("SELECT count(*) || '' FROM wfstate_export"), "8");
}
