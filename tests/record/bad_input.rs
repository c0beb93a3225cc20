//! RELIABILITY.md, "Bad input", Records: each refused by its name, the rest of the stream recorded.

use crate::common::{Lab, Live, Rng, action, fixture, follows, wait};
use std::collections::{BTreeMap, BTreeSet};

/// The bad records of the repository: name, code, the file's bytes. The second of three lines is bad.
fn collection() -> Vec<(String, String, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(fixture("bad")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let code = name.split('.').next().unwrap().to_owned();
        all.push((name, code, std::fs::read(path).unwrap()));
    }
    all.sort();
    all
}

#[test]
fn every_bad_record_is_refused_by_its_name_and_its_neighbours_are_recorded() {
    let mut wrong = Vec::new();
    for (name, code, bytes) in collection() {
        let lab = Lab::new();
        let ran = lab.record(&["--session", "bad"], &bytes);
        let right = ran.code == 3 && ran.counts() == [2, 0, 1, 0, 0] && ran.nacks() == [(2, code.clone())];
        let stored =
            lab.rows("SELECT seq, json_extract(data, '$.ui_element') FROM event WHERE session_id = 'bad'");
        let kept = lab.rows("SELECT code, line_no, length, status FROM stored_quarantine");
        let length = bytes.split(|b| *b == b'\n').nth(1).unwrap().len();
        if !right || stored != ["1|b1", "2|b2"] || kept != [format!("{code}|2|{length}|held")] {
            wrong.push(format!("{name}: {} {:?} {stored:?} {kept:?}", ran.code, ran.nacks()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_of_a_bad_record_has_a_fixture() {
    let have: BTreeSet<String> = collection().into_iter().map(|(_, code, _)| code).collect();
    for code in [
        "malformed_json",
        "trailing_comma",
        "two_documents",
        "not_utf8",
        "lone_surrogate",
        "control_character",
        "duplicate_key",
        "not_finite",
        "number_changes",
        "too_deep",
        "not_an_object",
        "truncated",
        "missing_field",
        "invalid_field",
        "ambiguous_data",
        "bad_type",
        "bad_session_id",
        "bad_time",
        "bad_frame",
        "bad_energy",
        "bad_key",
        "frame_went_back",
        "energy_overflow",
    ] {
        assert!(have.contains(code), "{code}");
    }
}

#[test]
fn a_refusal_names_the_place_and_never_the_content() {
    let lab = Lab::new();
    let lines = concat!(
        r#"{"type":"user.action","data":{"action":"CANARY1"}}"#,
        "\n",
        r#"{"type":"user.action","data":{"action":"stop"},CANARY2}"#,
        "\n",
        r#"{"type":"user.action","timestamp":"CANARY3","data":{"action":"stop"}}"#,
        "\n",
    );
    let ran = lab.record(&["--session", "s"], lines).expect(3);
    assert!(
        !ran.stdout.contains("CANARY") && !ran.stderr.contains("CANARY"),
        "{} {}",
        ran.stdout,
        ran.stderr
    );
    assert_eq!(
        lab.rows("SELECT line_no, code, pointer, col FROM stored_quarantine"),
        ["1|invalid_field|/data/action|null", "2|malformed_json|null|48", "3|bad_time|/timestamp|null"]
    );
    for nack in ran.of("nack") {
        follows("nack", &nack);
    }
}

#[test]
fn ten_thousand_lines_with_bad_ones_of_thirty_kinds_lose_nothing() {
    let kinds: Vec<(String, Vec<u8>)> = collection()
        .into_iter()
        // Those three depend on what came before them.
        .filter(|(_, code, _)| !matches!(code.as_str(), "frame_went_back" | "energy_overflow"))
        .map(|(_, code, bytes)| (code, bytes.split(|b| *b == b'\n').nth(1).unwrap().to_owned()))
        .collect();
    assert!(kinds.len() >= 30);
    for seed in 1..=3 {
        let mut rng = Rng::new(seed);
        let mut input: Vec<u8> = Vec::new();
        let mut expected = Vec::new();
        let (mut good, mut blank) = (0, 0);
        for line in 1..=10_000 {
            match rng.below(100) {
                0..5 => {
                    let (code, bytes) = &kinds[rng.below(kinds.len() as u64) as usize];
                    input.extend_from_slice(bytes);
                    input.push(b'\n');
                    expected.push((line, code.clone()));
                }
                5 => {
                    input.extend_from_slice([&b"\n"[..], b"\r\n", b"  \t \n"][rng.below(3) as usize]);
                    blank += 1;
                }
                _ => {
                    good += 1;
                    input.extend_from_slice(action("s", good).as_bytes());
                }
            }
        }
        let lab = Lab::new();
        let ran = lab.record(&["--session", "other"], &input).expect(3);
        assert_eq!(ran.counts(), [good, 0, expected.len() as u64, 0, blank], "seed {seed}");
        assert_eq!(ran.nacks(), expected, "seed {seed}: each refused under its own name and number");
        assert_eq!(lab.count("stored_quarantine"), expected.len() as u64);
        let order = "SELECT count(*) FROM event WHERE json_extract(data, '$.ui_element') = 'b' || seq";
        assert_eq!(lab.one(order), good.to_string(), "seed {seed}: in the order of arrival");
    }
}

#[test]
fn a_mark_at_the_start_carriage_returns_and_blank_lines_are_no_fault() {
    let lab = Lab::new();
    let text = format!("\u{feff}{}\r\n\n   \t\n{}\r\n", action("s", 1).trim_end(), action("s", 2).trim_end());
    let ran = lab.record(&[], text).expect(0);
    assert_eq!(ran.counts(), [2, 0, 0, 0, 2]);
    assert!(ran.stderr.contains("byte order mark"), "{}", ran.stderr);
}

#[test]
fn the_last_line_counts_without_a_line_end() {
    let lab = Lab::new();
    let text = format!("{}{}", action("s", 1), action("s", 2).trim_end());
    assert_eq!(lab.record(&[], text).expect(0).counts(), [2, 0, 0, 0, 0]);
    let cut = format!("{}{}", action("t", 1), &action("t", 2)[..40]);
    let ran = lab.record(&[], cut).expect(3);
    assert_eq!(ran.nacks(), [(2, "truncated".to_owned())]);
}

#[test]
fn no_input_at_all_is_an_empty_recording() {
    let lab = Lab::new();
    let ran = lab.record(&[], "").expect(0);
    assert_eq!(ran.counts(), [0; 5]);
    assert_eq!(lab.count("stored_event"), 0);
}

/// `VmHWM` of a running process, in kilobytes.
fn peak_memory_kb(live: &Live) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", live.pid())).unwrap();
    let line = status.lines().find(|l| l.starts_with("VmHWM")).unwrap();
    line.split_ascii_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_line_of_a_hundred_megabytes_is_refused_without_being_held() {
    let lab = Lab::new();
    let mut live = lab.start(&["record", "--ack", "commit", "--session", "s"]);
    live.send(r#"{"type":"user.action","data":{"ui_element":""#);
    let block = vec![b'x'; 1 << 20];
    for _ in 0..100 {
        live.send(&block);
    }
    live.send("\"}}\n");
    live.send(action("s", 1));
    live.await_ack(1);
    let peak = peak_memory_kb(&live);
    assert!(peak < 128 << 10, "{peak} kB");
    live.end().expect(3);
    let kept = lab.rows("SELECT code, line_no, length > 100 << 20, line FROM stored_quarantine");
    assert_eq!(kept, ["line_too_long|1|1|null"]);
}

/// Records a file and gives the most memory that the recorder ever had, in kilobytes.
fn peak_of_file_kb(lab: &Lab, lines: &str, code: i32) -> u64 {
    lab.write("in.ndjson", lines);
    let mut live = lab.start(&["record", "--session", "s", "in.ndjson"]);
    let mut peak = 0;
    while live.child.try_wait().unwrap().is_none() {
        let status = std::fs::read_to_string(format!("/proc/{}/status", live.pid())).unwrap_or_default();
        let line = status.lines().find(|l| l.starts_with("VmHWM"));
        let now = line.and_then(|l| l.split_ascii_whitespace().nth(1)?.parse().ok());
        peak = peak.max(now.unwrap_or(0));
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    assert!(peak > 0, "it was never seen running");
    live.end().expect(code);
    peak
}

#[test]
fn long_lines_one_after_the_other_stay_within_the_memory() {
    let lab = Lab::new();
    let long = format!("{{\"type\":\"x.blob\",\"data\":{{\"b\":\"{}\"}}}}\n", "y".repeat(1_000_000));
    let peak = peak_of_file_kb(&lab, &long.repeat(200), 0);
    assert!(peak < 128 << 10, "{peak} kB");
    assert_eq!(lab.count("stored_event"), 200);
}

#[test]
fn refused_lines_one_after_the_other_stay_within_the_memory() {
    let small = format!("{{\"type\":\"user.action\",\"data\":{{\"action\":\"{}\"}}}}\n", "x".repeat(400));
    let large =
        format!("{{\"type\":\"user.action\",\"data\":{{\"action\":\"{}\"}}}}\n", "x".repeat(1_000_000));
    for (line, times) in [(small, 150_000), (large, 200)] {
        let lab = Lab::new();
        let peak = peak_of_file_kb(&lab, &line.repeat(times), 3);
        assert!(peak < 128 << 10, "{times} lines: {peak} kB");
        assert_eq!(lab.count("stored_quarantine"), times as u64);
    }
}

#[test]
fn a_message_that_would_become_far_more_than_was_sent_is_refused() {
    let lab = Lab::new();
    let tokens = vec!["\"a\""; 40_000].join(",");
    let blob = "z".repeat(500_000);
    let line = |around: &str| {
        format!(
            "{{\"type\":\"token_stream\",\"channel\":\"c\",\"payload\":{{\"tokens\":[{tokens}],{around}\"modelId\":\"m\"}}}}\n"
        )
    };
    let mut live = lab.start(&["record", "--ack", "commit", "--session", "s"]);
    live.send(line(&format!("\"promptId\":\"{blob}\",")));
    live.send(action("s", 1));
    live.await_ack(1);
    let peak = peak_memory_kb(&live);
    assert!(peak < 128 << 10, "{peak} kB");
    live.end().expect(3);
    assert_eq!(lab.rows("SELECT code, line_no FROM stored_quarantine"), ["too_many_values|1"]);
}

#[test]
fn a_message_of_very_many_members_does_not_hang_the_recorder() {
    let lab = Lab::new();
    let members: Vec<String> = (0..90_000).map(|n| format!("\"{n}\":0")).collect();
    let line =
        format!("{{\"type\":\"reward_event\",\"channel\":\"c\",\"payload\":{{{}}}}}\n", members.join(","));
    let mut live = lab.start(&["record", "--ack", "commit", "--session", "s"]);
    live.send(line);
    live.await_ack(1);
    live.close();
    assert_eq!(wait(&mut live.child), 0);
}

#[test]
fn the_length_depth_and_count_of_a_line_are_bounded_to_the_byte() {
    let wide = |n: usize| format!("{{\"type\":\"x.y\",\"data\":{{\"l\":[{}0]}}}}\n", "0,".repeat(n - 1));
    let deep =
        |n: usize| format!("{{\"type\":\"x.y\",\"data\":{{\"l\":{}{}}}}}\n", "[".repeat(n), "]".repeat(n));
    let long = |n: usize| {
        let frame = "{\"type\":\"x.y\",\"data\":{\"l\":\"\"}}".len();
        format!("{{\"type\":\"x.y\",\"data\":{{\"l\":\"{}\"}}}}\n", "x".repeat(n - frame))
    };
    // The values around the list: the outer object, the type, the data, the list itself.
    let lines = [wide(99_996), wide(99_997), deep(62), deep(63), long(1 << 20), long((1 << 20) + 1)];
    let lab = Lab::new();
    let ran = lab.record(&["--session", "s"], lines.concat()).expect(3);
    let refused: BTreeMap<u64, String> = ran.nacks().into_iter().collect();
    let want =
        [(2, "too_many_values"), (4, "too_deep"), (6, "line_too_long")].map(|(n, c)| (n, c.to_owned()));
    assert_eq!(refused, BTreeMap::from(want));
}

#[test]
fn the_limit_of_a_line_is_the_users_to_set() {
    let lab = Lab::new();
    let lines =
        [action("s", 1), action("s", 2).replace("\"b2\"", &format!("\"{}\"", "x".repeat(2000)))].concat();
    let ran = lab.record(&["--max-line", "1K"], &lines).expect(3);
    assert_eq!(ran.nacks(), [(2, "line_too_long".to_owned())]);
    assert_eq!(lab.run(&["record", "--max-line", "soon"], "").code, 2);
}

#[test]
fn on_invalid_abort_ends_at_the_first_bad_line_and_keeps_what_came_before() {
    let lab = Lab::new();
    let lines = [action("s", 1), "nonsense\n".into(), action("s", 2)].concat();
    let ran = lab.run(&["record", "--json", "--on-invalid", "abort"], lines).expect(1);
    assert!(ran.failure()["message"].as_str().unwrap().contains("line 2"), "{}", ran.stderr);
    assert_eq!(lab.rows("SELECT seq FROM event"), ["1"]);
    assert_eq!(lab.one("SELECT status, clean FROM stored_session"), "Completed|1");
}

#[test]
fn unknown_types_are_kept_or_kept_aside_or_refused() {
    let lines = "{\"type\":\"x.new\",\"data\":{}}\n{\"type\":\"x.new\",\"data\":{}}\n{\"type\":\"user.action\",\"data\":{\"action\":\"stop\"}}\n";
    let accept = Lab::new();
    let ran = accept.record(&["--unknown", "accept"], lines).expect(0);
    assert_eq!(ran.answer()["unknown_types"]["x.new"], 2);
    assert_eq!(ran.stderr.matches("x.new").count(), 1, "told once: {}", ran.stderr);
    for how in ["quarantine", "reject"] {
        let lab = Lab::new();
        let ran = lab.record(&["--unknown", how], lines).expect(3);
        assert_eq!(ran.counts(), [1, 0, 2, 0, 0]);
        assert!(ran.nacks().iter().all(|(_, code)| code == "unknown_type"));
    }
    let both = Lab::new();
    both.run(&["record", "--unknown", "reject", "--on-invalid", "abort"], lines).expect(1);
    let aside = Lab::new();
    aside.run(&["record", "--unknown", "quarantine", "--on-invalid", "abort"], lines).expect(3);
}

#[test]
fn ever_new_types_do_not_fill_the_memory() {
    let lab = Lab::new();
    let lines: String = (0..10_050).map(|n| format!("{{\"type\":\"x.n{n}\",\"data\":{{}}}}\n")).collect();
    let ran = lab.record(&["--session", "s"], lines).expect(3);
    assert_eq!(ran.counts(), [10_000, 0, 50, 0, 0]);
    assert!(ran.nacks().iter().all(|(_, code)| code == "too_many_types"));
}
