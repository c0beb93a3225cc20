//! Databases to back up, and what is asked of those that come back.

use crate::common::{Lab, Ran, action, follows};
use serde_json::Value;
use std::collections::BTreeMap;

/// Three sessions of a recording, in several batches, ended by snapshots.
pub fn lab() -> Lab {
    let lab = Lab::new();
    for session in ["one", "two", "three"] {
        record(&lab, session, 1..=40);
    }
    std::fs::create_dir(lab.path("b")).unwrap();
    lab
}

/// Records some events of a session, and goes on with it where it exists.
pub fn record(lab: &Lab, session: &str, events: std::ops::RangeInclusive<u64>) {
    let lines: String = events.map(|n| action(session, n)).collect();
    lab.record(&["--session", session, "--resume", "--snapshot-every", "7"], lines).expect(0);
}

/// Runs with `--json`; the answer follows its schema.
#[track_caller]
pub fn json(lab: &Lab, args: &[&str], code: i32) -> Value {
    let ran = lab.run(&[args, &["--json"]].concat(), "").expect(code);
    let answer = ran.answer();
    follows(if args[0] == "restore" { "restore" } else { "backup" }, &answer);
    answer
}

/// Events and state hash of each session, replayed from the first event.
#[track_caller]
pub fn states(lab: &Lab, db: &str) -> BTreeMap<String, (u64, String)> {
    let listed = lab.run(&["list", "--db", db, "--json"], "").expect(0).answer();
    let sessions = listed["sessions"].as_array().unwrap().iter();
    let replayed = sessions.map(|s| {
        let id = s["session_id"].as_str().unwrap().to_owned();
        let replay =
            lab.run(&["replay", &id, "--db", db, "--from-snapshot", "none", "--json"], "").expect(0).answer();
        let hash = replay["state_hash"].as_str().unwrap().to_owned();
        (id, (replay["last_seq"].as_u64().unwrap(), hash))
    });
    replayed.collect()
}

/// No rule of `validate` has an error or a warning to tell, but for those about how fast the machine was.
#[track_caller]
pub fn sound(lab: &Lab, db: &str) {
    lab.run(&["validate", db, "--ignore", "WFP", "--fail-on", "warning"], "").expect(0);
}

/// The state of a session after an event, as the database at `db` says it.
#[track_caller]
pub fn state_at(lab: &Lab, db: &str, session: &str, seq: u64) -> String {
    let seq = seq.to_string();
    let replay = lab.run(&["replay", session, "--db", db, "--seq", &seq, "--json"], "").expect(0).answer();
    replay["state_hash"].as_str().unwrap().to_owned()
}

/// Files of the lab that begin so.
pub fn named(lab: &Lab, prefix: &str) -> Vec<String> {
    lab.files().into_iter().filter(|f| f.starts_with(prefix)).collect()
}

pub fn is_quiet(ran: &Ran) -> bool {
    ran.stdout.is_empty() && ran.stderr.is_empty()
}
