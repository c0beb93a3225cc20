//! A phase is saved with its cost, or it is not: killed at any call that changes a file, and saved again by a loop
//! under random kills.

use super::drive::{can_trace, copy, plain, traced};
use super::oracle::scratch;
use super::scale;
use crate::common::{Rng, finish};
use serde_json::Value;
use std::collections::BTreeMap;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

const CALLS: &str =
    "pwrite64,fsync,fdatasync,ftruncate,rename,renameat2,link,unlink,openat,close,fcntl,flock";
const SAVE: [&str; 11] = [
    "workflow",
    "phase",
    "save",
    "latest",
    "two",
    "--cost-usd",
    "0.03",
    "--idempotency-key",
    "k2",
    "--output",
    "o",
];

/// A workflow with one phase of two.
fn scene(dir: &Path) {
    finish(plain(dir, &["workflow", "start", "--label", "x"]), b"").expect(0);
    finish(plain(dir, &["workflow", "phase", "save", "latest", "one", "--cost-usd", "0.02"]), b"").expect(0);
    std::fs::write(dir.join("o"), "{\"result\":\"two\"}").unwrap();
}

fn phases(dir: &Path) -> Vec<(String, u64, u64)> {
    let list = plain(dir, &["workflow", "phase", "list", "latest", "--json"]);
    let answer = finish(list, b"").expect(0).answer();
    let line = |p: &Value| {
        let number = |name: &str| p[name].as_u64().unwrap();
        (p["phase_id"].as_str().unwrap().to_owned(), number("attempts"), number("cost_micro_usd"))
    };
    answer["phases"].as_array().unwrap().iter().map(line).collect()
}

fn cost(dir: &Path) -> Option<u64> {
    let list = finish(plain(dir, &["list", "--json"]), b"").expect(0).answer();
    list["sessions"][0]["cost_micro_usd"].as_u64()
}

#[test]
fn a_phase_save_that_is_killed_at_any_call_is_done_or_not_done_and_done_once_when_it_is_tried_again() {
    if !can_trace("W3 and W15, phases saved under SIGKILL") {
        return;
    }
    let base = scratch();
    scene(base.path());
    let all = calls(base.path());
    assert!(all.len() > 30, "the trace has seen nothing: {all:?}");
    let most = scale::count(30, u64::MAX).min(all.len() as u64);
    let step = (all.len() as u64).div_ceil(most);
    let one = ("one".to_owned(), 1, 20_000);
    let both = vec![one.clone(), ("two".to_owned(), 1, 30_000)];
    let (mut undone, mut done) = (0, 0);
    for (call, n) in all.iter().step_by(step as usize) {
        let dir = scratch();
        copy(base.path(), dir.path());
        let inject = format!("inject={call}:signal=KILL:when={n}");
        let trace = format!("trace={call}");
        finish(traced(dir.path(), &["-o", "/dev/null", "-e", &trace, "-e", &inject], &SAVE), b"");
        let there = phases(dir.path());
        assert!(there == [one.clone()] || there == both, "{call} {n}: {there:?}");
        if there.len() == 1 {
            undone += 1;
        } else {
            done += 1;
        }
        assert_eq!(cost(dir.path()), Some(if there.len() == 1 { 20_000 } else { 50_000 }), "{call} {n}");
        finish(plain(dir.path(), &SAVE), b"").expect(0);
        assert_eq!((phases(dir.path()), cost(dir.path())), (both.clone(), Some(50_000)), "{call} {n}");
        finish(plain(dir.path(), &["validate", "t.db"]), b"").expect(0);
    }
    assert!(undone > 0 && done > 0, "{undone} undone, {done} done: the kills were not in the middle");
    scale::tell("W15, phase saves killed at a call", undone + done, 0);
}

