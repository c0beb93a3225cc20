//! P18: a migration that is killed at any call, or finds the disk full, leaves the old database or the new one, whole,
//! and the next one goes through; so does the way back.

use super::drive::{can_trace, copy, plain, traced};
use super::oracle::scratch;
use super::scale;
use crate::common::{Ran, finish, fixture};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What changes files.
const CALLS: &str = "pwrite64,fsync,fdatasync,ftruncate,rename,renameat2,link,unlink";
const UP: [&str; 3] = ["migrate", "up", "--json"];

/// A database of the first version.
fn old(dir: &Path) -> Vec<String> {
    std::fs::copy(fixture("databases/v1.db"), dir.join("t.db")).unwrap();
    UP.map(str::to_owned).to_vec()
}

/// One that was migrated, and the command that leads back.
fn migrated(dir: &Path) -> Vec<String> {
    old(dir);
    let done = finish(plain(dir, &UP), b"").expect(0).answer();
    let words = done["way_back"].as_str().unwrap().split(' ').skip(1);
    words.map(str::to_owned).collect()
}

/// Puts a scene into a directory and gives the command that is disturbed.
type Scene = fn(&Path) -> Vec<String>;

fn run(dir: &Path, strace: &[&str], args: &[String]) -> Ran {
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let command = if strace.is_empty() { plain(dir, &args) } else { traced(dir, strace, &args) };
    finish(command, b"")
}

/// How often each call is made.
fn calls(scene: Scene) -> BTreeMap<String, u64> {
    let dir = scratch();
    let args = scene(dir.path());
    let log = dir.path().join("trace");
    let trace = format!("trace={CALLS}");
    run(dir.path(), &["-o", log.to_str().unwrap(), "-e", &trace], &args).expect(0);
    let mut counts = BTreeMap::new();
    for line in std::fs::read_to_string(log).unwrap().lines() {
        if let Some((call, _)) = line.split_once(' ').and_then(|(_, rest)| rest.trim_start().split_once('('))
        {
            *counts.entry(call.to_owned()).or_insert(0) += 1;
        }
    }
    counts
}

/// The states that the sessions' rows say.
const TOLD: &str =
    "SELECT session_id || ' ' || hex(state_hash) || ' ' || last_seq FROM stored_session ORDER BY 1";

/// The same of a database that was left by whoever was disturbed: a look at a copy touches nothing.
fn left(dir: &Path) -> Vec<String> {
    let seen = scratch();
    copy(dir, seen.path());
    // Whoever was killed while it left WAL mode has left a journal, which is taken back by opening for writing.
    #[expect(clippy::disallowed_methods, reason = "the tests look at the file from outside")]
    let db = rusqlite::Connection::open(seen.path().join("t.db")).unwrap();
    crate::common::rows(&db, TOLD)
}

fn version(dir: &Path) -> i64 {
    let status = finish(plain(dir, &["migrate", "status", "--json"]), b"").expect(0).answer();
    assert_eq!((&status["drift"], &status["difference"]), (&serde_json::json!([]), &serde_json::Value::Null));
    status["current"].as_i64().unwrap()
}

fn wanted() -> Vec<String> {
    let dir = scratch();
    old(dir.path());
    crate::common::rows(&super::oracle::open(&dir.path().join("t.db")), TOLD)
}

