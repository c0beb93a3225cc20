//! P14: a purge that is killed at any call to the file system did nothing, or is finished by the next writer.

use super::content::{state, talk, words_left};
use super::scene::{SESSIONS, found, kinds, others, recorded};
use crate::common::{Lab, action};
use crate::scale;
use assert_cmd::cargo::cargo_bin;
use std::collections::BTreeMap;
use std::process::Command;

const CALLS: &str =
    "openat,write,pwrite64,fsync,fdatasync,ftruncate,fallocate,rename,renameat,renameat2,unlink,unlinkat";

const WHOLE: &[&str] = &["purge", SESSIONS[0], "--yes", "--json"];
const CONTENT: &[&str] = &["purge", "talk-1", "--seq", "5..12", "--content", "--yes", "--json"];

fn purge_under_strace(lab: &Lab, args: &[&str], options: &[&str]) -> i32 {
    let mut command = Command::new("strace");
    command.args(["-f", "-q"]).args(options).arg("--").arg(cargo_bin!("wfstate"));
    command.args(args);
    command
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", lab.path("home"))
        .env("TMPDIR", lab.path(""));
    command.env("WFSTATE_DB", lab.path("t.db")).current_dir(lab.path(""));
    let ran = command.output().unwrap();
    ran.status.code().unwrap_or(137)
}

/// Every call that is made, and the how-manieth of its kind.
fn calls(lab: &Lab, args: &[&str]) -> Vec<(String, u64)> {
    let log = lab.path("calls");
    let trace = format!("trace={CALLS}");
    assert_eq!(purge_under_strace(lab, args, &["-o", log.to_str().unwrap(), "-e", &trace]), 0);
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for line in std::fs::read_to_string(log).unwrap().lines() {
        let call = line.split_once(' ').and_then(|(_, rest)| rest.trim_start().split_once('('));
        if let Some((name, _)) = call.filter(|(name, _)| name.chars().all(|c| c.is_ascii_alphanumeric())) {
            *counts.entry(name.to_owned()).or_default() += 1;
        }
    }
    counts.into_iter().flat_map(|(name, most)| (1..=most).map(move |n| (name.clone(), n))).collect()
}

/// A purge that is killed at a call.
fn kill(lab: &Lab, args: &[&str], (name, n): (&str, u64)) -> i32 {
    let (trace, inject) = (format!("trace={name}"), format!("inject={name}:signal=KILL:when={n}"));
    purge_under_strace(lab, args, &["-o", "/dev/null", "-e", &trace, "-e", &inject])
}

fn copy(from: &Lab) -> Lab {
    let lab = Lab::new();
    for name in from.files().into_iter().filter(|n| n.starts_with("t.db")) {
        std::fs::copy(from.path(&name), lab.path(&name)).unwrap();
    }
    lab
}

/// What has to hold after a kill; says whether nothing was done.
fn judge(lab: &Lab, before: &[serde_json::Value]) -> Result<bool, String> {
    let there = !lab.run(&["show", SESSIONS[0]], "").stdout.is_empty();
    // While it is pending the database is sound as well.
    let validated = lab.run(&["validate", "t.db"], "");
    if validated.code != 0 {
        return Err(format!("validate after the kill: {}{}", validated.stdout, validated.stderr));
    }
    let next = lab.run(&["record", "--session", "next"], action("next", 1));
    if next.code != 0 {
        return Err(format!("the next writer: {}", next.stderr));
    }
    let validated = lab.run(&["validate", "t.db"], "");
    let left = found(lab);
    let ok = if there {
        kinds(lab, "purge_pending") == 0 && !left.is_empty()
    } else {
        kinds(lab, "purged") == 1 && lab.count("erasure") == 0 && left.is_empty()
    };
    let same = others(lab) == before;
    if ok && same && validated.code == 0 {
        return Ok(there);
    }
    Err(format!("there {there}, others the same {same}, left {left:?}, {}{}", validated.stdout, next.stderr))
}

#[test]
fn a_purge_that_is_killed_anywhere_did_nothing_or_is_finished_by_the_next_writer() {
    if !scale::has("strace", "purges that are killed") {
        return;
    }
    let base = recorded(11, 25);
    let before = others(&base);
    let all = calls(&copy(&base), WHOLE);
    assert!(all.len() > 30, "{all:?}");
    let step = all.len().div_ceil(scale::count(16, u64::MAX / 2) as usize).max(1);
    let (mut tried, mut nothing, mut finished, mut faults) = (0, 0, 0, Vec::new());
    for (name, n) in all.iter().step_by(step) {
        let lab = copy(&base);
        let code = kill(&lab, WHOLE, (name, *n));
        tried += 1;
        match judge(&lab, &before) {
            Ok(true) => nothing += 1,
            Ok(false) => finished += 1,
            Err(why) => faults.push(format!("{name} {n} (exit {code}): {why}")),
        }
    }
    scale::tell("purge: killed at a call to the file system", tried, faults.len() as u64);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(nothing > 0 && finished > 0, "{nothing} did nothing, {finished} were finished");
}

#[test]
fn an_erasure_of_words_that_is_killed_anywhere_did_nothing_or_is_finished_by_the_next_writer() {
    if !scale::has("strace", "erasures that are killed") {
        return;
    }
    let base = talk();
    let before = state(&base);
    let all = calls(&copy(&base), CONTENT);
    let step = all.len().div_ceil(scale::count(8, u64::MAX / 2) as usize).max(1);
    let (mut tried, mut faults) = (0, Vec::new());
    for (name, n) in all.iter().step_by(step) {
        let lab = copy(&base);
        kill(&lab, CONTENT, (name, *n));
        lab.run(&["validate", "t.db"], "").expect(0);
        lab.run(&["record", "--session", "next"], action("next", 1)).expect(0);
        lab.run(&["validate", "t.db"], "").expect(0);
        let left = words_left(&lab);
        let whole = left.len() == 30 && kinds(&lab, "content_erased") == 0;
        let done = left.len() == 22 && kinds(&lab, "content_purged") == 1;
        tried += 1;
        if !(whole || done) || lab.count("erasure") > 0 || state(&lab) != before {
            faults.push(format!("{name} {n}: left {left:?}"));
        }
    }
    scale::tell("purge: erasures of words killed at a call", tried, faults.len() as u64);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
