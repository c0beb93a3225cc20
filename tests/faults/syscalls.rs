//! Every call of a recording to the file system: the recorder dies there, or the call fails, or it takes long.

use super::disk::{Disk, Files};
use super::drive::{CALLS, Driven, Stream, can_trace, copy, plain, record};
use super::inject::{self, Who};
use super::oracle::{self, Uncrashed};
use super::scale;
use super::trace::Op;
use crate::common::{Rng, action, finish, keyed};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const EVENTS: u64 = 24;
const GROUP: usize = 4;
/// The session is named by the events, so that opening it comes with the first of them.
const ARGS: [&str; 7] = ["record", "--ack", "commit", "--resume", "--snapshot-every", "5", "--json"];
/// The calls that make data durable.
const DURABLE: &str = "fsync,fdatasync,pwrite64,ftruncate";
/// States that are validated by one process.
const AT_ONCE: usize = 40;

/// Where a recording begins.
struct Scene {
    name: &'static str,
    base: TempDir,
    /// Lines that were acknowledged before.
    before: usize,
}

/// A database that is made; one that is there, so that the writing thread makes the first calls of most kinds;
/// one whose recorder was killed, so that recovery is what is disturbed.
fn scenes(whole: &Uncrashed) -> Vec<Scene> {
    let create = Scene { name: "create", base: oracle::scratch(), before: 0 };
    let steady = Scene { name: "steady", base: oracle::scratch(), before: 0 };
    finish(plain(steady.base.path(), &["record"]), action("before", 1).as_bytes()).expect(0);
    let resume = Scene { name: "resume", base: oracle::scratch(), before: EVENTS as usize / 2 };
    let mut live = crate::common::Live::of(plain(resume.base.path(), &ARGS));
    live.send(whole.lines[..resume.before].concat());
    live.await_ack(resume.before as u64);
    live.signal("KILL");
    live.end();
    vec![create, steady, resume]
}

impl Scene {
    /// A copy of the files, for one try.
    fn set(&self) -> TempDir {
        let dir = oracle::scratch();
        copy(self.base.path(), dir.path());
        dir
    }

    /// What is still to be recorded.
    fn rest<'w>(&self, whole: &'w Uncrashed) -> Stream<'w> {
        (&whole.lines[self.before..], GROUP, self.before as u64)
    }

    /// The calls of these kinds: of which thread, which, the how-manieth.
    fn calls(&self, whole: &Uncrashed, kinds: &str) -> Vec<Call> {
        let mut calls = Vec::new();
        for who in inject::ALL {
            let dir = self.set();
            let counts = inject::counts(who, dir.path(), kinds, &ARGS, self.rest(whole));
            calls.extend(
                counts
                    .into_iter()
                    .flat_map(|(name, most)| (1..=most).map(move |n| Call { who, name: name.clone(), n })),
            );
        }
        calls
    }

    /// A recording with this done to it.
    fn disturbed(&self, whole: &Uncrashed, who: Who, inject: &str) -> (TempDir, Driven) {
        let dir = self.set();
        let calls = inject.split(':').next().unwrap();
        let (trace, inject) = (format!("trace={calls}"), format!("inject={inject}"));
        let options = ["-o", "/dev/null", "-e", &trace, "-e", &inject];
        let driven = inject::run(who, dir.path(), &options, &ARGS, self.rest(whole));
        (dir, driven)
    }
}

/// One call of a recording.
#[derive(Clone)]
struct Call {
    who: Who,
    name: String,
    n: u64,
}

impl Call {
    fn changes_a_name(&self) -> bool {
        ["rename", "link", "unlink"].iter().any(|kind| self.name.starts_with(kind))
    }
}

impl std::fmt::Display for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} of {:?}", self.name, self.n, self.who)
    }
}

/// Tries, and what went wrong in them.
#[derive(Default)]
struct Tries {
    tried: u64,
    faults: Vec<String>,
    done: Vec<(TempDir, String)>,
}

impl Tries {
    fn note(&mut self, what: String, dir: TempDir, result: Result<(), String>) {
        self.tried += 1;
        match result {
            Ok(()) => self.done.push((dir, what)),
            Err(why) => self.faults.push(format!("{what}: {why}")),
        }
        if self.done.len() >= AT_ONCE {
            self.validate();
        }
    }