/// Kills a command at calls all over it. Whatever is left is one of the two versions, whole; `after` is tried on it.
fn kill_all_over(what: &str, scene: Scene, after: fn(&Path, &[String])) {
    let want = wanted();
    let counts = calls(scene);
    let all: Vec<(String, u64)> =
        counts.iter().flat_map(|(call, most)| (1..=*most).map(move |n| (call.clone(), n))).collect();
    assert!(all.len() > 10, "the trace has seen nothing: {all:?}");
    let most = scale::count(24, u64::MAX);
    let step = (all.len() as u64).div_ceil(most.min(all.len() as u64));
    let mut seen = [0, 0];
    // What is done comes about with one of the last calls of each kind.
    let tried = (0..).zip(&all).filter(|(at, (call, n))| at % step == 0 || n + 1 >= counts[call]);
    for (call, n) in tried.map(|t| t.1) {
        let dir = scratch();
        let args = scene(dir.path());
        let (inject, trace) = (format!("inject={call}:signal=KILL:when={n}"), format!("trace={call}"));
        run(dir.path(), &["-o", "/dev/null", "-e", &trace, "-e", &inject], &args);
        assert_eq!(left(dir.path()), want, "{call} {n}");
        match version(dir.path()) {
            1 => seen[0] += 1,
            2 => seen[1] += 1,
            other => panic!("{call} {n}: {other}"),
        }
        after(dir.path(), &args);
        assert_eq!(left(dir.path()), want, "{call} {n}");
        let done = finish(plain(dir.path(), &UP), b"").expect(0).answer();
        // Whether it did all of it, or only found the log of a migration that was killed after its commit.
        assert!(done.get("applied").is_none() || done["way_back"].is_string(), "{call} {n}: {done}");
        finish(plain(dir.path(), &["validate", "t.db"]), b"").expect(0);
        assert_eq!(left(dir.path()), want, "{call} {n}");
    }
    assert!(seen[0] > 0 && seen[1] > 0, "{seen:?}: the kills were not in the middle");
    scale::tell(what, seen[0] + seen[1], 0);
}

#[test]
fn a_migration_that_is_killed_leaves_the_old_or_the_new_database_whole() {
    if can_trace("P18, migrations under SIGKILL") {
        kill_all_over("P18, migrations killed at a call", old, |_, _| {});
    }
}

#[test]
fn a_way_back_that_is_killed_leaves_the_new_or_the_old_database_whole() {
    if can_trace("P18, the way back under SIGKILL") {
        kill_all_over("P18, ways back killed at a call", migrated, |dir, args| {
            run(dir, &[], args).expect(0);
            assert_eq!(version(dir), 1);
        });
    }
}

/// What stands beside the database that is no part of it.
fn beside(dir: &Path) -> Vec<PathBuf> {
    let own = ["t.db", "t.db.lock", "t.db-wal", "t.db-shm"];
    let files = std::fs::read_dir(dir).unwrap().map(|e| PathBuf::from(e.unwrap().file_name()));
    files.filter(|f| !own.iter().any(|o| f.as_os_str() == *o)).collect()
}

#[test]
fn a_migration_that_finds_the_disk_full_leaves_the_old_database_and_nothing_beside_it() {
    if !can_trace("P18, migrations on a full disk") {
        return;
    }
    let want = wanted();
    let writes = calls(old)["pwrite64"];
    let most = scale::count(12, u64::MAX).min(writes);
    let (mut refused, mut done) = (0, 0);
    for at in (1..=writes + 1).step_by(writes.div_ceil(most) as usize) {
        let dir = scratch();
        let args = old(dir.path());
        let inject = format!("inject=pwrite64:error=ENOSPC:when={at}+");
        let ran = run(dir.path(), &["-o", "/dev/null", "-e", "trace=pwrite64", "-e", &inject], &args);
        assert_eq!(left(dir.path()), want, "write {at}");
        match (ran.code, version(dir.path())) {
            // SQLite calls it an I/O error where it has no room for the index of its log.
            (14 | 1, 1) => {
                refused += 1;
                assert_eq!(beside(dir.path()), [] as [PathBuf; 0], "write {at}: {}", ran.stderr);
            }
            // Only moving the log into the file is left then; the next writer does it.
            (0, 2) => done += 1,
            other => panic!("write {at}: {other:?} {}", ran.stderr),
        }
        run(dir.path(), &[], &args).expect(0);
        finish(plain(dir.path(), &["validate", "t.db"]), b"").expect(0);
        assert_eq!(left(dir.path()), want, "write {at}");
    }
    assert!(refused > 5 && done > 0, "{refused} refused, {done} done");
    scale::tell("P18, migrations on a full disk", refused + done, 0);
}