/// How often a save makes each call.
fn calls(base: &Path) -> Vec<(String, u64)> {
    let dir = scratch();
    copy(base, dir.path());
    let log = dir.path().join("trace");
    let trace = format!("trace={CALLS}");
    finish(traced(dir.path(), &["-o", log.to_str().unwrap(), "-e", &trace], &SAVE), b"").expect(0);
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for line in std::fs::read_to_string(log).unwrap().lines() {
        if let Some((call, _)) = line.split_once(' ').and_then(|(_, rest)| rest.trim_start().split_once('('))
        {
            *counts.entry(call.to_owned()).or_default() += 1;
        }
    }
    counts.into_iter().flat_map(|(call, most)| (1..=most).map(move |n| (call.clone(), n))).collect()
}

/// Five phases; whoever runs it goes on where the last one stood.
const LOOP: &str = r#"
wfstate workflow resume latest --hold $$ >/dev/null || exit
for phase in 1 2 3 4 5; do
    wfstate workflow phase done latest "phase_$phase" >/dev/null && continue
    echo "{\"result\":$phase}" | wfstate workflow phase save latest "phase_$phase" --output - \
        --cost-usd 0.01 --idempotency-key "phase_$phase" >/dev/null || exit
done
wfstate workflow complete latest >/dev/null
"#;

#[test]
fn a_script_that_resumes_under_random_kills_finishes_every_phase_once_and_pays_once() {
    let mut rng = Rng::new(7);
    let (tries, mut killed) = (scale::count(3, 60), 0);
    for _ in 0..tries {
        let dir = scratch();
        killed += torment(dir.path(), LOOP, &mut rng);
        let want: Vec<_> = (1..=5).map(|n| (format!("phase_{n}"), 1, 10_000)).collect();
        assert_eq!((phases(dir.path()), cost(dir.path())), (want, Some(50_000)));
        finish(plain(dir.path(), &["validate", "t.db"]), b"").expect(0);
    }
    assert!(killed >= tries * 2, "only {killed} kills");
    scale::tell("workflow loops under random kills", killed, 0);
}

#[test]
fn the_control_a_script_that_neither_asks_nor_names_its_phases_pays_more_than_once() {
    let careless: String = LOOP.lines().filter(|l| !l.contains("phase done")).collect::<Vec<_>>().join("\n");
    let careless = careless.replace("--idempotency-key \"phase_$phase\"", "");
    let dir = scratch();
    let killed = torment(dir.path(), &careless, &mut Rng::new(9));
    assert!(killed > 0, "it was not killed");
    let attempts: u64 = phases(dir.path()).iter().map(|p| p.1).sum();
    assert!(attempts > 5, "{attempts} attempts");
    assert_eq!(cost(dir.path()), Some(attempts * 10_000), "each attempt is shown and paid");
}

/// Runs a script and kills it, with all that it has started, until the workflow is completed. Says how many kills.
fn torment(dir: &Path, script: &str, rng: &mut Rng) -> u64 {
    finish(plain(dir, &["workflow", "start", "--label", "loop"]), b"").expect(0);
    let mut killed = 0;
    for run in 1..400 {
        let mut child = shell(dir, script).spawn().unwrap();
        // A whole run takes longer than nearly all of the first of these.
        std::thread::sleep(Duration::from_millis(rng.below(40 + 20 * run)));
        if child.try_wait().unwrap().is_none() {
            let group = rustix::process::Pid::from_child(&child);
            rustix::process::kill_process_group(group, rustix::process::Signal::KILL).unwrap();
            killed += 1;
        }
        child.wait().unwrap();
        let list = finish(plain(dir, &["list", "--json"]), b"").expect(0).answer();
        if list["sessions"][0]["status"] == "Completed" {
            return killed;
        }
    }
    panic!("it does not come forward");
}

fn shell(dir: &Path, script: &str) -> std::process::Command {
    let binary = assert_cmd::cargo::cargo_bin("wfstate");
    let path = std::env::join_paths(
        std::iter::once(binary.parent().unwrap().to_owned())
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
    );
    let mut command = std::process::Command::new("sh");
    command
        .args(["-c", script])
        .current_dir(dir)
        .env_clear()
        .env("PATH", path.unwrap())
        .env("HOME", dir)
        .env("WFSTATE_DB", dir.join("t.db"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0);
    command
}