    fn validate(&mut self) {
        let paths: Vec<PathBuf> = self.done.iter().map(|(dir, _)| dir.path().join("t.db")).collect();
        if let Err(why) = oracle::validate(&paths) {
            let which: Vec<&str> = self.done.iter().map(|(_, what)| what.as_str()).collect();
            self.faults.push(format!("{}: {why}", which.join("; ")));
        }
        self.done.clear();
    }

    #[track_caller]
    fn end(mut self, what: &str) {
        self.validate();
        scale::tell(what, self.tried, self.faults.len() as u64);
        assert!(self.faults.is_empty(), "{} faults, the first:\n{}", self.faults.len(), first(&self.faults));
    }
}

fn first(faults: &[String]) -> String {
    faults.iter().take(8).cloned().collect::<Vec<_>>().join("\n")
}

/// All of them, or a sample that is spread over them.
fn sample<T: Clone>(all: &[T], scaled: usize, rng: &mut Rng) -> Vec<T> {
    if scale::full() || all.len() <= scaled {
        return all.to_vec();
    }
    let stride = all.len() / scaled;
    (0..scaled).map(|at| all[at * stride + rng.below(stride as u64) as usize].clone()).collect()
}

fn whole() -> Uncrashed {
    Uncrashed::of((1..=EVENTS).map(|n| keyed(oracle::SESSION, n)).collect())
}

/// What must hold after a recording that was disturbed, and that it can be gone on with.
fn survives(whole: &Uncrashed, dir: &Path, acked: u64) -> Result<(), String> {
    let path = dir.join("t.db");
    whole.check(&path, acked)?;
    whole.resend(&path)?;
    match names_of_the_key(dir) {
        1 => Ok(()),
        n => Err(format!("the content key has {n} names; destroying one would not destroy it")),
    }
}

fn names_of_the_key(dir: &Path) -> usize {
    let key = std::fs::read(dir.join("t.db.key")).unwrap();
    let files = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_file());
    files.filter(|path| std::fs::read(path).unwrap() == key).count()
}

#[test]
fn a_recorder_that_dies_at_any_call_to_the_file_system_loses_nothing_that_was_acknowledged() {
    if !can_trace("death at every call") {
        return;
    }
    let (whole, mut rng) = (whole(), Rng::new(3));
    let mut tries = Tries::default();
    let mut killed = 0;
    for scene in scenes(&whole) {
        // There are few calls that change names, and each one matters.
        let (names, others): (Vec<Call>, Vec<Call>) =
            scene.calls(&whole, CALLS).into_iter().partition(Call::changes_a_name);
        for call in [names, sample(&others, 25, &mut rng)].concat() {
            let kill = format!("{}:signal=KILL:when={}", call.name, call.n);
            let (dir, driven) = scene.disturbed(&whole, call.who, &kill);
            killed += u64::from(driven.ran.code == 137);
            let result = match driven.ran.code {
                0 | 137 => survives(&whole, dir.path(), driven.acked),
                other => Err(format!("exit {other}: {}", driven.ran.stderr)),
            };
            tries.note(format!("{}, killed at {call}", scene.name), dir, result);
        }
    }
    assert!(killed * 10 >= tries.tried * 9, "{killed} of {} were killed", tries.tried);
    tries.end("death at the n-th call to the file system");
}

#[test]
fn a_call_that_fails_once_is_never_acknowledged_over() {
    if !can_trace("calls that fail") {
        return;
    }
    let (whole, mut rng) = (whole(), Rng::new(5));
    let mut tries = Tries::default();
    let (mut overcome, mut gave_up, mut silent) = (0, 0, 0);
    for scene in scenes(&whole) {
        for call in sample(&scene.calls(&whole, DURABLE), 8, &mut rng) {
            for error in ["EIO", "ENOSPC"] {
                let fail = format!("{}:error={error}:when={}", call.name, call.n);
                let (dir, driven) = scene.disturbed(&whole, call.who, &fail);
                overcome += u64::from(driven.ran.code == 0);
                gave_up += u64::from(driven.ran.code != 0);
                silent += u64::from(driven.stalled);
                let result = match driven.ran.code {
                    0 if driven.acked < driven.sent => Err(format!("exit 0, acknowledged {}", driven.acked)),
                    0..=125 => survives(&whole, dir.path(), driven.acked),
                    other => Err(format!("exit {other}: {}", driven.ran.stderr)),
                };
                tries.note(format!("{}, {call} gave {error}", scene.name), dir, result);
            }
        }
    }
    assert!(overcome > 0 && gave_up > 0, "{overcome} overcome, {gave_up} given up");
    let ends = format!(
        "{overcome} overcome, {gave_up} ended with an error, {silent} of these only at the end of the input"
    );
    tries.end(&format!("calls that failed once ({ends})"));
}

