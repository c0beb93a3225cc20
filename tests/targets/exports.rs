//! Exports: whole ones, and ones with each kind of bad line.

use super::scene::{answer_of, check, fixture, packed, rules, said};
use crate::common::{Lab, Live, action, keyed};
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::Path;

/// `n` events of a session as lines.
fn lines(session: &str, n: u64) -> Vec<String> {
    (1..=n).map(|n| action(session, n)).collect()
}

fn of(lab: &Lab, lines: &[String]) -> (i32, Value) {
    lab.write("x.ndjson", lines.concat());
    check(lab, "x.ndjson", &[])
}

/// The demo as a document; `head` is what its head says besides the session's name.
fn document(head: Value) -> Value {
    let events: Vec<Value> =
        fixture("demo.ndjson").lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let mut session = json!({ "session_id": "20250817T120000Z_001" });
    session.as_object_mut().unwrap().extend(head.as_object().unwrap().clone());
    json!({ "session": session, "events": events })
}

#[test]
fn the_same_events_in_every_form_have_no_finding() {
    let lab = Lab::new();
    let demo = fixture("demo.ndjson");
    let whole = document(json!({}));
    lab.write("x.ndjson", &demo);
    lab.write("crlf.jsonl", format!("\u{feff}{}", demo.replace('\n', "\r\n\r\n")));
    lab.write("x.json", serde_json::to_string_pretty(&whole).unwrap());
    lab.write("array", whole["events"].to_string());
    lab.write("x.yaml", serde_yaml::to_string(&whole).unwrap());
    for name in ["x.ndjson", "crlf.jsonl", "x.json", "array", "x.yaml"] {
        let (code, report) = check(&lab, name, &["--fail-on", "info"]);
        assert_eq!((code, said(&report)), (0, String::new()), "{name}");
        assert_eq!((&report["sessions"], &report["events"]), (&json!(1), &json!(480)), "{name}");
        assert_eq!((&report["form"], &report["coverage"]), (&json!("export"), &json!("full")), "{name}");
        assert_eq!(report["anchored"], false);
    }
    let (code, report) = answer_of(lab.run(&["validate", "--json", "-"], &demo));
    assert_eq!((code, &report["path"], &report["events"]), (0, &json!("-"), &json!(480)));
    let text = lab.run(&["validate", "x.ndjson"], "").expect(0).stdout;
    assert!(text.contains("1 session, 480 events") && text.contains("digest and seals"), "{text}");
}

#[test]
fn the_fixtures_have_the_warnings_that_their_recordings_have_and_no_error() {
    for (name, path, warnings) in [
        ("demo.ndjson", "demo.ndjson", &[][..]),
        ("mixed.ndjson", "mixed.ndjson", &["WFE005"]),
        ("capture.ndjson", "capture/tech003-capture.ndjson", &["WFE004"]),
    ] {
        let lab = Lab::new();
        lab.write(name, fixture(path));
        let (code, report) = check(&lab, name, &[]);
        assert_eq!((code, rules(&report)), (0, warnings.iter().map(|w| (*w).to_owned()).collect()), "{path}");
        if name == "mixed.ndjson" {
            continue; // some of its events have no time, which a recorder's clock then gives them
        }
        let recorded = lab.run(&["record", "--db", "r.db", name], "");
        assert!([0, 3].contains(&recorded.code), "{}", recorded.stderr);
        assert_eq!(rules(&check(&lab, "r.db", &[]).1), rules(&report), "{path}");
    }
}

/// The rule of a refusal by its code, as `fixtures/bad` names its files.
fn rule_of(code: &str) -> &'static str {
    match code {
        "frame_went_back" => "WFG002",
        "energy_overflow" => "WFE002",
        "ambiguous_data" | "bad_energy" | "bad_frame" | "bad_key" | "bad_session_id" | "bad_time"
        | "bad_type" | "invalid_field" | "missing_field" => "WFJ002",
        _ => "WFJ001",
    }
}

#[test]
fn each_kind_of_bad_line_is_a_finding_of_its_rule_and_nothing_else_is() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/bad");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap().path();
        let name = entry.file_name().unwrap().to_str().unwrap().to_owned();
        let code = name.split('.').next().unwrap();
        let lab = Lab::new();
        lab.write("x.ndjson", std::fs::read(&entry).unwrap());
        let (exit, report) = check(&lab, "x.ndjson", &[]);
        let (found, words) = (rules(&report), said(&report));
        assert_eq!((exit, found), (4, vec![rule_of(code).to_owned()]), "{name}: {words}");
        assert!(words.starts_with("line "), "{name}: {words}");
        if !["WFG002", "WFE002"].contains(&rule_of(code)) {
            assert!(words.contains(&format!("({code})")), "{name}: {words}");
        }
        seen += 1;
    }
    assert!(seen > 80, "{seen}");
}

