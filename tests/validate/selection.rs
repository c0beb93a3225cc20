//! What is looked at, what is passed over, and in which order it comes out.

use crate::{Bench, open, stream, wfstate};
use serde_json::Value;
use std::fmt::Write;
use std::path::Path;

#[test]
fn what_is_new_is_checked_on_top_of_what_is_taken_as_it_is() {
    let bench = Bench::new();
    let whole = bench.validate(&["--since-seq", "0", "--fail-on", "info"]);
    assert_eq!((whole.code, &whole.json()["databases"][0]["coverage"]), (0, &"full".into()), "{}", whole.out);
    let new = bench.validate(&["--since-seq", "2400", "--fail-on", "info"]);
    let database = new.json()["databases"][0].clone();
    assert_eq!((new.code, &database["coverage"]), (0, &Value::from("since")), "{}", new.out);
    let (seen, all) = (database["events"].as_u64().unwrap(), database["events_total"].as_u64().unwrap());
    assert!((200..5000).contains(&seen) && all == 5000, "{seen} of {all}");

    // What is before is not looked at, what is after is, and so are the totals that both of them make.
    let event = |seq: u32, sql: &str| {
        let sql = format!("{sql} WHERE event_id = (1 << 40) + {seq}");
        let path = bench.damaged(&sql).to_str().unwrap().to_owned();
        wfstate(&["validate", &path, "--json", "--since-seq", "2400"], "").rules()
    };
    let payload = "UPDATE stored_event SET payload = replace(payload, '1.5', '1.6')";
    assert_eq!(event(7, payload), [""; 0]);
    let found = event(2450, payload);
    assert!(found.contains(&"WFH001".to_owned()), "{found:?}");
    let row = bench.damaged("UPDATE stored_session SET energy_micro = energy_micro + 1");
    let run = wfstate(&["validate", row.to_str().unwrap(), "--json", "--since-seq", "2400"], "");
    assert_eq!(run.rules(), ["WFE001"]);
    assert_eq!(bench.validate(&["--since-seq", "1", "--sample", "1"]).code, 2);
}

#[test]
fn a_sample_says_that_it_is_one() {
    let dir = tempfile::tempdir().unwrap();
    let db = dir.path().join("t.db");
    let db = db.to_str().unwrap();
    // Each run seals what it recorded, so that there is something to choose from.
    let lines: Vec<String> = stream().lines().map(|l| format!("{l}\n")).collect();
    for part in lines.chunks(200) {
        let run = wfstate(&["record", "--db", db, "--resume"], &part.concat());
        assert_eq!(run.code, 0, "{}", run.err);
    }
    let sampled = wfstate(&["validate", db, "--json", "--sample", "300", "--fail-on", "info"], "");
    assert_eq!((sampled.code, sampled.rules()), (0, vec![]), "{}", sampled.out);
    let database = sampled.json()["databases"][0].clone();
    let (seen, all) = (database["events"].as_u64().unwrap(), database["events_total"].as_u64().unwrap());
    assert_eq!(database["coverage"], "sampled");
    assert!((600..1500).contains(&seen) && all == 5000, "{seen} of {all}");
    let text = wfstate(&["validate", db, "--sample", "300"], "").out;
    assert!(text.contains("a SAMPLE (") && text.contains("% of 5,000 events)"), "{text}");

    // The last events are always among them; what is left out can hold anything.
    let sampled = |sql: &str| {
        open(Path::new(db)).execute_batch(sql).unwrap();
        wfstate(&["validate", db, "--json", "--sample", "300"], "").rules()
    };
    let touch =
        |seq: u32| format!("UPDATE stored_event SET ts_us = ts_us + 1 WHERE event_id = (1 << 40) + {seq}");
    assert_eq!(sampled(&touch(1500)), [""; 0]);
    assert_eq!(sampled(&touch(2500)), ["WFH001"]);
    let more = wfstate(&["validate", db, "--json", "--sample", "9999"], "");
    assert_eq!(more.json()["databases"][0]["coverage"], "full");
}