#[test]
fn a_producer_that_takes_sent_for_acknowledged_is_seen_to_lose() {
    if !can_trace("control of calls that kill or fail") {
        return;
    }
    let whole = whole();
    let steady = &scenes(&whole)[1];
    // A write that fails once is overcome; a disk that stays full is not.
    for (fault, calls) in [("signal=KILL:when=", 1..=6), ("error=ENOSPC:when=9+", 9..=9)] {
        let (mut tried, mut lost) = (0, 0);
        for n in calls {
            let when = if fault.ends_with('=') { n.to_string() } else { String::new() };
            let (dir, driven) = steady.disturbed(&whole, Who::Writer, &format!("pwrite64:{fault}{when}"));
            lost += u64::from(survives(&whole, dir.path(), driven.sent).is_err());
            tried += 1;
        }
        let what = fault.split(":when").next().unwrap();
        scale::tell(&format!("control: {what}, and what was sent counts as acknowledged"), tried, lost);
        assert!(lost > 0, "the harness cannot see a loss");
    }
}

#[test]
fn a_recorder_that_cannot_write_any_more_says_so_to_a_producer_that_waits() {
    if !can_trace("a failing disk and a producer that waits") {
        return;
    }
    let whole = whole();
    let scenes = scenes(&whole);
    let (_dir, driven) = scenes[1].disturbed(&whole, Who::Writer, "pwrite64:error=ENOSPC:when=9+");
    assert!(driven.acked < driven.sent, "the disk was full too late for this test");
    assert!(!driven.stalled, "no acknowledgement, no error, no end: the producer waits for ever");
}

#[test]
fn calls_that_take_long_change_nothing_but_the_time() {
    if !can_trace("slow calls") {
        return;
    }
    let whole = whole();
    let mut tries = Tries::default();
    for scene in scenes(&whole) {
        for every in 2..2 + scale::count(2, 12) {
            let inject = format!("{DURABLE}:delay_enter=50000:when=1+{}", every * 3);
            let (dir, driven) = scene.disturbed(&whole, Who::Everyone, &inject);
            let result = match (driven.ran.code, driven.acked) {
                (0, EVENTS) => survives(&whole, dir.path(), EVENTS),
                (code, acked) => Err(format!("exit {code} with {acked} acknowledged")),
            };
            tries.note(format!("{}, every {}th call slow", scene.name, every * 3), dir, result);
        }
    }
    tries.end("recordings with slow calls");
}

/// Acknowledgements that went out while the log had changes that no sync covered, of how many.
fn early_acks(durability: &str) -> (u64, u64) {
    let (whole, mut rng) = (whole(), Rng::new(1));
    let dir = oracle::scratch();
    let args = [&ARGS[..], &["--durability", durability]].concat();
    let (steps, driven) = record(dir.path(), &args, (&whole.lines, GROUP, 0), &[]);
    driven.ran.expect(0);
    let mut disk = Disk::with(&Files::new());
    let (mut early, mut acks, mut last) = (0, 0, 0);
    for step in &steps {
        if let Op::Ack(seq) = step.op {
            assert!(seq > last, "acknowledged in order: {seq} after {last}");
            (acks, last) = (acks + 1, seq);
            early += u64::from(["t.db-wal", "t.db"].iter().any(|name| disk.is_dirty(name)));
        }
        disk.apply(step, &mut rng);
    }
    assert_eq!(last, EVENTS);
    (acks, early)
}

#[test]
fn every_acknowledgement_comes_after_the_sync_that_covers_it() {
    if !can_trace("the order of syncs and acknowledgements") {
        return;
    }
    let (acks, early) = early_acks("disk");
    scale::tell("acknowledgements before their sync", acks, early);
    assert!(acks >= EVENTS / GROUP as u64 && early == 0);
    let (acks, early) = early_acks("process");
    scale::tell("control: acknowledgements before their sync, durability process", acks, early);
    assert_eq!(acks, early, "the harness cannot see an early acknowledgement");
}