#[test]
fn every_bad_line_is_found_and_no_content_is_told() {
    let lab = Lab::new();
    let mut all = lines("s", 9);
    let secret = "sk-live-SECRET";
    all[2] = format!("{{\"session_id\":\"s\",\"type\":\"user.action\",\"data\":{{\"{secret}\":}}}}\n");
    all[4] = format!("{{\"session_id\":\"s\",\"type\":\"user.action\",\"data\":\"{secret}\"}}\n");
    all[6] = format!("{secret}\n");
    let (code, report) = of(&lab, &all);
    assert_eq!((code, &report["events"], &report["coverage"]), (4, &json!(6), &json!("full")));
    let findings = report["findings"].as_array().unwrap();
    let at: Vec<(&str, &Value, &Value, bool)> = findings
        .iter()
        .zip(["line 3: ", "line 5: ", "line 7: "])
        .map(|(f, line)| {
            let message = f["message"].as_str().unwrap();
            (f["rule"].as_str().unwrap(), &f["session_id"], &f["seq"], message.starts_with(line))
        })
        .collect();
    let (s, two, three, four) = (json!("s"), json!(2), json!(3), json!(4));
    assert_eq!(
        at,
        [("WFJ001", &s, &two, true), ("WFJ002", &s, &three, true), ("WFJ001", &s, &four, true)],
        "{report}"
    );
    assert!(!report.to_string().contains("SECRET"), "{report}");
    let (_, few) = check(&lab, "x.ndjson", &["--max-findings", "1"]);
    assert_eq!((few["findings"].as_array().unwrap().len(), &few["not_shown"]), (1, &json!(2)));
    let (code, only) = check(&lab, "x.ndjson", &["--select", "WFJ002"]);
    assert_eq!((code, rules(&only)), (4, vec!["WFJ002".into()]));
}

#[test]
fn what_the_head_claims_is_compared_with_what_the_events_come_to() {
    let lab = Lab::new();
    lab.record(&[], fixture("demo.ndjson")).expect(0);
    let answer = lab.run(&["replay", "latest", "--json"], "").answer();
    let right = json!({
        "state_hash": answer["state_hash"], "energy": answer["energy"], "events": 480,
        "start_time": "2025-08-17T12:00:00Z", "end_time": "2025-08-17T13:00:00Z",
    });
    let found = |change: &dyn Fn(&mut Value)| {
        let mut head = right.clone();
        change(&mut head);
        let name = lab.write("x.json", document(head).to_string());
        let (code, report) = check(&lab, name.to_str().unwrap(), &[]);
        (code, rules(&report).concat())
    };
    assert_eq!(found(&|_| {}), (0, String::new()));
    assert_eq!(found(&|h| h["state_hash"] = json!("0".repeat(64))), (4, "WFE003".into()));
    assert_eq!(found(&|h| h["events"] = json!(481)), (4, "WFE001".into()));
    let energy = answer["energy"].as_f64().unwrap();
    assert_eq!(found(&|h| h["energy"] = json!(energy + 0.001)), (4, "WFE001".into()));
    assert_eq!(found(&|h| h["end_time"] = json!("2025-08-17T11:00:00Z")), (0, "WFT004".into()));
    // Whoever sums floats has a tolerance, and no state hash.
    let foreign = |by: f64| {
        move |h: &mut Value| {
            h.as_object_mut().unwrap().remove("state_hash");
            h["energy"] = json!(energy + by);
        }
    };
    assert_eq!(found(&foreign(0.005)), (0, String::new()));
    assert_eq!(found(&foreign(0.05)), (4, "WFE001".into()));
    // In a file of lines the head is a line of its own; where an event is refused nothing is compared.
    let head = json!({ "message_type": "session", "session_id": "20250817T120000Z_001", "events": 7 });
    let (code, report) = of(&lab, &[format!("{head}\n"), fixture("demo.ndjson")]);
    assert_eq!((code, rules(&report)), (4, vec!["WFE001".into()]));
    let (_, report) = of(&lab, &[format!("{head}\n"), fixture("demo.ndjson"), "nonsense\n".into()]);
    assert_eq!(rules(&report), ["WFJ001"]);
}

