//! `wfstate fixture` through the binary: whole databases have no finding, broken ones exactly one rule's.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod common;

use common::{Lab, Ran, follows, rows};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::PermissionsExt;

/// Makes a fixture; its answer.
#[track_caller]
fn make(lab: &Lab, name: &str, args: &[&str]) -> Value {
    let ran = lab.run(&[&["fixture", "make", name, "--json"], args].concat(), "").expect(0);
    let answer = ran.answer();
    follows("fixture", &answer);
    answer
}

fn validate(lab: &Lab, name: &str, args: &[&str]) -> Ran {
    lab.run(&[&["validate", name, "--json", "--fail-on", "info"], args].concat(), "")
}

/// The rules of all findings, each once.
#[track_caller]
fn rules_of(ran: &Ran) -> Vec<String> {
    let answer = ran.answer();
    follows("validate", &answer);
    let findings = answer["databases"][0]["findings"].as_array().unwrap().clone();
    let rules: BTreeSet<String> = findings.iter().map(|f| f["rule"].as_str().unwrap().to_owned()).collect();
    rules.into_iter().collect()
}

#[track_caller]
fn is_whole(lab: &Lab, name: &str) {
    let ran = validate(lab, name, &[]);
    assert_eq!((rules_of(&ran), ran.code), (Vec::<String>::new(), 0), "{name}: {}", ran.stdout);
    assert_eq!(ran.answer()["databases"][0]["coverage"], "full", "{name}");
}

/// Every rule that there is.
fn rule_ids(lab: &Lab) -> Vec<String> {
    let answer = lab.run(&["validate", "--list-rules", "--json"], "").expect(0).answer();
    let rules = answer["rules"].as_array().unwrap();
    rules.iter().map(|r| r["rule"].as_str().or(r["id"].as_str()).unwrap().to_owned()).collect()
}

/// The bytes of a fixture and of what belongs to it.
fn bytes(lab: &Lab, answer: &Value) -> Vec<Vec<u8>> {
    let paths =
        [answer["path"].as_str(), answer["beside"].as_str()].into_iter().flatten().map(|p| lab.path(p));
    let files = paths.flat_map(|path| match std::fs::read_dir(&path) {
        Ok(entries) => entries.map(|e| e.unwrap().path()).collect(),
        Err(_) => vec![path],
    });
    files.map(|file| std::fs::read(file).unwrap()).collect()
}

