//! The scene of the salvage tests: a database with sessions of every kind, what was in it, and the comparison.

use crate::common::{Lab, Ran, action, follows, keyed, rows};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// An event by session and seq: all that was stored of it but its seal.
pub type Events = BTreeMap<(String, u64), String>;

/// What a database holds.
#[derive(Debug, Clone)]
pub struct Held {
    pub events: Events,
    pub journal: BTreeSet<String>,
    pub hashes: BTreeMap<String, String>,
    pub labels: BTreeSet<String>,
}

const EVENTS: &str = "SELECT s.session_id, e.event_id & 0xFFFFFFFFFF, e.ts_us, t.name, e.flags, e.frame_id, \
    e.energy_micro, e.payload, e.event_key, e.extra FROM stored_event e \
    JOIN stored_session s ON s.session_no = e.event_id >> 40 JOIN event_type t ON t.type_no = e.type_no";
const JOURNAL: &str = "SELECT s.session_id, j.ts_us, j.kind, j.facts FROM journal j \
    JOIN stored_session s ON s.session_no = j.journal_id >> 40";

impl Held {
    /// Of a whole database.
    pub fn of(lab: &Lab, name: &str) -> Self {
        let db = lab.open(name);
        let events = rows(&db, EVENTS).into_iter().map(|row| {
            let mut parts = row.splitn(3, '|');
            let key = (parts.next().unwrap().to_owned(), parts.next().unwrap().parse().unwrap());
            (key, parts.next().unwrap().to_owned())
        });
        let hashes = rows(&db, "SELECT session_id, state_hash FROM stored_session").into_iter().map(|row| {
            let (id, hash) = row.split_once('|').unwrap();
            (id.to_owned(), hash.to_owned())
        });
        Self {
            events: events.collect(),
            journal: rows(&db, JOURNAL).into_iter().collect(),
            hashes: hashes.collect(),
            labels: rows(&db, "SELECT session_id, label, start_us FROM stored_session").into_iter().collect(),
        }
    }

    pub fn last_seq(&self, session: &str) -> u64 {
        self.events.keys().filter(|k| k.0 == session).map(|k| k.1).max().unwrap_or(0)
    }
}

/// A file as it was: its bytes and its time.
pub fn stamp(path: &Path) -> Option<(Vec<u8>, SystemTime)> {
    let bytes = std::fs::read(path).ok()?;
    Some((bytes, std::fs::metadata(path).unwrap().modified().unwrap()))
}

fn siblings(path: &Path) -> Vec<PathBuf> {
    let with = |suffix: &str| PathBuf::from(format!("{}{suffix}", path.display()));
    ["", "-wal", "-shm", "-journal", ".lock", ".key"].map(with).to_vec()
}

/// A session recorded in batches of so many events, each acknowledged before the next.
pub fn in_batches(lab: &Lab, session: &str, count: u64, each: u64, line: impl Fn(u64) -> String) {
    let args = ["record", "--json", "--ack", "commit", "--session", session, "--snapshot-every", "40"];
    let mut live = lab.start(&args);
    let mut n = 0;
    while n < count {
        let upto = (n + each).min(count);
        let lines: String = (n + 1..=upto).map(&line).collect();
        live.send(lines);
        live.await_ack(upto);
        n = upto;
    }
    live.end().expect(0);
}

/// Events of several types, some with frames, members that wfstate does not know, or much data.
pub fn varied(session: &str, n: u64) -> String {
    let at = 1_755_460_080_000_u64 + n * 17;
    let head = format!("\"session_id\":\"{session}\",\"timestamp\":{at}");
    match n % 5 {
        0 => keyed(session, n),
        1 => action(session, n),
        2 => format!(
            "{{{head},\"type\":\"x.own\",\"data\":{{\"n\":{n},\"pad\":\"{}\"}},\"stranger\":[1,2]}}\n",
            "é".repeat(40)
        ),
        3 => format!(
            "{{{head},\"type\":\"energy.update\",\"frame_id\":{n},\"data\":{{\"energy\":{n}.25,\"accumulator\":1,\"model_id\":\"m\"}}}}\n"
        ),
        _ if n % 35 == 4 => {
            format!("{{{head},\"type\":\"x.big\",\"data\":{{\"blob\":\"{}\"}}}}\n", "y".repeat(9000))
        }
        _ => format!(
            "{{{head},\"type\":\"health.heartbeat\",\"data\":{{\"system_health\":\"healthy\",\"fps\":60.5}}}}\n"
        ),
    }
}

