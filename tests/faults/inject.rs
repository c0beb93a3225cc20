//! Faults for the calls of one thread, or of a whole run. strace counts the calls of each thread for itself; a
//! fault for "the 7th write" of a run hits whichever thread is first to make a 7th. So that every call of every
//! thread is hit, strace also takes hold of single threads of a recorder that has just started.

use super::drive::{Driven, Stream, drive, drive_child, plain, spawn, traced};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::Duration;

/// Whose calls are counted and disturbed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Each thread's, from the start of the process.
    Everyone,
    /// Those of the thread that owns the database, from the first event on.
    Writer,
    /// Those of the thread that takes the lines, and moves the log into the file in the end.
    Main,
}

pub const ALL: [Who; 3] = [Who::Everyone, Who::Writer, Who::Main];

/// strace, holding on to a thread.
struct Holding {
    strace: Child,
    /// Open until it ends: it would die of a closed pipe.
    said: BufReader<ChildStderr>,
}

impl Drop for Holding {
    fn drop(&mut self) {
        // It goes with the process that it holds.
        let _ = self.strace.wait();
        let _ = self.said.buffer();
    }
}

/// Records a stream under strace with these options.
pub fn run(who: Who, dir: &Path, options: &[&str], args: &[&str], stream: Stream<'_>) -> Driven {
    let name = match who {
        Who::Everyone => return drive(traced(dir, options, args), stream),
        Who::Writer => "wfstate-writer",
        Who::Main => "wfstate",
    };
    let recorder = spawn(plain(dir, args));
    let _holding = hold(recorder.id(), name, options);
    drive_child(recorder, stream, std::sync::Arc::default())
}

fn hold(pid: u32, name: &str, options: &[&str]) -> Holding {
    // The writing thread is started last: when it is there, the start is over.
    thread_of(pid, "wfstate-writer");
    let tid = thread_of(pid, name);
    let mut command = Command::new("strace");
    let mut strace = command.args(options).args(["-p", &tid]).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(strace.stderr.take().unwrap());
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    assert!(line.contains("attached"), "strace: {line}");
    Holding { strace, said }
}

/// The thread of a process with a name, as soon as it is there.
fn thread_of(pid: u32, name: &str) -> String {
    for _ in 0..2000 {
        let threads = std::fs::read_dir(format!("/proc/{pid}/task")).unwrap();
        let called = |tid: &String| {
            let comm = std::fs::read_to_string(format!("/proc/{pid}/task/{tid}/comm"));
            comm.is_ok_and(|comm| comm.trim_end() == name)
        };
        if let Some(tid) = threads.map(|t| t.unwrap().file_name().into_string().unwrap()).find(called) {
            return tid;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    panic!("the recorder has no thread {name}");
}

/// How often each call is made in a run that nothing disturbs, by the busiest thread that counts.
pub fn counts(who: Who, dir: &Path, calls: &str, args: &[&str], stream: Stream<'_>) -> BTreeMap<String, u64> {
    let log = dir.with_extension("trace");
    let calls = format!("trace={calls}");
    run(who, dir, &["-o", log.to_str().unwrap(), "-e", &calls], args, stream).ran.expect(0);
    let text = std::fs::read_to_string(&log).unwrap();
    std::fs::remove_file(&log).unwrap();
    let mut per_thread: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for line in text.lines().filter(|l| !l.contains(" resumed>")) {
        let Some((before, _)) = line.split_once('(') else { continue };
        // With more than one thread, each line begins with its number.
        let (pid, name) = before.rsplit_once(' ').unwrap_or(("", before));
        *per_thread.entry((name, pid.trim())).or_insert(0) += 1;
    }
    let mut most = BTreeMap::new();
    for ((name, _), n) in per_thread {
        let known = most.entry(name.to_owned()).or_insert(0);
        *known = n.max(*known);
    }
    most
}
