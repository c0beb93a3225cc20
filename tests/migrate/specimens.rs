//! One database of every version, in `fixtures/databases`, with what its sessions come to (`golden.json`).
//!
//! The specimen of the present version is made by `UPDATE_SPECIMEN=1 cargo test --test migrate specimen`, with the
//! binary of the day, before the next migration is written; those of earlier versions are never made again.

use crate::common::{Lab, action, fixture};
use crate::{NOW, migrated, schema_of, specimen, told};
use serde_json::{Map, Value};
use std::fmt::Write;

/// A specimen stands in every clone for ever.
const MOST_BYTES: u64 = 200_000;

fn golden() -> Map<String, Value> {
    let text = std::fs::read_to_string(fixture("databases/golden.json")).unwrap();
    serde_json::from_str::<Value>(&text).unwrap().as_object().unwrap().clone()
}

/// What a replay of every session from its beginning comes to.
fn replayed(lab: &Lab) -> Map<String, Value> {
    let ids = lab.rows("SELECT session_id FROM stored_session ORDER BY 1");
    let replay = |id: String| {
        let answer = lab.run(&["replay", &id, "--from-snapshot", "none", "--json"], "").expect(0).answer();
        assert_eq!(answer["verified"], true, "{answer}");
        (id, serde_json::json!({"last_seq": answer["last_seq"], "state_hash": answer["state_hash"]}))
    };
    ids.into_iter().map(replay).collect()
}

#[test]
fn every_specimen_comes_to_the_schema_of_today_and_its_golden_states() {
    let fresh = Lab::new();
    fresh.record(&[], action("s", 1)).expect(0);
    let golden = golden();
    assert_eq!(golden.len(), usize::try_from(NOW).unwrap(), "a version has no golden values");
    for version in 1..=NOW {
        let lab = specimen(version);
        let want = golden[&format!("v{version}")].as_object().unwrap();
        assert!(want.len() >= 5, "v{version} has hardly a session");
        migrated(&lab, &["up"], 0);
        assert_eq!(schema_of(&lab), schema_of(&fresh), "of version {version}");
        assert_eq!(&replayed(&lab), want, "of version {version}");
        let rows: Vec<String> = want
            .iter()
            .map(|(id, v)| {
                format!("{id} {} {}", v["state_hash"].as_str().unwrap().to_uppercase(), v["last_seq"])
            })
            .collect();
        assert_eq!(told(&lab), rows, "the rows say so, too");
        lab.run(&["validate", "t.db"], "").expect(0);
        lab.run(&["migrate", "events"], "").expect(0);
    }
}

#[test]
fn the_specimen_of_this_version_has_something_of_everything() {
    let lab = specimen(NOW);
    let length = std::fs::metadata(lab.path("t.db")).unwrap().len();
    assert!(length < MOST_BYTES, "{length} bytes");
    let some = [
        "stored_session WHERE kind = 'workflow'",
        "stored_session WHERE status = 'Interrupted'",
        "stored_session WHERE stores_content",
        "stored_snapshot WHERE codec = 'zstd'",
        "stored_snapshot WHERE codec = 'zstd-delta'",
        "segment",
        "baseline",
        "erased_stretch",
        "hold",
        "event_key",
        "stored_quarantine",
        "copy",
        "ledger WHERE kind = 'purged'",
        "event_type WHERE name LIKE '%@%'",
    ];
    for what in some {
        assert_ne!(lab.count(what), 0, "there is no {what}");
    }
}

