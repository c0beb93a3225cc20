//! Recordings whose calls to the file system are replayed onto a disk that loses its power.

use super::disk::Files;
use super::drive::{copy, plain, record};
use super::inject::{Who, counts};
use super::oracle::{self, Uncrashed};
use super::trace::Step;
use crate::common::{action, finish, keyed};
use std::path::Path;

/// A recording whose calls are replayed.
pub struct Workload {
    pub name: &'static str,
    pub whole: Uncrashed,
    /// What was on the disk before.
    pub base: Files,
    /// What a recorder did that was killed; nothing synced it since.
    pub killed: Vec<Step>,
    pub steps: Vec<Step>,
    /// The last event that was acknowledged before it began.
    pub acked_before: u64,
}

/// How a recording goes.
pub struct Plan<'a> {
    pub name: &'static str,
    pub lines: Vec<String>,
    /// Lines per commit.
    pub group: usize,
    pub args: &'a [&'a str],
    /// Another session is there before.
    pub steady: bool,
    /// A first recorder is killed half-way at a call of this kind, and what is replayed is the second.
    pub killed_at: &'a str,
    pub inject: &'a [&'a str],
}

impl Default for Plan<'_> {
    fn default() -> Self {
        let inject: &[&str] = &[];
        Self { name: "", lines: Vec::new(), group: 5, args: &[], steady: false, killed_at: "", inject }
    }
}

pub fn keyed_lines(n: u64) -> Vec<String> {
    (1..=n).map(|n| keyed(oracle::SESSION, n)).collect()
}

/// Events that fill pages.
fn long_lines(n: u64, bytes: usize) -> Vec<String> {
    let long = format!("\"pad\":\"{}\",\"ui_element\":", "x".repeat(bytes));
    keyed_lines(n).into_iter().map(|l| l.replace("\"ui_element\":", &long)).collect()
}

impl Plan<'_> {
    pub fn run(self) -> Workload {
        let dir = oracle::scratch();
        let path = dir.path().join("t.db");
        if self.steady {
            let ran = finish(plain(dir.path(), &["record"]), action("before", 1).as_bytes());
            ran.expect(0);
        }
        let base = files(dir.path());
        let args = [&["record", "--ack", "commit", "--session", "s", "--resume"], self.args].concat();
        let (killed, acked_before) = self.kill(dir.path(), &args);
        let rest = &self.lines[acked_before as usize..];
        let (mut steps, driven) = record(dir.path(), &args, (rest, self.group, acked_before), self.inject);
        let later = killed.last().map_or(0, |step| step.done + 1);
        for step in &mut steps {
            (step.began, step.done) = (step.began + later, step.done + later);
        }
        if self.inject.is_empty() {
            driven.ran.expect(0);
            oracle::validate(&[path]).unwrap();
        }
        Workload { name: self.name, whole: Uncrashed::of(self.lines), base, killed, steps, acked_before }
    }

    /// The recorder that is killed, if there is one: what it did, and the last event that it acknowledged.
    fn kill(&self, dir: &Path, args: &[&str]) -> (Vec<Step>, u64) {
        if self.killed_at.is_empty() {
            return (Vec::new(), 0);
        }
        let aside = oracle::scratch();
        copy(dir, aside.path());
        let counts = counts(Who::Everyone, aside.path(), self.killed_at, args, (&self.lines, self.group, 0));
        // Past the half, since the busiest thread makes some of them at the end.
        let inject =
            format!("inject={}:signal=KILL:when={}", self.killed_at, counts[self.killed_at] * 6 / 10);
        let (steps, driven) = record(dir, args, (&self.lines, self.group, 0), &["-e", &inject]);
        assert_eq!(driven.ran.code, 137, "{inject}: {}", driven.ran.stderr);
        let half_way = 0 < driven.acked && driven.acked < self.lines.len() as u64;
        assert!(half_way, "{inject}: {} acknowledged", driven.acked);
        (steps, driven.acked)
    }
}

/// The files of a directory.
fn files(dir: &Path) -> Files {
    let mut files = Files::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let entry = entry.unwrap();
        if entry.path().is_file() {
            let name = entry.file_name().into_string().unwrap();
            files.insert(name, std::fs::read(entry.path()).unwrap());
        }
    }
    files
}

/// The recordings that the promise names.
pub fn workloads(durability: &str) -> Vec<Workload> {
    let plain = ["--durability", durability];
    let snapshots = ["--durability", durability, "--snapshot-every", "7"];
    let checkpoint = ["--durability", durability, "--snapshot-every", "100"];
    let plans = [
        Plan { name: "create", lines: keyed_lines(12), group: 3, args: &plain, ..Plan::default() },
        Plan { name: "steady", lines: keyed_lines(60), args: &plain, steady: true, ..Plan::default() },
        Plan { name: "snapshots", lines: keyed_lines(80), group: 8, args: &snapshots, ..Plan::default() },
        Plan { name: "resume, killed at a sync", killed_at: "fsync", ..resumed(&snapshots) },
        Plan { name: "resume, killed at a write", killed_at: "pwrite64", ..resumed(&plain) },
        Plan {
            name: "checkpoint",
            lines: long_lines(1500, 3500),
            group: 60,
            args: &checkpoint,
            ..Plan::default()
        },
    ];
    plans.into_iter().map(Plan::run).collect()
}

/// A recording that is killed half-way and gone on with.
fn resumed<'a>(args: &'a [&'a str]) -> Plan<'a> {
    Plan { lines: keyed_lines(60), args, steady: true, ..Plan::default() }
}
