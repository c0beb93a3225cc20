//! What these tests share.

use crate::common::{Lab, follows};
use serde_json::Value;

/// A database of sessions that ended long ago.
pub fn old(events: u64, sessions: u64) -> Lab {
    let lab = Lab::new();
    let (events, sessions) = (events.to_string(), sessions.to_string());
    lab.run(&["fixture", "make", "t.db", "--events", &events, "--sessions", &sessions], "").expect(0);
    lab
}

pub fn retention(lab: &Lab, args: &[&str], code: i32) -> Value {
    let answer = lab.run(&[&["retention", "--json"], args].concat(), "").expect(code).answer();
    follows("retention", &answer);
    answer
}

/// Compacts all that ended.
pub fn compact(lab: &Lab) -> Value {
    retention(lab, &["apply", "--compact-older-than", "1ms", "--yes"], 0)
}

/// The ids of the sessions, newest first.
pub fn ids(lab: &Lab) -> Vec<String> {
    let list = lab.run(&["list", "-n", "0", "--json"], "").expect(0).answer();
    list["sessions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["session_id"].as_str().unwrap().to_owned())
        .collect()
}

/// What a session comes to, as every verb says it.
pub fn totals(lab: &Lab, id: &str) -> Vec<Value> {
    let show = lab.run(&["show", id, "--json"], "").expect(0).answer();
    follows("show", &show);
    let stats = lab.run(&["stats", id, "--json"], "").expect(0).answer();
    follows("stats", &stats);
    let replay = lab.run(&["replay", id, "--json"], "").expect(0).answer();
    follows("replay", &replay);
    assert_eq!(replay["verified"], true, "{replay}");
    let of = |from: &Value, names: &[&str]| names.iter().map(|n| from[*n].clone()).collect::<Vec<_>>();
    let shown =
        ["events", "energy", "cost_micro_usd", "loss", "state_hash", "status", "start_time", "end_time"];
    let more = ["first_event_time", "last_event_time", "frames", "types", "models", "tokens", "user_id"];
    let counted = ["events", "energy", "first_time", "last_time", "types", "errors", "duration_ms"];
    let replayed = ["last_seq", "events", "energy", "state_hash", "lost", "complete"];
    [of(&show, &shown), of(&show, &more), of(&stats, &counted), of(&replay, &replayed)].concat()
}

/// No finding at all, but for those of these rules.
#[track_caller]
pub fn validates(lab: &Lab, but: &[&str]) {
    let ran = lab.run(&["validate", "t.db", "--json"], "").expect(0);
    let answer = ran.answer();
    let findings = answer["databases"][0]["findings"].as_array().unwrap().clone();
    let others: Vec<&Value> =
        findings.iter().filter(|f| !but.contains(&f["rule"].as_str().unwrap())).collect();
    assert!(others.is_empty(), "{others:?}");
}

/// Changes the database as no verb does.
pub fn tamper(lab: &Lab, sql: &str) {
    #[expect(clippy::disallowed_methods, reason = "somebody else writes into the file")]
    let db = rusqlite::Connection::open(lab.path("t.db")).unwrap();
    db.execute_batch(sql).unwrap();
}
