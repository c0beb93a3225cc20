//! A restore that is killed, or whose calls fail: the old database or the new one stands there, whole.

use super::scene::{json, lab, record, states};
use crate::common::{Lab, finish};
use crate::scale;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

const CALLS: [&str; 11] = [
    "openat",
    "write",
    "pwrite64",
    "fsync",
    "fdatasync",
    "ftruncate",
    "rename",
    "renameat2",
    "unlink",
    "mkdir",
    "flock",
];

type States = BTreeMap<String, (u64, String)>;

/// A database, a backup of an earlier moment, and the states of both.
fn scene() -> (Lab, States, States) {
    let lab = lab();
    let backed_up = states(&lab, "t.db");
    lab.run(&["backup", "b/x.zip"], "").expect(0);
    // Its log is not in the file yet.
    let mut live = lab.start(&["record", "--ack", "commit", "--session", "one", "--resume"]);
    live.send((41..=50).map(|n| crate::common::action("one", n)).collect::<String>());
    live.await_ack(50);
    live.signal("KILL");
    live.end();
    // So that what is compared is not what a reader marks: the crash is cleared up first.
    record(&lab, "two", 41..=41);
    let later = states(&lab, "t.db");
    (lab, backed_up, later)
}

/// A copy of the lab's files in a new place.
fn copy(from: &Lab) -> Lab {
    let to = Lab::new();
    std::fs::create_dir(to.path("b")).unwrap();
    for name in from.files() {
        if !name.starts_with("home") {
            std::fs::copy(from.path(&name), to.path(&name)).unwrap();
        }
    }
    to
}

fn strace(lab: &Lab, options: &[&str]) -> Command {
    let mut shell = String::from("exec strace -f -q -o /dev/null");
    for option in options {
        shell.push(' ');
        shell.push_str(option);
    }
    shell.push_str(" \"$W\" restore b/x.zip --yes -q");
    lab.shell(&shell)
}

/// How often a restore makes each call.
fn counts(from: &Lab) -> Vec<(&'static str, u64)> {
    let lab = copy(from);
    let log = lab.path("trace");
    let mut all = Vec::new();
    let command = format!(
        "exec strace -f -q -o {} -e trace={} \"$W\" restore b/x.zip --yes -q",
        log.display(),
        CALLS.join(",")
    );
    finish(lab.shell(&command), b"").expect(0);
    let text = std::fs::read_to_string(&log).unwrap();
    for call in CALLS {
        let n = text
            .lines()
            .filter(|l| l.contains(&format!(" {call}(")) || l.starts_with(&format!("{call}(")))
            .count();
        all.push((call, n as u64));
    }
    all
}

/// What stands at the database's place is one of the two, it can be written, and the other is not lost either.
fn check(lab: &Lab, old: &States, new: &States) -> Result<bool, String> {
    let ran = lab.run(&["validate", "t.db"], "");
    if ran.code != 0 {
        return Err(format!("validate says {}: {}{}", ran.code, ran.stdout, ran.stderr));
    }
    let found = states(lab, "t.db");
    if found != *old && found != *new {
        return Err(format!("neither the old one nor the new one: {found:?}"));
    }
    let is_new = found == *new;
    if is_new {
        let kept = super::scene::named(lab, "t.db.pre-restore");
        let whole = kept
            .iter()
            .filter(|k| !k.ends_with("-wal") && !k.ends_with("-shm"))
            .any(|k| states(lab, k) == *old);
        if !whole {
            return Err(format!("the old one is not among {kept:?}"));
        }
    }
    // And it is done again to its end.
    let again = lab.run(&["restore", "b/x.zip", "--yes", "-q"], "");
    if again.code != 0 || states(lab, "t.db") != *new {
        return Err(format!("a second restore: exit {}: {}", again.code, again.stderr));
    }
    Ok(is_new)
}

/// Every how-manieth call: all of them, or a few that are spread over them.
fn spread(n: u64, few: u64) -> Vec<u64> {
    let take = scale::count(few, n).min(n);
    let mut places: Vec<u64> = (1..=take).map(|at| at * n / take).collect();
    places.dedup();
    places
}

