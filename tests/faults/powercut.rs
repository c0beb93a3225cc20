//! Power cuts: the file calls of a real recording, replayed onto a disk that keeps what was synced and anything of
//! the rest. Each state that such a disk may be left in is opened as the next recorder opens it.

use super::disk::{Disk, Files, Luck};
use super::drive::{can_trace, plain};
use super::oracle;
use super::scale;
use super::trace::{Op, Step};
use super::workload::{Plan, Workload, keyed_lines, workloads};
use crate::common::{Rng, finish};
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// States that are validated by one process.
const AT_ONCE: usize = 40;
/// One of this many states is also gone on with by the binary; of those that are small, another one in-process.
const BINARY: u64 = 50;
const RESEND: u64 = 8;

/// What came of the states of a workload.
#[derive(Default)]
struct Outcome {
    tried: u64,
    /// Those that differ from each other.
    states: BTreeSet<u64>,
    faults: Vec<String>,
}

impl Outcome {
    fn first(&self) -> String {
        self.faults.iter().take(5).cloned().collect::<Vec<_>>().join("\n")
    }
}

fn digest(files: &Files) -> u64 {
    let mut hasher = DefaultHasher::new();
    files.hash(&mut hasher);
    hasher.finish()
}

/// States that are opened and wait to be validated.
#[derive(Default)]
struct Opened(Vec<(TempDir, String)>);

impl Opened {
    fn validate(&mut self, faults: &mut Vec<String>) {
        let paths: Vec<PathBuf> =
            self.0.iter().map(|(dir, _)| dir.path().join("t.db")).filter(|p| p.exists()).collect();
        if let Err(why) = oracle::validate(&paths) {
            let which: Vec<&str> = self.0.iter().map(|(_, what)| what.as_str()).collect();
            faults.push(format!("{}: {why}", which.join("; ")));
        }
        self.0.clear();
    }
}

impl Workload {
    /// Where power is cut: anywhere, and more often than by chance near the end and where more than the log is
    /// written.
    fn points(&self, count: u64, rng: &mut Rng) -> Vec<usize> {
        let n = self.steps.len() as u64;
        let rare: Vec<usize> = (0..self.steps.len())
            .filter(|at| !matches!(&self.steps[*at].op, Op::Write(name, ..) if name.ends_with("-wal")))
            .collect();
        let mut points: Vec<usize> = (0..count)
            .map(|at| match at % 4 {
                0 => (n - 1 - rng.below(n.min(60))) as usize,
                1 => rare[rng.below(rare.len() as u64) as usize],
                _ => rng.below(n) as usize,
            })
            .collect();
        points.sort_unstable();
        points
    }

    /// Cuts the power `count` times; `kept` changes what is left, for controls.
    fn cut(&self, count: u64, seed: u64, kept: fn(&mut Files)) -> Outcome {
        let mut rng = Rng::new(seed);
        let mut disk = Disk::with(&self.base);
        self.killed.iter().for_each(|step| disk.apply(step, &mut rng));
        let (mut acked, mut next) = (self.acked_before, 0);
        let (mut outcome, mut opened) = (Outcome::default(), Opened::default());
        for point in self.points(count, &mut rng) {
            for step in &self.steps[next..=point] {
                disk.apply(step, &mut rng);
                if let Op::Ack(seq) = step.op {
                    acked = acked.max(seq);
                }
            }
            next = point + 1;
            let luck = Luck::any(&mut rng);
            let mut files = disk.cut(luck, &mut rng);
            kept(&mut files);
            if let Some(shared) = files.get_mut("t.db-shm").filter(|_| rng.below(2) == 0) {
                // Nobody syncs what connections share in memory.
                *shared = (0..32768).map(|_| rng.next() as u8).collect();
            }
            outcome.states.insert(digest(&files));
            let what = format!("{}, seed {seed}, after call {point}, {luck:?} kept", self.name);
            outcome.tried += 1;
            let dir = oracle::scratch();
            for (name, bytes) in &files {
                std::fs::write(dir.path().join(name), bytes).unwrap();
            }
            match self.open(dir.path(), acked, outcome.tried) {
                Ok(()) => opened.0.push((dir, what)),
                Err(why) => outcome.faults.push(format!("{what}: {why}")),
            }
            if opened.0.len() >= AT_ONCE {
                opened.validate(&mut outcome.faults);
            }
        }
        opened.validate(&mut outcome.faults);
        outcome
    }

    /// Opens a state as the next recorder does; some are gone on with.
    fn open(&self, dir: &Path, acked: u64, number: u64) -> Result<(), String> {
        let path = dir.join("t.db");
        if number.is_multiple_of(BINARY) {
            let args = ["record", "--json", "--session", "s", "--resume"];
            let ran = finish(plain(dir, &args), self.whole.all().as_bytes());
            if ran.code != 0 {
                return Err(format!("record --resume: exit {}: {}", ran.code, ran.stderr));
            }
            // What was there before is sent a second time.
            if ran.counts()[1] < acked {
                return Err(format!("{acked} events were acknowledged, {} were there", ran.counts()[1]));
            }
            return self.whole.is_complete(&path, &ran.hash("s"));
        }
        self.whole.check(&path, acked)?;
        let small = self.whole.events() <= 100;
        if number.is_multiple_of(if small { RESEND } else { BINARY }) {
            self.whole.resend(&path)?;
        }
        Ok(())
    }
}

