//! The binary, driven by a producer that waits for its acknowledgements; under strace, which writes down what it
//! asks of the file system, and makes calls fail on demand.

use super::trace::{Step, steps};
use crate::common::{Lab, Ran};
use assert_cmd::cargo::cargo_bin;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// The calls that a database is made of.
pub const CALLS: &str = "openat,write,pwrite64,fsync,fdatasync,ftruncate,fallocate,rename,renameat,renameat2,link,\
    linkat,unlink,unlinkat";

/// The binary on `t.db` of a directory.
pub fn plain(dir: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(cargo_bin!("wfstate"));
    command.args(args);
    surround(&mut command, dir);
    command
}

fn surround(command: &mut Command, dir: &Path) {
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", dir)
        .env("WFSTATE_DB", dir.join("t.db"))
        .env("LANG", "C")
        .current_dir(dir);
}

/// The same under strace with these options.
pub fn traced(dir: &Path, strace: &[&str], args: &[&str]) -> Command {
    let mut command = Command::new("strace");
    command.args(["-f", "-q"]).args(strace).arg("--").arg(cargo_bin!("wfstate")).args(args);
    surround(&mut command, dir);
    command
}

/// What a recording under strace came to.
pub struct Driven {
    /// The last event that was sent.
    pub sent: u64,
    /// The last event that was acknowledged; read until the end of the output.
    pub acked: u64,
    /// The producer waited for an acknowledgement, and nothing came: neither that nor the end.
    pub stalled: bool,
    pub ran: Ran,
}

/// A producer that waits this long for an acknowledgement gives up and ends its stream.
const WAIT: Duration = Duration::from_secs(2);

/// A stream: its lines, how many are sent at a time, and the event that it goes on after.
pub type Stream<'a> = (&'a [String], usize, u64);

/// Sends lines in groups, each after the one before it was acknowledged, so that every group is a commit.
pub fn drive(command: Command, stream: Stream<'_>) -> Driven {
    drive_child(spawn(command), stream, Arc::default())
}

/// Starts a process whose input and output are the test's.
pub fn spawn(mut command: Command) -> Child {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// The same as [`drive`] for a process that runs already; `heard` is the last event that was acknowledged so far.
pub fn drive_child(mut child: Child, (lines, group, acked): Stream<'_>, heard: Arc<AtomicU64>) -> Driven {
    let (mut stdin, mut stderr) = (child.stdin.take().unwrap(), child.stderr.take().unwrap());
    let stdout = BufReader::new(child.stdout.take().unwrap());
    let (give, acks) = channel();
    let out = std::thread::spawn(move || {
        let mut all = String::new();
        for line in stdout.lines().map_while(Result::ok) {
            if let Some(seq) = ack(&line) {
                heard.store(seq, Ordering::SeqCst);
                // Whoever waits no longer counts what is left in the lane.
                let _ = give.send(seq);
            }
            all += &line;
            all.push('\n');
        }
        all
    });
    let err = std::thread::spawn(move || {
        let mut all = String::new();
        stderr.read_to_string(&mut all).map(|_| all).unwrap()
    });
    let (mut acked, mut sent, mut stalled) = (acked, acked, false);
    'groups: for part in lines.chunks(group) {
        // A recorder that is gone takes nothing; its output ends, too.
        let _ = stdin.write_all(part.concat().as_bytes());
        sent += part.len() as u64;
        while acked < sent {
            match acks.recv_timeout(WAIT) {
                Ok(seq) => acked = acked.max(seq),
                Err(e) => {
                    stalled = e == RecvTimeoutError::Timeout;
                    break 'groups;
                }
            }
        }
    }
    drop(stdin);
    let code = crate::common::wait(&mut child);
    let ran = Ran { code, stdout: out.join().unwrap(), stderr: err.join().unwrap() };
    acked = acks.iter().fold(acked, u64::max);
    Driven { sent, acked, stalled, ran }
}

/// The event that a line acknowledges. The last line may be cut where the process died.
pub fn ack(line: &str) -> Option<u64> {
    let value: serde_json::Value = serde_json::from_str(line).ok()?;
    value["last_seq"].as_u64().filter(|_| value["message_type"] == "ack")
}

/// Records a stream; gives the steps. `inject` says what is disturbed, if anything.
pub fn record(lab: &Path, args: &[&str], stream: Stream<'_>, inject: &[&str]) -> (Vec<Step>, Driven) {
    let log = lab.with_extension("trace");
    let calls = format!("trace={CALLS}");
    let there = names(lab);
    let mut options = vec!["-y", "-xx", "-s", "2000000", "-o", log.to_str().unwrap(), "-e", &calls];
    options.extend(inject);
    let driven = drive(traced(lab, &options, args), stream);
    let text = std::fs::read_to_string(&log).unwrap();
    std::fs::remove_file(&log).unwrap();
    (steps(&text, lab, there), driven)
}

/// The names of a directory's files.
fn names(dir: &Path) -> BTreeSet<String> {
    std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect()
}

/// A copy of a directory's files.
pub fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.path().is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

/// Whether this machine lets a process be traced at all.
pub fn can_trace(what: &str) -> bool {
    if !super::scale::has("strace", what) {
        return false;
    }
    let lab = Lab::new();
    let works = lab.shell("strace -o /dev/null true").status().is_ok_and(|s| s.success());
    if !works {
        super::scale::skip(what, "this machine does not let a process be traced");
    }
    works
}