/// `t.db`: three sessions, one of them left behind by a recorder that was killed, and lines in quarantine.
pub fn scene(lab: &Lab) -> Held {
    in_batches(lab, "mixed", 140, 20, |n| varied("mixed", n));
    let mut killed = lab.start(&["record", "--json", "--ack", "commit", "--session", "killed"]);
    for round in 0..3u64 {
        killed.send((1..=10).map(|n| action("killed", round * 10 + n)).collect::<String>());
        killed.await_ack(round * 10 + 10);
    }
    killed.signal("KILL");
    killed.end();
    lab.record(&["--session", "bad", "--label", "a label"], "{\"type\":\"x.y\",\"data\":{}}\nnot json\n{}\n");
    in_batches(lab, "small", 30, 6, |n| action("small", n));
    let wal = lab.path("t.db-wal");
    assert!(!wal.exists() || std::fs::metadata(wal).unwrap().len() == 0, "all of it is in the file");
    Held::of(lab, "t.db")
}

/// What a try came to.
pub struct Tried {
    pub code: i32,
    pub answer: Option<Value>,
    pub held: Option<Held>,
}

/// Runs `recover` on `bad.db`, checks everything that must hold whatever the damage was.
#[track_caller]
pub fn recover(lab: &Lab, original: &Held, args: &[&str], what: &str) -> Tried {
    let tried = attempt(lab, args, what);
    if let (Some(answer), Some(held)) = (&tried.answer, &tried.held)
        && let Some(fault) = fault(original, held, answer, tried.code)
    {
        panic!("{what}: {fault}\n{answer:#}");
    }
    tried
}

/// The same without the comparison.
#[track_caller]
pub fn attempt(lab: &Lab, args: &[&str], what: &str) -> Tried {
    let (bad, good) = (lab.path("bad.db"), lab.path("good.db"));
    for file in siblings(&good) {
        let _ = std::fs::remove_file(file);
    }
    let before: Vec<_> = siblings(&bad).iter().map(|p| stamp(p)).collect();
    let all = [&["recover", bad.to_str().unwrap(), "-o", good.to_str().unwrap(), "--json"], args].concat();
    let ran: Ran = lab.run(&all, "");
    let after: Vec<_> = siblings(&bad).iter().map(|p| stamp(p)).collect();
    assert!(before == after, "{what}: the damaged database was touched");
    assert!(!lab.files().iter().any(|f| f.contains("salvage-")), "{what}: left behind: {:?}", lab.files());
    match ran.code {
        0 | 3 => {
            let answer = ran.answer();
            follows("recover", &answer);
            assert_eq!(answer["validated"], true);
            let held = good.exists().then(|| Held::of(lab, "good.db"));
            Tried { code: ran.code, answer: Some(answer), held }
        }
        1 | 5 => {
            assert!(!ran.failure()["message"].as_str().unwrap().is_empty());
            assert!(!good.exists(), "{what}: what does not hold was left");
            Tried { code: ran.code, answer: None, held: None }
        }
        code => panic!("{what}: exit {code}\n{}\n{}", ran.stdout, ran.stderr),
    }
}

/// What is wrong with a salvage, told by what was there before the damage.
pub fn fault(original: &Held, held: &Held, answer: &Value, code: i32) -> Option<String> {
    for (key, event) in &held.events {
        match original.events.get(key) {
            Some(was) if was == event => {}
            Some(was) => return Some(format!("{key:?} is {event}, was {was}")),
            None => return Some(format!("{key:?} was never recorded")),
        }
    }
    let told_by_us = ["recorder.gap", "recorder.salvaged", "state.snapshot_created", "system.recovered"];
    let is_new = |entry: &&String| {
        !told_by_us.iter().any(|kind| entry.contains(kind)) && !original.journal.contains(*entry)
    };
    let new: Vec<_> = held.journal.iter().filter(is_new).collect();
    // An entry that nobody can check is copied as it stands, and counted.
    if new.len() as u64 > answer["beside"]["journal"]["unproved"].as_u64().unwrap() {
        return Some(format!("the journal says {new:?}"));
    }
    let mut all_there = true;
    for session in answer["sessions"].as_array().unwrap() {
        let id = session["session_id"].as_str().unwrap();
        let last = original.last_seq(id);
        let missing: BTreeSet<u64> =
            (1..=last).filter(|seq| !held.events.contains_key(&(id.to_owned(), *seq))).collect();
        let mut lost = BTreeSet::new();
        for stretch in session["lost"].as_array().unwrap() {
            let from = stretch["from"].as_u64().unwrap();
            let to = stretch["to"].as_u64().unwrap_or(last);
            if stretch["count"].as_u64().is_some_and(|n| n != to - from + 1) {
                return Some(format!("{id}: {stretch} counts otherwise"));
            }
            // How far a session went is known from places that may be damaged themselves, and then nothing
            // tells that it did not go further: more may be said to be lost behind its end, never less before it.
            lost.extend(from..=to.min(last));
        }
        if lost != missing {
            return Some(format!("{id}: lost {lost:?}, missing {missing:?}"));
        }
        if missing.is_empty() && held.hashes.get(id) != original.hashes.get(id) {
            return Some(format!("{id}: another state"));
        }
        all_there &= missing.is_empty();
    }
    all_there &= original.hashes.keys().all(|id| held.hashes.contains_key(id));
    (!all_there && code == 0).then(|| "something is lost and the exit code does not say so".to_owned())
}