/// The line with a number of its own.
fn numbered(line: &str, seq: u64) -> String {
    line.replacen('{', &format!("{{\"seq\":{seq},"), 1)
}

#[test]
fn numbers_that_events_say_have_no_hole_and_go_up() {
    let lab = Lab::new();
    let with = |numbers: &[u64]| -> Vec<String> {
        numbers.iter().map(|n| numbered(&action("s", (*n).min(99)), *n)).collect()
    };
    assert_eq!(rules(&of(&lab, &with(&[1, 2, 3])).1), [""; 0]);
    for numbers in
        [&[1, 2, 5][..], &[2, 3], &[1, 3, 2], &[1, 2, 2, 3], &[0, 1], &[1, u64::MAX, 2], &[1 << 40]]
    {
        let (code, report) = of(&lab, &with(numbers));
        assert_eq!((code, rules(&report)), (4, vec!["WFG001".into()]), "{numbers:?}: {}", said(&report));
        assert!(said(&report).starts_with("line "), "{}", said(&report));
    }
    let gap = json!({
        "message_type": "journal", "session_id": "s", "number": 2, "after_seq": 2,
        "timestamp": "2025-08-17T20:00:00.000000Z", "kind": "recorder.gap",
        "facts": { "from": 3, "to": 4, "count": 2 },
    });
    let mut declared = with(&[1, 2, 5]);
    declared.insert(2, format!("{gap}\n"));
    let (code, report) = of(&lab, &declared);
    assert_eq!((code, rules(&report)), (0, vec!["WFG003".into()]));
}

#[test]
fn a_key_may_come_again_with_its_event_and_not_with_another() {
    let lab = Lab::new();
    let mut all: Vec<String> = (1..=4).map(|n| keyed("s", n)).collect();
    all.push(keyed("s", 2));
    all.push(keyed("other", 2));
    let (code, report) = of(&lab, &all);
    assert_eq!((code, rules(&report), &report["events"]), (0, vec![], &json!(5)), "{report}");
    all.push(keyed("s", 2).replace("\"b2\"", "\"b3\""));
    let (code, report) = of(&lab, &all);
    assert_eq!((code, rules(&report)), (4, vec!["WFK004".into()]));
    assert!(said(&report).starts_with("line 7: "), "{}", said(&report));
}

#[test]
fn sessions_side_by_side_are_checked_each_by_itself() {
    let lab = Lab::new();
    let (a, b) = (lines("a", 30), lines("b", 30));
    let mut both: Vec<String> = a.into_iter().zip(b).flat_map(|(a, b)| [a, b]).collect();
    let (code, report) = of(&lab, &both);
    assert_eq!((code, &report["sessions"], &report["events"]), (0, &json!(2), &json!(60)), "{report}");
    // Back in time within b alone; a has a time between.
    both[41] = both[41].replace("\"timestamp\":1755460080", "\"timestamp\":1755460070");
    let (code, report) = of(&lab, &both);
    assert_eq!((code, rules(&report)), (0, vec!["WFT001".into()]));
    assert_eq!(
        (&report["findings"][0]["session_id"], &report["findings"][0]["seq"]),
        (&json!("b"), &json!(21))
    );
}

#[test]
fn a_document_that_is_broken_is_a_finding_and_not_all_of_it_was_looked_at() {
    let lab = Lab::new();
    let whole = document(json!({})).to_string();
    for (name, text) in [
        ("x.json", whole[..whole.len() / 2].to_owned()),
        ("x.json", "{\n\"session\": {}\n}".to_owned()),
        ("x.json", whole.replacen("\"events\":", "\"events\":[],\"events\":", 1)),
        ("x.yaml", "events: &a [*a]".to_owned()),
        ("x.yaml", "events:\n- {type: a.b, type: c.d}".to_owned()),
    ] {
        lab.write(name, &text);
        let (code, report) = check(&lab, name, &[]);
        assert_eq!((code, rules(&report)), (4, vec!["WFJ001".into()]), "{text:.40}: {report}");
        assert_eq!(report["coverage"], "partial");
    }
    // One bad event of a document is told with its line, and the others are looked at.
    let mut pretty = document(json!({}));
    pretty["events"][5]["data"] = json!([]);
    lab.write("x.json", serde_json::to_string_pretty(&pretty).unwrap());
    let (code, report) = check(&lab, "x.json", &[]);
    assert_eq!((code, rules(&report), &report["events"]), (4, vec!["WFJ002".into()], &json!(479)));
    assert!(!said(&report).starts_with("line 1:") && said(&report).starts_with("line "), "{}", said(&report));
}

