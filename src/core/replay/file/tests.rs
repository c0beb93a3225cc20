use super::*;
use crate::core::model::time::Timestamp;

fn replay(name: &str, text: &str, options: &Options) -> Result<Replay, ReplayError> {
    let input = FileInput { name: name.into(), read: Box::new(text.as_bytes()), session: None };
    run(input, options, None)
}

fn event(session: &str, n: u64, energy: &str) -> String {
    format!(
        "{{\"session_id\":\"{session}\",\"timestamp\":\"2025-08-17T20:00:{n:02}Z\",\"type\":\"energy.update\",\
         \"data\":{{\"energy\":{energy},\"accumulator\":0,\"model_id\":\"m\"}},\"frame_id\":{n},\"event_id\":\"e{n}\"}}"
    )
}

fn events(count: u64) -> Vec<String> {
    (1..=count).map(|n| event("s", n, &format!("{n}.5"))).collect()
}

#[test]
fn every_shape_of_the_same_events_gives_one_hash() {
    let events = events(9);
    let lines = events.join("\n");
    let array = format!("[{}]", events.join(",\n"));
    let document = format!("{{\n \"session\": {{\"session_id\": \"s\"}},\n \"events\": {array}\n}}");
    let compact = document.replace('\n', "");
    let yaml = (1..=9).fold(String::new(), |out, n| {
        out + &format!(
            "- session_id: s\n  timestamp: '2025-08-17T20:00:{n:02}Z'\n  type: energy.update\n  frame_id: {n}\n  \
             data:\n    energy: {n}.5\n    accumulator: 0\n    model_id: m\n"
        )
    });
    let options = Options::default();
    let hash = |name: &str, text: &str| hex(&replay(name, text, &options).unwrap().state.hash());
    let want = hash("a.ndjson", &lines);
    for (name, text) in [
        ("-", &lines),
        ("-", &array),
        ("a.json", &document),
        ("-", &compact),
        ("a.yaml", &yaml),
        ("-", &yaml),
    ] {
        assert_eq!(hash(name, text), want, "{name}: {text:.60}");
    }
    let replay = replay("a.ndjson", &lines, &options).unwrap();
    assert_eq!((replay.last_seq, replay.session_id.as_deref()), (9, Some("s")));
    assert_eq!(replay.verified, None);
}

#[test]
fn points_are_those_of_the_database() {
    let text = events(9).join("\n");
    let at = |point: Point| {
        replay("a.ndjson", &text, &Options { point, ..Options::default() }).map(|r| r.last_seq)
    };
    assert_eq!(at(Point::Seq(4)).unwrap(), 4);
    assert_eq!(at(Point::Seq(0)).unwrap(), 0);
    assert_eq!(at(Point::Seq(9)).unwrap(), 9);
    assert!(at(Point::Seq(10)).is_err());
    assert_eq!(at(Point::Frame(7)).unwrap(), 7);
    assert!(at(Point::Frame(70)).is_err());
    assert_eq!(at(Point::Key("e3".into())).unwrap(), 3);
    let time = |s| Timestamp::parse(s).unwrap().at;
    assert_eq!(at(Point::At(time("2025-08-17T20:00:05.5Z"))).unwrap(), 5);
    assert_eq!(at(Point::At(time("2020-08-17T20:00:05.5Z"))).unwrap(), 0);
    assert!(at(Point::Snapshot(1)).is_err());
}

#[test]
fn an_event_that_is_sent_again_counts_once() {
    let mut lines = events(5);
    lines.push(event("s", 3, "3.5"));
    assert_eq!(replay("-", &lines.join("\n"), &Options::default()).unwrap().last_seq, 5);
    lines.push(event("s", 3, "4.5"));
    let Err(ReplayError::Line { line, code, .. }) = replay("-", &lines.join("\n"), &Options::default())
    else {
        panic!("a conflict is an error");
    };
    assert_eq!((line, code), (7, "key_conflict"));
}

#[test]
fn bad_lines_stop_or_are_passed_over() {
    let mut lines = events(5);
    lines.insert(2, "nonsense".into());
    lines.push(event("s", 1, "1.5").replace("e1", "e99"));
    let text = lines.join("\n");
    let stopped = replay("a.ndjson", &text, &Options::default());
    assert!(matches!(stopped, Err(ReplayError::Line { line: 3, code: "malformed_json", .. })), "{stopped:?}");
    let kept = replay("a.ndjson", &text, &Options { keep_going: true, ..Options::default() }).unwrap();
    assert_eq!((kept.last_seq, kept.skipped, kept.verified), (5, 2, Some(false)));
    assert_eq!(kept.skipped_first[1].rule, "frame_went_back");
}

#[test]
fn a_broken_event_leaves_the_state_before_it() {
    let mut lines = events(5);
    lines.insert(4, event("s", 1, "1.5").replace("e1", "e99"));
    let replay = replay("a.ndjson", &lines.join("\n"), &Options::default()).unwrap();
    assert_eq!((replay.last_seq, replay.fault.map(|f| f.seq)), (4, Some(5)));
}

#[test]
fn several_sessions_need_a_choice() {
    let text = format!("{}\n{}\n", event("a", 1, "1"), event("b", 1, "2"));
    let several = replay("a.ndjson", &text, &Options::default());
    assert!(matches!(&several, Err(ReplayError::Session { why, .. }) if why.contains("a, b")), "{several:?}");
    let choose = |name: &str| {
        let input =
            FileInput { name: "-".into(), read: Box::new(text.as_bytes()), session: Some(name.to_owned()) };
        run(input, &Options::default(), None)
    };
    assert_eq!(choose("b").unwrap().state.total_energy().to_string(), "2");
    assert!(matches!(choose("c"), Err(ReplayError::Session { .. })));
}

#[test]
fn lines_of_other_kinds_are_no_events() {
    let text = format!("{{\"message_type\":\"journal\",\"kind\":\"x\"}}\n\n{}\r\n", event("a", 1, "1"));
    assert_eq!(replay("-", &text, &Options::default()).unwrap().last_seq, 1);
}

#[test]
fn golden_files_name_the_first_diverging_event() {
    let lines = events(50);
    let golden = |lines: &[String]| {
        let options = Options { trace: true, ..Options::default() };
        let replay = replay("-", &lines.join("\n"), &options).unwrap();
        let text = crate::core::replay::Golden::of(&replay).unwrap().to_text().unwrap();
        crate::core::replay::Golden::parse(text.as_bytes()).unwrap()
    };
    let check = |lines: &[String], golden: crate::core::replay::Golden| {
        let options = Options { golden: Some(golden.into()), ..Options::default() };
        replay("-", &lines.join("\n"), &options).unwrap()
    };
    let same = check(&lines, golden(&lines));
    assert_eq!((same.verified, same.checked.golden), (Some(true), Some(true)));
    let mut other = lines.clone();
    other[16] = event("s", 17, "99");
    let found = check(&other, golden(&lines));
    let first = &found.divergences[0];
    assert_eq!((first.kind, first.seq, first.to_seq), ("golden", 17, 17));
    assert!(first.event_changes.iter().any(|f| f.path == "energy_accumulator.total_energy"));
    assert!(first.fields.iter().any(|f| f.path == "energy_accumulator.total_energy"), "{first:?}");
    let shorter = check(&lines[..20], golden(&lines));
    assert_eq!(shorter.divergences[0].seq, 21);
    let mut edited = golden(&lines);
    edited.energy = crate::core::model::energy::MicroEu(1);
    assert_eq!(check(&lines, edited).verified, Some(false));
}
