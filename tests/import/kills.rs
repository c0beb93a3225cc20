//! Imports that are killed, that find no room, and that stand beside a recorder.

use super::export::{dressed, import, is_clean, lines, sessions};
use crate::common::{Lab, action};
use std::collections::BTreeMap;
use std::process::Command;
use std::time::{Duration, Instant};

/// What calls may be the last one of an import.
const CALLS: &str = "pwrite64,write,fdatasync,fsync,ftruncate,renameat2,unlink,unlinkat,openat";

/// How often each kind of call is the last one; `WFSTATE_IMPORT_KILLS` asks for more.
fn kills() -> u64 {
    std::env::var("WFSTATE_IMPORT_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(1)
}

/// Every place is met when there are as many kills as calls; with fewer they are spread over the kinds.
fn places(counts: &BTreeMap<String, u64>) -> Vec<(String, u64)> {
    let all = (kills() * counts.len() as u64).max(2);
    let mut places = Vec::new();
    for (kind, (call, count)) in counts.iter().enumerate() {
        for round in 0..kills() {
            let nth = round * counts.len() as u64 + kind as u64;
            places.push((call.clone(), 1 + (count - 1) * nth / (all - 1)));
        }
    }
    places.dedup();
    places
}

/// Two sessions of several transactions each as a file, and a database with one of its own.
fn scene() -> Lab {
    let lab = Lab::new();
    for session in ["a", "b"] {
        let input: String = (1..=2500).map(|n| action(session, n)).collect();
        lab.run(&["record", "--db", "from.db"], input).expect(0);
    }
    lab.write("x", dressed(&lines(&lab.path("from.db")), "ndjson"));
    lab.record(&[], action("own", 1)).expect(0);
    lab
}

fn traced(lab: &Lab, options: &[&str], args: &[&str]) -> std::process::Output {
    let inner = lab.command(args);
    let mut command = Command::new("strace");
    command.arg("-f").args(options).arg(inner.get_program()).args(inner.get_args());
    command.env_clear().current_dir(lab.path("."));
    for (name, value) in inner.get_envs() {
        command.env(name, value.unwrap());
    }
    command.output().unwrap()
}

/// How often an undisturbed import makes each call.
fn counts(lab: &Lab, args: &[&str]) -> BTreeMap<String, u64> {
    let log = lab.path("home/trace");
    let trace = format!("trace={CALLS}");
    let ran = traced(lab, &["-o", log.to_str().unwrap(), "-e", &trace], args);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let text = std::fs::read_to_string(&log).unwrap();
    std::fs::remove_file(log).unwrap();
    let mut counts = BTreeMap::new();
    for line in text.lines().filter(|l| !l.contains(" resumed>")) {
        let Some((before, _)) = line.split_once('(') else { continue };
        let name = before.rsplit_once(' ').map_or(before, |b| b.1);
        *counts.entry(name.to_owned()).or_insert(0) += 1;
    }
    counts
}

fn remove(lab: &Lab, database: &str) {
    for suffix in ["", "-wal", "-shm", ".lock"] {
        let _ = std::fs::remove_file(lab.path(&format!("{database}{suffix}")));
    }
}

fn names(lab: &Lab, database: &str) -> Vec<String> {
    sessions(&lab.path(database)).into_iter().map(|r| r.session_id).collect()
}

#[test]
fn a_killed_import_left_all_or_nothing_and_the_next_writer_takes_the_rest_away() {
    let lab = scene();
    let original = std::fs::read(lab.path("t.db")).unwrap();
    let args = ["import", "-q", "--db", "k.db", "x"];
    std::fs::copy(lab.path("t.db.key"), lab.path("k.db.key")).unwrap();
    std::fs::write(lab.path("k.db"), &original).unwrap();
    let counts = counts(&lab, &args);
    assert!(counts["pwrite64"] > 100 && counts["fsync"] > 4, "{counts:?}");
    let (mut before, mut after) = (0, 0);
    for (call, at) in places(&counts) {
        remove(&lab, "k.db");
        std::fs::write(lab.path("k.db"), &original).unwrap();
        let inject = format!("inject={call}:signal=KILL:when={at}");
        traced(&lab, &["-o", "/dev/null", "-e", &format!("trace={call}"), "-e", &inject], &args);
        let place = format!("{call} {at} of {}", counts[&call]);
        // Readers see all or nothing at once, and nothing is astray.
        is_clean(&lab, "k.db");
        match names(&lab, "k.db").len() {
            1 => before += 1,
            3 => after += 1,
            n => panic!("{place}: {n} sessions"),
        }
        lab.run(&["record", "-q", "--db", "k.db"], action("next", 1)).expect(0);
        let db = lab.open("k.db");
        let one = |sql: &str| db.query_row(sql, [], |r| r.get::<_, i64>(0)).unwrap();
        assert_eq!(one("SELECT count(*) FROM arriving"), 0, "{place}");
        let strays = "SELECT count(*) FROM stored_event WHERE event_id >> 40 NOT IN \
                      (SELECT session_no FROM stored_session)";
        assert_eq!(one(strays), 0, "{place}");
        drop(db);
        let left: Vec<String> = lab.files().into_iter().filter(|f| f.contains(".import-")).collect();
        assert!(left.is_empty(), "{place}: {left:?}");
        assert_eq!(import(&lab, &["--db", "k.db", "x"]).0, 0, "{place}");
        is_clean(&lab, "k.db");
        assert_eq!(names(&lab, "k.db").len(), 4, "{place}");
    }
    assert!(before > 2 && after > 0, "both sides were seen: {before} {after}");
}

#[test]
fn a_full_disk_leaves_nothing_and_says_so() {
    let lab = scene();
    let original = lines(&lab.path("t.db"));
    let mut failed = 0;
    for at in [1, 20, 60, 120, 200] {
        let inject = format!("inject=pwrite64:error=ENOSPC:when={at}+");
        let ran = traced(&lab, &["-o", "/dev/null", "-e", "trace=pwrite64", "-e", &inject], &["import", "x"]);
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        failed += u32::from(ran.status.code() == Some(14));
        assert!([Some(14), Some(1), Some(0)].contains(&ran.status.code()), "{at}: {said}");
        if ran.status.code() != Some(0) {
            assert_eq!(lines(&lab.path("t.db")), original, "{at}: {said}");
        }
        is_clean(&lab, "t.db");
    }
    assert!(failed >= 3, "{failed}");
    assert_eq!(import(&lab, &["x"]).0, 0);
    is_clean(&lab, "t.db");
}

#[test]
fn a_recorder_beside_an_import_goes_on() {
    let lab = scene();
    let events = std::env::var("WFSTATE_IMPORT_EVENTS").ok().and_then(|n| n.parse().ok()).unwrap_or(20_000);
    let input: String = (1..=events).map(|n| action("big", n)).collect();
    lab.run(&["record", "-q", "--db", "big.db"], input).expect(0);
    lab.write("big", dressed(&lines(&lab.path("big.db")), "ndjson"));
    let mut recorder = lab.start(&["record", "--json", "--ack", "commit", "--session", "live"]);
    let mut import = lab.command(&["import", "-q", "big"]).spawn().unwrap();
    let (mut n, mut worst) = (0, Duration::ZERO);
    while import.try_wait().unwrap().is_none() {
        n += 1;
        let begun = Instant::now();
        recorder.send(&action("live", n));
        recorder.await_ack(n);
        worst = worst.max(begun.elapsed());
    }
    assert!(import.wait().unwrap().success());
    recorder.end().expect(0);
    assert!(n > 3, "{n} events beside it");
    // Debug builds on a busy machine: the figure that counts is taken by hand in release.
    assert!(worst < Duration::from_secs(3), "an acknowledgement took {worst:?}");
    eprintln!("{n} events beside an import of {events}, the slowest acknowledgement {worst:?}");
    is_clean(&lab, "t.db");
    let all = names(&lab, "t.db");
    assert!(all.contains(&"big".to_owned()) && all.contains(&"live".to_owned()), "{all:?}");
}
