//! Recordings whose calls to the file system are replayed onto a disk that loses its power.

use super::disk::Files;
use super::drive::{plain, record};
use super::oracle::{self, Uncrashed};
use super::trace::Step;
use crate::common::{Live, action, finish, keyed};
use std::path::Path;

/// A recording whose calls are replayed.
pub struct Workload {
    pub name: &'static str,
    pub whole: Uncrashed,
    /// What was on the disk before.
    pub base: Files,
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
    /// That many lines were recorded and acknowledged before the recorder was killed.
    pub killed_after: usize,
    pub inject: &'a [&'a str],
}

impl Default for Plan<'_> {
    fn default() -> Self {
        let inject: &[&str] = &[];
        Self { name: "", lines: Vec::new(), group: 5, args: &[], steady: false, killed_after: 0, inject }
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
        if self.killed_after > 0 {
            kill_after(dir.path(), &self.lines[..self.killed_after], self.group);
        }
        let base = files(dir.path());
        let args = [&["record", "--ack", "commit", "--session", "s", "--resume"], self.args].concat();
        let acked_before = self.killed_after as u64;
        let rest = &self.lines[self.killed_after..];
        let (steps, driven) = record(dir.path(), &args, (rest, self.group, acked_before), self.inject);
        if self.inject.is_empty() {
            driven.ran.expect(0);
            oracle::validate(&[path]).unwrap();
        }
        Workload { name: self.name, whole: Uncrashed::of(self.lines), base, steps, acked_before }
    }
}

fn kill_after(dir: &Path, lines: &[String], group: usize) {
    let mut live = Live::of(plain(dir, &["record", "--ack", "commit", "--session", "s"]));
    let mut acked = 0;
    for part in lines.chunks(group) {
        acked += part.len() as u64;
        live.send(part.concat());
        live.await_ack(acked);
    }
    live.signal("KILL");
    live.end();
}

/// The files of a directory, but for the memory that SQLite's connections share.
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
        Plan {
            name: "resume",
            lines: keyed_lines(60),
            args: &snapshots,
            killed_after: 30,
            ..Plan::default()
        },
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