#[test]
fn every_rule_fires_alone_on_its_own_fixture_which_is_the_same_each_time() {
    let lab = Lab::new();
    let ids = rule_ids(&lab);
    assert!(ids.len() >= 49, "{ids:?}");
    let mut wrong = Vec::new();
    for id in &ids {
        let name = format!("{id}.db");
        let made = make(&lab, &name, &["--broken", id]);
        assert_eq!(made["broken"], id.as_str());
        let flag = match made["beside"].as_str().and_then(|b| b.rsplit_once('.')).map(|(_, ending)| ending) {
            Some("head") => Some("--head"),
            Some("schemas") => Some("--schema-path"),
            _ => None,
        };
        let args: Vec<&str> =
            flag.iter().flat_map(|flag| [*flag, made["beside"].as_str().unwrap()]).collect();
        let ran = validate(&lab, &name, &args);
        if (rules_of(&ran), ran.code) != (vec![id.clone()], 4) {
            wrong.push(format!("{id}: exit {}, {}", ran.code, ran.stdout));
        }
        let again = make(&lab, &format!("{id}-again.db"), &["--broken", id]);
        let other = make(&lab, &format!("{id}-other.db"), &["--broken", id, "--seed", "2"]);
        assert_eq!(bytes(&lab, &made), bytes(&lab, &again), "{id}");
        assert_ne!(bytes(&lab, &made), bytes(&lab, &other), "{id}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let list = lab.run(&["fixture", "list", "--json"], "").expect(0).answer();
    follows("fixture", &list);
    let listed = list["rules"].as_array().unwrap().iter().map(|r| r["rule"].as_str().unwrap().to_owned());
    assert_eq!(listed.collect::<Vec<_>>(), ids);
}

/// The control: it is the wound that is found, and nothing that the fixtures have besides.
#[test]
fn a_fixture_whose_wound_is_taken_back_has_no_finding() {
    let lab = Lab::new();
    make(&lab, "a.db", &["--broken", "WFD002"]);
    let bytes = std::fs::read(lab.path("a.db")).unwrap();
    std::fs::write(lab.path("a.db"), &bytes[..bytes.len() - 8]).unwrap();
    is_whole(&lab, "a.db");
    for rule in ["WFD005", "WFD006", "WFD007"] {
        let name = format!("{rule}.db");
        let made = make(&lab, &name, &["--broken", rule]);
        assert_eq!(made["beside"], format!("{name}-wal"));
        std::fs::remove_file(lab.path(&format!("{name}-wal"))).unwrap();
        is_whole(&lab, &name);
    }
    // What its head stood for was another recording: without the head nobody would know.
    make(&lab, "h.db", &["--broken", "WFH010"]);
    is_whole(&lab, "h.db");
    let own = lab.run(&["head", "--db", "h.db"], "").expect(0);
    lab.write("own.head", own.stdout);
    assert_eq!(validate(&lab, "h.db", &["--head", "own.head"]).code, 0);
}

#[test]
fn whole_fixtures_of_every_size_and_kind_have_no_finding_at_all() {
    let lab = Lab::new();
    for (n, args) in [
        &["--events", "2"][..],
        &["--events", "3", "--kind", "workflow"],
        &["--events", "7", "--sessions", "3", "--seed", "9"],
        &["--sessions", "40", "--seed", "18446744073709551615"],
        &["--events", "9000", "--sessions", "2", "--kind", "stream", "--seed", "0"],
        &["--events", "5000", "--sessions", "5", "--kind", "workflow", "--seed", "3"],
        &["--events", "6000", "--content", "--seed", "4"],
        &["--events", "900", "--sessions", "300", "--seed", "5"],
    ]
    .iter()
    .enumerate()
    {
        let name = format!("{n}.db");
        let made = make(&lab, &name, args);
        let asked =
            |flag: &str| args.iter().position(|a| *a == flag).map(|at| args[at + 1].parse::<u64>().unwrap());
        assert_eq!(made["events"].as_u64(), asked("--events").or(Some(1000)), "{args:?}");
        assert!(asked("--sessions").is_none_or(|n| made["sessions"] == n), "{made}");
        is_whole(&lab, &name);
        let again = make(&lab, &format!("{n}-again.db"), args);
        assert_eq!(bytes(&lab, &made), bytes(&lab, &again), "{args:?}");
    }
}

#[test]
fn every_type_occurs_and_content_is_stored_only_when_it_is_asked_for() {
    let lab = Lab::new();
    make(&lab, "t.db", &["--events", "12000"]);
    let by_type: BTreeMap<String, u64> = lab
        .rows("SELECT t.name, count(*) FROM stored_event e JOIN event_type t USING (type_no) GROUP BY 1")
        .iter()
        .map(|row| row.split_once('|').unwrap())
        .map(|(name, n)| (name.to_owned(), n.parse().unwrap()))
        .collect();
    let types: BTreeSet<String> = wfstate::model::event::TYPES.iter().map(|t| t.name.to_owned()).collect();
    assert_eq!(by_type.keys().cloned().collect::<BTreeSet<_>>(), types);
    assert!((6450..=6750).contains(&by_type["ai.output"]), "{by_type:?}");
    assert!((3450..=3750).contains(&by_type["energy.update"]), "{by_type:?}");
    assert!(lab.count("event_key") > 1000 && lab.count("stored_snapshot") > 3);
    let said = lab.rows("SELECT kind, count(*) FROM journal GROUP BY 1 ORDER BY 1");
    let kinds = ["recorder.closed|3", "recorder.opened|3", "recorder.stats|3", "state.snapshot_created|13"];
    assert_eq!(said, kinds, "{said:?}");
    let words = ["Why does the field resonate?", "Write a haiku about latency."];
    assert_eq!(lab.files_with(&words), Vec::<String>::new());
    make(&lab, "open.db", &["--events", "3000", "--content"]);
    assert!(!lab.files_with(&words).is_empty(), "the search can find them");
}

#[test]
fn a_fixture_replays_and_its_views_can_be_read() {
    let lab = Lab::new();
    make(&lab, "t.db", &["--events", "3000"]);
    for selector in ["latest", "latest~1", "latest~2"] {
        let answer = lab.run(&["replay", selector, "--json"], "").expect(0).answer();
        assert_eq!(
            (answer["verified"].as_bool(), &answer["divergence"]),
            (Some(true), &Value::Null),
            "{answer}"
        );
    }
    for view in ["session", "event", "snapshot", "audit", "sessions", "phase_completions", "workflow_context"]
    {
        assert!(!rows(&lab.open("t.db"), &format!("SELECT * FROM {view} LIMIT 5")).is_empty(), "{view}");
    }
}

#[test]
fn a_stream_records_into_what_its_database_is() {
    let lab = Lab::new();
    let args = ["--events", "4000", "--sessions", "4", "--seed", "6"];
    let made = make(&lab, "x.ndjson", &args);
    assert_eq!((&made["form"], &made["events"]), (&"ndjson".into(), &4000.into()));
    make(&lab, "x.db", &args);
    let stream = std::fs::read(lab.path("x.ndjson")).unwrap();
    let ran = lab.record(&["--db", "r.db"], &stream).expect(0);
    assert_eq!(ran.counts(), [4000, 0, 0, 0, 0]);
    is_whole(&lab, "r.db");
    let states = "SELECT session_id, state_hash FROM stored_session ORDER BY 1";
    assert_eq!(rows(&lab.open("x.db"), states), rows(&lab.open("r.db"), states));
}

#[test]
fn packs_are_made_the_same_each_time_and_are_whole_or_broken_like_their_database() {
    let lab = Lab::new();
    for (name, form) in [("x.zip", "backup"), ("x.wfz", "archive"), ("x.zst", "zst")] {
        let made = make(&lab, name, &["--events", "500"]);
        assert_eq!(made["form"], form);
        is_whole(&lab, name);
        let again = make(&lab, &format!("again-{name}"), &["--events", "500"]);
        assert_eq!(bytes(&lab, &made), bytes(&lab, &again), "{name}");
        make(&lab, &format!("bad-{name}"), &["--broken", "WFH001"]);
        let ran = validate(&lab, &format!("bad-{name}"), &[]);
        assert_eq!((rules_of(&ran), ran.code), (vec!["WFH001".to_owned()], 4));
        // Packing it would mend it.
        lab.run(&["fixture", "make", &format!("log-{name}"), "--broken", "WFD005"], "").expect(2);
    }
    lab.run(&["fixture", "make", "m.zst", "--broken", "WFD009"], "").expect(2);
}

#[test]
fn a_stream_that_breaks_a_rule_breaks_it_when_it_is_recorded_or_is_refused() {
    let lab = Lab::new();
    let list = lab.run(&["fixture", "list", "--json"], "").expect(0).answer();
    let mut sent = 0;
    for row in list["rules"].as_array().unwrap() {
        let rule = row["rule"].as_str().unwrap();
        let name = format!("{rule}.ndjson");
        if row["stream"] == false {
            lab.run(&["fixture", "make", &name, "--broken", rule], "").expect(2);
            assert!(!lab.path(&name).exists());
            continue;
        }
        make(&lab, &name, &["--broken", rule]);
        let db = format!("{rule}.db");
        let ran = lab.record(&["--db", &db], std::fs::read(lab.path(&name)).unwrap());
        let refused = ran.counts()[2] > 0;
        let found = rules_of(&validate(&lab, &db, &[]));
        assert!(refused || found == [rule], "{rule}: {found:?}");
        sent += 1;
    }
    assert!(sent >= 9, "{sent}");
}

#[test]
fn nothing_is_overwritten_unless_it_is_wanted() {
    let lab = Lab::new();
    lab.write("a.db", "mine");
    for name in ["a.db-wal", "b.db-wal", "c.db.head"] {
        lab.write(name, "mine");
    }
    for name in ["a.db", "b.db", "c.db"] {
        let ran = lab.run(&["fixture", "make", name, "--json"], "").expect(1);
        assert!(ran.failure()["message"].as_str().unwrap().ends_with(" exists"), "{}", ran.stderr);
    }
    assert_eq!(std::fs::read(lab.path("a.db")).unwrap(), b"mine");
    let files = ["a.db", "a.db-wal", "b.db-wal", "c.db.head"].map(str::to_owned);
    assert_eq!(lab.files(), files);
    make(&lab, "a.db", &["--force"]);
    is_whole(&lab, "a.db");
    assert!(!lab.path("a.db-wal").exists(), "a log of another database would be taken for its own");
    assert_eq!(std::fs::metadata(lab.path("a.db")).unwrap().permissions().mode() & 0o777, 0o600);
    for _ in 0..2 {
        make(&lab, "a.db", &["--force", "--broken", "WFJ004"]);
    }
    lab.write("a.db.schemas/mine.json", "mine");
    lab.run(&["fixture", "make", "a.db", "--force", "--broken", "WFJ005"], "").expect(1);
    assert!(lab.path("a.db.schemas/mine.json").exists());
    lab.run(&["fixture", "make", "home", "--force"], "").expect(1);
    lab.run(&["fixture", "make", "nowhere/a.db"], "").expect(1);
}

#[test]
fn a_database_that_is_being_recorded_is_left_alone() {
    let lab = Lab::new();
    let mut live = lab.start(&["record", "--json", "--ack", "commit"]);
    live.send(common::action("s", 1));
    live.await_ack(1);
    lab.run(&["fixture", "make", "t.db", "--force"], "").expect(11);
    live.send(common::action("s", 2));
    live.await_ack(2);
    live.end().expect(0);
    assert_eq!(lab.count("stored_event"), 2);
}

#[test]
fn one_that_is_killed_leaves_no_database_behind() {
    let lab = Lab::new();
    let live = lab.start(&["fixture", "make", "x.db", "--events", "500000"]);
    let begun = || lab.files().iter().any(|f| f.starts_with("x.db.making-"));
    for _ in 0..2000 {
        if begun() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert!(begun());
    live.signal("KILL");
    live.end().expect(137);
    assert!(!lab.path("x.db").exists());
    make(&lab, "x.db", &["--events", "10"]);
}

#[test]
fn what_is_found_with_an_option_only_says_which_and_the_line_can_be_pasted() {
    let lab = Lab::new();
    for rule in ["WFH010", "WFJ004", "WFJ005", "WFD005"] {
        let name = format!("{rule}.db");
        let said = lab.run(&["fixture", "make", "--broken", rule, &name], "").expect(0);
        let text = said.stdout;
        let line = text.lines().find_map(|l| l.strip_prefix("to find it: wfstate "));
        assert_eq!(line.is_some(), rule != "WFD005", "{text}");
        let found = match line {
            Some(line) => lab.run(&line.split(' ').collect::<Vec<_>>(), ""),
            None => lab.run(&["validate", &name], ""),
        };
        assert!(found.expect(4).stdout.contains(rule), "{text}");
    }
    lab.run(&["fixture", "make", "--broken", "WFG004", "info.db"], "").expect(0);
    let info = lab.run(&["validate", "--fail-on", "info", "info.db"], "").expect(4).stdout;
    assert!(info.contains("0 errors, 0 warnings, 1 info\n"), "what made it fail is counted: {info}");
    let nowhere = lab.run(&["fixture", "make", "none/x.db", "--json"], "").expect(1).failure();
    assert!(nowhere["message"].as_str().unwrap().starts_with("none/x.db: "), "{nowhere}");
}

#[test]
fn what_cannot_be_made_is_said() {
    let lab = Lab::new();
    for (args, word) in [
        (&["--broken", "WFH999"][..], "WFH999"),
        (&["--events", "1"], "at least 2"),
        (&["--events", "19", "--sessions", "10"], "at least 20"),
        (&["--events", "0"], "at least 2"),
        (&["--broken", "WFH001", "--events", "20", "--sessions", "8"], "at least 14"),
    ] {
        let ran = lab.run(&[&["fixture", "make", "x.db", "--json"], args].concat(), "").expect(2);
        let failure = ran.failure();
        assert!(failure["message"].as_str().unwrap().contains(word), "{failure}");
        assert!(failure["hint"].is_string(), "{failure}");
    }
    lab.run(&["fixture", "make", "x.db", "--kind", "odd"], "").expect(2);
    assert_eq!(lab.files(), Vec::<String>::new());
}

#[test]
fn a_signal_in_the_middle_leaves_nothing_and_says_so_by_its_code() {
    for (signal, code) in [("INT", 130), ("TERM", 143), ("HUP", 129)] {
        for name in ["big.db", "big.zip", "big.ndjson"] {
            let lab = Lab::new();
            let before = lab.files();
            let making = lab.start(&["fixture", "make", name, "--events", "50000000"]);
            let begun = (0..3000).any(|_| {
                std::thread::sleep(std::time::Duration::from_millis(10));
                lab.files() != before
            });
            assert!(begun, "{name}: nothing is made");
            making.signal(signal);
            assert_eq!(making.end().code, code, "{name}");
            assert_eq!(lab.files(), before, "SIG{signal} of {name}");
        }
    }
}

#[test]
fn a_dash_is_no_name_of_a_fixture() {
    let lab = Lab::new();
    let before = lab.files();
    lab.run(&["fixture", "make", "-"], "").expect(2);
    assert_eq!(lab.files(), before);
}
