//! P18: a migration that is killed at any call leaves the old database or the new one, whole, and the next one goes
//! through.

use super::drive::{can_trace, copy, plain, traced};
use super::oracle::scratch;
use super::scale;
use crate::common::{finish, fixture};
use std::collections::BTreeMap;
use std::path::Path;

/// What changes files.
const CALLS: &str = "pwrite64,fsync,fdatasync,ftruncate,rename,renameat2,link,unlink";
const UP: [&str; 3] = ["migrate", "up", "--json"];

fn scene(dir: &Path) {
    std::fs::copy(fixture("databases/v1.db"), dir.join("t.db")).unwrap();
}

/// How often each call is made.
fn calls() -> BTreeMap<String, u64> {
    let dir = scratch();
    scene(dir.path());
    let log = dir.path().join("trace");
    let trace = format!("trace={CALLS}");
    finish(traced(dir.path(), &["-o", log.to_str().unwrap(), "-e", &trace], &UP), b"").expect(0);
    let mut counts = BTreeMap::new();
    for line in std::fs::read_to_string(log).unwrap().lines() {
        if let Some((call, _)) = line.split_once(' ').and_then(|(_, rest)| rest.trim_start().split_once('('))
        {
            *counts.entry(call.to_owned()).or_insert(0) += 1;
        }
    }
    counts
}

/// The states that the sessions' rows say, and the version.
fn told(path: &Path) -> Vec<String> {
    let db = super::oracle::open(path);
    let sql = "SELECT session_id || ' ' || hex(state_hash) || ' ' || last_seq FROM stored_session ORDER BY 1";
    crate::common::rows(&db, sql)
}

#[test]
fn a_migration_that_is_killed_leaves_the_old_or_the_new_database_whole() {
    if !can_trace("P18, migrations under SIGKILL") {
        return;
    }
    let want = {
        let dir = scratch();
        scene(dir.path());
        told(&dir.path().join("t.db"))
    };
    let all: Vec<(String, u64)> =
        calls().into_iter().flat_map(|(call, most)| (1..=most).map(move |n| (call.clone(), n))).collect();
    assert!(all.len() > 20, "the trace has seen nothing: {all:?}");
    let most = scale::count(24, u64::MAX);
    let step = (all.len() as u64).div_ceil(most.min(all.len() as u64));
    let (mut old, mut new) = (0, 0);
    for (call, n) in all.iter().step_by(step as usize) {
        let dir = scratch();
        scene(dir.path());
        let inject = format!("inject={call}:signal=KILL:when={n}");
        let trace = format!("trace={call}");
        finish(traced(dir.path(), &["-o", "/dev/null", "-e", &trace, "-e", &inject], &UP), b"");
        // What was killed may have left its log; a look at a copy does not touch it.
        let seen = scratch();
        copy(dir.path(), seen.path());
        assert_eq!(told(&seen.path().join("t.db")), want, "{call} {n}");
        let status = finish(plain(dir.path(), &["migrate", "status", "--json"]), b"").expect(0).answer();
        match status["current"].as_i64() {
            Some(1) => old += 1,
            Some(2) => new += 1,
            other => panic!("{call} {n}: {other:?}"),
        }
        finish(plain(dir.path(), &UP), b"").expect(0);
        finish(plain(dir.path(), &["validate", "t.db"]), b"").expect(0);
        assert_eq!(told(&dir.path().join("t.db")), want, "{call} {n}");
    }
    assert!(old > 0 && new > 0, "{old} old, {new} new: the kills were not in the middle");
    scale::tell("P18, migrations killed at a call", old + new, 0);
}