/// Cuts all workloads, and tells of each.
fn cut_all(workloads: &[Workload], states: u64, what: &str, kept: fn(&mut Files)) -> Outcome {
    let mut all = Outcome::default();
    for workload in workloads {
        let each = workload.cut(states, 1, kept);
        let different = each.states.len();
        let of = format!("{what}: {} ({different} different states)", workload.name);
        scale::tell(&of, each.tried, each.faults.len() as u64);
        all.tried += each.tried;
        all.faults.extend(each.faults);
    }
    all
}

#[test]
fn a_power_cut_at_any_moment_loses_nothing_that_was_acknowledged() {
    if !can_trace("power cuts") {
        return;
    }
    let workloads = workloads("disk");
    let big = workloads.last().unwrap();
    let moved = |s: &&Step| matches!(&s.op, Op::Sync(name) if name == "t.db");
    assert!(big.steps.iter().filter(moved).count() >= 2, "the log was moved into the file while recording");
    let restarted = |s: &&Step| matches!(&s.op, Op::Write(name, 0, _) if name == "t.db-wal");
    assert!(big.steps.iter().filter(restarted).count() >= 2, "and was begun again from its start");
    let all = cut_all(&workloads, scale::count(50, 4000), "power cuts", |_| {});
    scale::tell("power cuts", all.tried, all.faults.len() as u64);
    assert!(all.faults.is_empty(), "{} faults, the first:\n{}", all.faults.len(), all.first());
}

#[test]
fn durability_of_the_process_is_seen_to_lose_to_a_power_cut() {
    if !can_trace("control of power cuts") {
        return;
    }
    let plan = Plan {
        name: "steady",
        lines: keyed_lines(60),
        args: &["--durability", "process"],
        steady: true,
        ..Plan::default()
    };
    let all =
        cut_all(&[plan.run()], scale::count(40, 500), "control: power cuts, durability process", |_| {});
    assert!(!all.faults.is_empty(), "the harness cannot see a loss");
}

#[test]
fn a_copy_without_the_log_is_seen_to_lose() {
    if !can_trace("control of power cuts") {
        return;
    }
    let plan = Plan { name: "steady", lines: keyed_lines(60), steady: true, ..Plan::default() };
    let without_log = |files: &mut Files| files.retain(|name, _| name != "t.db-wal");
    let all = cut_all(&[plan.run()], scale::count(20, 200), "control: copies without the log", without_log);
    assert!(!all.faults.is_empty(), "the harness cannot see a loss");
}

/// Cuts recordings in each of which one sync was made to fail: of a file, or of the directory.
fn cut_after_failed_syncs(of_directory: bool, what: &str) -> Outcome {
    let (mut all, mut failed) = (Outcome::default(), 0);
    let syncs: Vec<u64> = if scale::full() { (1..=30).collect() } else { vec![1, 2, 3, 6, 9] };
    for n in syncs {
        let inject = format!("inject=fsync,fdatasync:error=EIO:when={n}");
        let inject = ["-e", inject.as_str()];
        let lines = keyed_lines(40);
        let workload =
            Plan { name: "failed sync", lines, steady: true, inject: &inject, ..Plan::default() }.run();
        let directory = workload.steps.iter().any(|s| s.op == Op::SyncDirFailed);
        if directory != of_directory {
            continue;
        }
        failed += u64::from(directory);
        failed += workload.steps.iter().filter(|s| matches!(s.op, Op::SyncFailed(_))).count() as u64;
        let each = workload.cut(scale::count(15, 200), n, |_| {});
        all.tried += each.tried;
        all.faults.extend(each.faults.into_iter().map(|why| format!("sync {n} failed: {why}")));
    }
    scale::tell(&format!("power cuts after one of {failed} {what}"), all.tried, all.faults.len() as u64);
    assert!(failed > 0, "no sync was made to fail");
    all
}

#[test]
fn a_sync_that_failed_is_not_trusted_when_the_next_one_succeeds() {
    if !can_trace("power cuts after failed syncs") {
        return;
    }
    let all = cut_after_failed_syncs(false, "failed syncs");
    assert!(all.faults.is_empty(), "{} faults, the first:\n{}", all.faults.len(), all.first());
}

#[test]
fn a_sync_of_the_directory_that_failed_is_not_ignored() {
    if !can_trace("power cuts after failed syncs of the directory") {
        return;
    }
    let all = cut_after_failed_syncs(true, "failed syncs of the directory");
    assert!(all.faults.is_empty(), "{} faults, the first:\n{}", all.faults.len(), all.first());
}