/// Makes the specimen of this version and its golden values, where that is asked for.
#[test]
fn the_specimen_is_made_when_it_is_asked_for() {
    if std::env::var_os("UPDATE_SPECIMEN").is_none() {
        return;
    }
    let lab = made();
    let folder = fixture("databases");
    for suffix in ["", ".key"] {
        std::fs::copy(lab.path(&format!("t.db{suffix}")), format!("{}/v{NOW}.db{suffix}", folder.display()))
            .unwrap();
    }
    let mut golden = Map::new();
    for version in 1..=NOW {
        let lab = specimen(version);
        migrated(&lab, &["up"], 0);
        golden.insert(format!("v{version}"), replayed(&lab).into());
    }
    let text = serde_json::to_string_pretty(&golden).unwrap() + "\n";
    let path = folder.join("golden.json");
    // A state that was once computed is never computed otherwise: what is there may only be added to.
    if let Ok(old) = std::fs::read_to_string(&path) {
        let old: Value = serde_json::from_str(&old).unwrap();
        for (version, states) in old.as_object().unwrap().iter().filter(|(v, _)| **v != format!("v{NOW}")) {
            assert_eq!(golden.get(version), Some(states), "{version} comes to other states");
        }
    }
    std::fs::write(path, text).unwrap();
}

/// Sessions of several kinds, and everything that is done to sessions.
fn made() -> Lab {
    let lab = Lab::new();
    lab.run(&["fixture", "make", "t.db", "--events", "80", "--sessions", "2"], "").expect(0);
    let mixed = std::fs::read_to_string(fixture("mixed.ndjson")).unwrap();
    lab.record(&["--snapshot-every", "4", "--session", "own"], mixed + "no json\n").expect(3);
    let session =
        |id: &str, events: u64| (1..=events).map(|n| crate::common::keyed(id, n)).collect::<String>();
    lab.record(&["--label", "cold"], session("sealed", 60)).expect(0);
    lab.record(&["--label", "old"], session("compacted", 60)).expect(0);
    lab.record(&["--content"], words("words")).expect(0);
    lab.record(&[], words("erased")).expect(0);
    lab.record(&[], heartbeats("shapes")).expect(0);
    lab.record(&[], session("gone", 3)).expect(0);
    let mut crashed = lab.start(&["record", "--json", "--ack", "commit"]);
    crashed.send(action("crashed", 1));
    crashed.await_ack(1);
    crashed.signal("KILL");
    let _ = crashed.end();
    lab.run(&["archive", "create", "sealed", "--yes"], "").expect(0);
    lab.run(&["retention", "apply", "--compact-older-than", "1ms", "--label", "old", "--yes"], "").expect(0);
    let later: String = (61..=70).map(|n| action("compacted", n)).collect();
    lab.record(&["--resume"], later).expect(0);
    lab.run(&["purge", "erased", "--content", "--yes"], "").expect(0);
    lab.run(&["purge", "gone", "--yes", "--reason", "a specimen"], "").expect(0);
    lab.run(&["hold", "add", "words", "--reason", "a specimen"], "").expect(0);
    lab.run(&["backup", "create", "away.zip"], "").expect(0);
    lab.run(&["maintain"], "").expect(0);
    lab.run(&["validate", "t.db"], "").expect(0);
    assert!(!lab.path("t.db-wal").exists() || std::fs::metadata(lab.path("t.db-wal")).unwrap().len() == 0);
    lab
}

fn words(session: &str) -> String {
    let prompt = |n: u64| {
        format!(
            "{{\"session_id\":\"{session}\",\"timestamp\":{},\"type\":\"user.prompt\",\"data\":{{\"prompt_id\":\"p{n}\",\
             \"interface\":\"text\",\"truncated\":false,\"prompt_text\":\"some words, the {n}th\",\"x\":\"more\"}}}}\n",
            1_755_460_080_000 + n
        )
    };
    (1..=12).map(prompt).collect()
}

fn heartbeats(session: &str) -> String {
    let mut lines = String::new();
    for n in 1..=12 {
        let at = 1_755_460_080_000_u64 + n;
        let (name, data) = match n % 2 {
            0 => {
                ("health.heartbeat@0", format!("{{\"sequence\":{n},\"serverTime\":{at},\"frameRate\":5{n}}}"))
            }
            _ => ("health.heartbeat", format!("{{\"system_health\":\"healthy\",\"fps\":{n}}}")),
        };
        let _ = writeln!(
            lines,
            "{{\"session_id\":\"{session}\",\"timestamp\":{at},\"type\":\"{name}\",\"data\":{data}}}"
        );
    }
    lines
}