#[test]
fn a_head_that_was_kept_cannot_be_held_against_an_export_and_that_is_said() {
    let lab = Lab::new();
    lab.record(&[], fixture("demo.ndjson")).expect(0);
    lab.write("head", lab.run(&["head"], "").stdout);
    lab.write("x.ndjson", fixture("demo.ndjson"));
    let (code, report) = check(&lab, "x.ndjson", &["--head", "head"]);
    assert_eq!((code, rules(&report), &report["anchored"]), (4, vec!["WFH010".into()], &json!(false)));
}

#[test]
fn a_database_or_a_pack_on_standard_input_is_refused_with_advice() {
    let lab = Lab::new();
    lab.record(&[], fixture("demo.ndjson")).expect(0);
    let pack = packed(&lab, "b.zip", wfstate::pack::Kind::Backup);
    for path in [lab.path("t.db"), pack] {
        let (code, report) = answer_of(lab.run(&["validate", "--json", "-"], std::fs::read(path).unwrap()));
        let message = report["error"]["message"].as_str().unwrap();
        assert!(code == 1 && message.contains("name its file"), "{message}");
    }
}

#[test]
fn standard_input_is_named_once() {
    let lab = Lab::new();
    lab.run(&["validate", "-", "-"], lines("s-1", 2).join("\n")).expect(2);
}

#[test]
fn a_file_that_is_bad_from_end_to_end_takes_no_longer_than_its_length() {
    let lab = Lab::new();
    let events: Vec<Value> = (0..60_000).map(|_| json!({ "type": "user.action", "data": [] })).collect();
    lab.write("x.json", serde_json::to_string_pretty(&events).unwrap());
    let mut text: String = (0..5_000).map(|n| action(&format!("s{n}"), 1)).collect();
    text.push_str(&"nonsense\n".repeat(60_000));
    lab.write("x.ndjson", text);
    for (name, code) in [("x.json", "WFJ002"), ("x.ndjson", "WFJ001")] {
        let began = wfstate::ambient::instant();
        let ran = lab.run(&["validate", "--json", name, "-n", "2"], "").expect(4);
        let (_, report) = answer_of(ran);
        assert_eq!((rules(&report), &report["not_shown"]), (vec![code.into()], &json!(59_998)), "{name}");
        assert!(began.elapsed() < crate::common::PATIENCE, "{name}: {:?}", began.elapsed());
    }
}

/// The most memory that a check of so many lines ever had, in kilobytes.
fn peak_kb(lab: &Lab, n: u64, as_document: bool) -> u64 {
    let mut live: Live = lab.start(&["validate", "--json", "-"]);
    let mut text = String::new();
    for n in 1..=n {
        let at = 1_755_460_080_000_u64 + n;
        writeln!(
            text,
            "{}{{\"session_id\":\"s{}\",\"type\":\"user.action\",\"timestamp\":{at},\"event_key\":\"k{n}\",\
             \"data\":{{\"action\":\"pause\",\"ui_element\":\"{}\"}}}}",
            match (as_document, n) {
                (false, _) => "",
                (true, 1) => "[",
                (true, _) => ",",
            },
            n % 3,
            "b".repeat(200)
        )
        .unwrap();
    }
    if as_document {
        text.push(']');
    }
    live.send(text);
    // The last lines may still be in the pipe, which is a thousandth of them.
    let status = std::fs::read_to_string(format!("/proc/{}/status", live.child.id())).unwrap();
    let line = status.lines().find(|l| l.starts_with("VmHWM")).unwrap();
    let peak = line.split_ascii_whitespace().nth(1).unwrap().parse().unwrap();
    live.close();
    let ran = live.end().expect(0);
    assert!(ran.stdout.contains(&format!("\"events\":{n}")), "{}", ran.stdout);
    peak
}

#[test]
fn memory_does_not_grow_with_the_lines_of_an_export() {
    let lab = Lab::new();
    let (few, many) = (peak_kb(&lab, 5_000, false), peak_kb(&lab, 100_000, false));
    // 27 MB came in between; what grows is 17 bytes a key, twice, and that ends at a million.
    assert!(many < few + (8 << 10), "{few} kB and {many} kB");
    // The control: a document is read as a whole, and that shows.
    let document = peak_kb(&lab, 100_000, true);
    assert!(document > few + (20 << 10), "{few} kB and {document} kB");
}