#[test]
fn a_baseline_lets_through_what_is_known_and_nothing_new() {
    let bench = Bench::new();
    let damaged = bench.damaged("UPDATE stored_session SET energy_micro = 1");
    let damaged = damaged.to_str().unwrap();
    let known = bench.dir.path().join("known.json");
    let known = known.to_str().unwrap();
    let run = |more: &[&str]| wfstate(&[&["validate", damaged, "--json"], more].concat(), "");
    assert_eq!(run(&[]).rules(), ["WFE001"]);
    let wrote = run(&["--write-baseline", known]);
    assert_eq!(wrote.code, 0, "{}", wrote.err);
    assert!(wrote.err.contains("2 findings"), "{}", wrote.err);
    let passed = run(&["--baseline", known]);
    let database = passed.json()["databases"][0].clone();
    assert_eq!(
        (passed.code, passed.rules(), &database["baselined"]),
        (0, vec![], &2.into()),
        "{}",
        passed.out
    );

    // The same file by another path is the same one; another file is not, which is said.
    let strange = format!("{}/../{}", bench.dir.path().display(), {
        let (dir, file) = (bench.dir.path().file_name().unwrap(), Path::new(damaged).file_name().unwrap());
        Path::new(dir).join(file).display().to_string()
    });
    assert_eq!(wfstate(&["validate", &strange, "--baseline", known], "").code, 0);
    let other = bench.dir.path().join("other.db");
    std::fs::copy(damaged, &other).unwrap();
    let elsewhere = wfstate(&["validate", other.to_str().unwrap(), "--baseline", known], "");
    std::fs::remove_file(&other).unwrap();
    assert!(elsewhere.code == 4 && elsewhere.err.contains("names none of these"), "{}", elsewhere.err);
    assert!(!passed.err.contains("names none of these"), "{}", passed.err);

    // Wherever it is run, and however the database is named.
    let inside = assert_cmd::Command::cargo_bin("wfstate")
        .unwrap()
        .env_clear()
        .current_dir(bench.dir.path())
        .args(["--no-config", "validate", "./damaged.db", "--baseline", "known.json"])
        .output()
        .unwrap();
    assert_eq!(inside.status.code(), Some(0), "{}", String::from_utf8_lossy(&inside.stdout));

    // One more finding is one too many; one that is gone is said.
    bench.damaged("UPDATE stored_session SET energy_micro = 1, clean = 0");
    let more = run(&["--baseline", known]);
    assert_eq!((more.code, more.rules()), (4, vec!["WFH009".to_owned()]), "{}", more.out);
    bench.damaged("UPDATE stored_session SET energy_micro = 1 WHERE session_id = 's-a'");
    let text = wfstate(&["validate", damaged, "--baseline", known], "");
    assert!(
        text.code == 0 && text.err.contains("1 finding of the baseline is gone"),
        "{} {}",
        text.out,
        text.err
    );

    let beside = |name: &str| bench.dir.path().join(name).to_str().unwrap().to_owned();
    for taken in [damaged, &beside("damaged.db-wal"), &beside("")] {
        assert_eq!(run(&["--write-baseline", taken]).code, 2, "{taken} is never overwritten");
    }
    let refused = run(&["--write-baseline", damaged]);
    assert!(refused.out.is_empty() && refused.err.contains("nothing was checked"), "{}", refused.err);
    assert_eq!(run(&[]).rules(), ["WFE001"]);
    // Neither is what happens to have the name of something half written.
    let (named, twin) = (beside("x.new"), beside("x"));
    std::fs::copy(damaged, &named).unwrap();
    assert_eq!(wfstate(&["validate", &named, "--write-baseline", &twin], "").code, 0);
    assert_eq!(wfstate(&["validate", &named, "--json"], "").rules(), ["WFE001"]);
    std::fs::write(known, "{}").unwrap();
    assert_eq!(run(&["--baseline", known]).code, 1);
}

#[test]
fn several_databases_come_out_in_the_order_in_which_they_were_named() {
    let bench = Bench::new();
    let many = bench.dir.path().join("many.db");
    let mut lines = String::new();
    for n in 0..300 {
        let event = r#""type":"user.action","data":{"action":"pause"}"#;
        writeln!(lines, r#"{{"session_id":"s-{n:03}",{event}}}"#).unwrap();
    }
    let many = many.to_str().unwrap();
    assert_eq!(wfstate(&["record", "--db", many], &lines).code, 0);
    open(Path::new(many)).execute_batch("UPDATE stored_session SET energy_micro = 7").unwrap();
    let damaged = bench.damaged("UPDATE stored_session SET clean = 0");
    let damaged = damaged.to_str().unwrap();
    // How fast a recorder was is not the same on a busy machine.
    let rest = ["--json", "--limit", "250", "--ignore", "WFP"];
    let args = [&["validate", many, damaged, "gone.db", bench.path(), many][..], &rest].concat();
    let first = wfstate(&args, "");
    let json = first.json();
    let paths: Vec<&str> =
        json["databases"].as_array().unwrap().iter().map(|d| d["path"].as_str().unwrap()).collect();
    assert_eq!(paths, [many, damaged, "gone.db", bench.path(), many]);
    let findings = json["databases"][0]["findings"].as_array().unwrap();
    let sessions: Vec<&str> = findings.iter().map(|f| f["session_id"].as_str().unwrap()).collect();
    assert_eq!((sessions.len(), json["databases"][0]["not_shown"].as_u64()), (250, Some(50)));
    assert!(sessions.is_sorted(), "{sessions:?}");
    assert_eq!(first.code, 10, "the worst of all: one could not be opened");
    for _ in 0..5 {
        assert_eq!(wfstate(&args, "").out, first.out);
    }
    let text = wfstate(&["validate", many, damaged, bench.path()], "").out;
    assert!(text.contains("3 databases, 304 sessions, 10,300 events: full scan, 302 errors"), "{text}");
    // Each finding of several names its database; that of one alone need not.
    assert_eq!(text.matches(&format!("ERROR WFH009 {damaged} s-")).count(), 2, "{text}");
    let alone = wfstate(&["validate", damaged], "").out;
    assert_eq!(alone.matches("ERROR WFH009 s-").count(), 2, "{alone}");
}