#[test]
fn a_restore_that_dies_at_any_call_leaves_the_old_or_the_new_database_whole() {
    if !scale::has("strace", "restores that die") {
        return;
    }
    let (base, new, old) = scene();
    let (mut tried, mut killed, mut placed) = (0, 0, 0);
    let mut faults = Vec::new();
    for (call, n) in counts(&base) {
        // There are few calls that change names, and each one matters.
        let few = if call.starts_with("rename") || call == "flock" { n } else { 3 };
        for when in spread(n, few) {
            let lab = copy(&base);
            let options = [format!("-e trace={call}"), format!("-e inject={call}:signal=KILL:when={when}")];
            let ran = finish(strace(&lab, &[&options[0], &options[1]]), b"");
            tried += 1;
            killed += u64::from(ran.code == 137);
            match check(&lab, &old, &new) {
                Ok(is_new) => placed += u64::from(is_new),
                Err(why) => faults.push(format!("killed at {call} {when}: {why}")),
            }
        }
    }
    scale::tell(
        &format!("death of a restore at the n-th call ({placed} after the exchange)"),
        tried,
        faults.len() as u64,
    );
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(killed * 10 >= tried * 8, "{killed} of {tried} were killed");
    assert!(placed > 0 && placed < tried, "both sides of the exchange were hit");
}

#[test]
fn a_restore_on_a_full_disk_leaves_the_old_database_and_nothing_else() {
    if !scale::has("strace", "restores on a full disk") {
        return;
    }
    let (base, new, old) = scene();
    let (mut tried, mut failed) = (0, 0);
    for (call, n) in
        counts(&base).into_iter().filter(|(call, _)| ["write", "pwrite64", "fsync", "mkdir"].contains(call))
    {
        for when in spread(n, 3) {
            for error in ["ENOSPC", "EIO"] {
                let lab = copy(&base);
                let options =
                    [format!("-e trace={call}"), format!("-e inject={call}:error={error}:when={when}+")];
                let ran = finish(strace(&lab, &[&options[0], &options[1]]), b"");
                tried += 1;
                failed += u64::from(ran.code != 0);
                let what = format!("{call} {when}: {error}, exit {}: {}", ran.code, ran.stderr);
                assert!(ran.code < 128, "{what}");
                let left = super::scene::named(&lab, "t.db.restoring");
                assert!(left.is_empty(), "{what}: {left:?}");
                let found = check(&lab, &old, &new).unwrap_or_else(|why| panic!("{what}: {why}"));
                assert!(!found || ran.code == 0 || call == "fsync" || call == "write", "{what}");
            }
        }
    }
    scale::tell("restores whose calls fail", tried, 0);
    assert!(failed * 2 > tried, "{failed} of {tried} failed");
}

#[test]
fn a_signal_takes_what_is_half_made_with_it() {
    let lab = lab();
    lab.run(&["fixture", "make", "big.db", "--events", "60000"], "").expect(0);
    for (verb, code) in [("TERM", 143), ("INT", 130)] {
        for args in
            [["backup", "create", "b/", "--db", "big.db"], ["backup", "create", "b/x.zst", "--format", "zst"]]
        {
            let running = lab
                .start(&[&args[..], &["--db", "big.db"]].concat()[..if args[3] == "--db" { 5 } else { 7 }]);
            std::thread::sleep(std::time::Duration::from_millis(150));
            if running.pid() > 0 && Path::new(&format!("/proc/{}", running.pid())).exists() {
                running.signal(verb);
            }
            let ran = running.end();
            assert!(ran.code == code || ran.code == 0, "{}: {}", ran.code, ran.stderr);
            let left: Vec<String> = lab.files().into_iter().filter(|f| f.contains("packing")).collect();
            assert!(left.is_empty(), "{left:?}");
            for name in super::scene::named(&lab, "b/") {
                std::fs::remove_file(lab.path(&name)).unwrap();
            }
        }
    }
    json(&lab, &["backup", "b/"], 0);
}
