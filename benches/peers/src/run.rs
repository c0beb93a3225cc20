//! Runs one command and measures it as a whole process.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use clap::Args;
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;
use nix::sys::wait::{Id, WaitPidFlag, waitid};
use nix::unistd::Pid;
use serde::Serialize;

use crate::Outcome;
use crate::figures::millis;

#[derive(Args)]
pub struct Options {
    /// Count fsync and fdatasync with strace (its overhead is in the wall time: take times without)
    #[arg(long)]
    strace: bool,
    /// Standard input of the command; inherited when left out
    #[arg(long)]
    stdin: Option<PathBuf>,
    /// Standard output of the command; discarded when left out
    #[arg(long)]
    stdout: Option<PathBuf>,
    /// Standard error of the command; inherited when left out
    #[arg(long)]
    stderr: Option<PathBuf>,
    #[arg(last = true, required = true)]
    command: Vec<OsString>,
}

/// What the process cost. Unknown is null.
#[derive(Serialize)]
pub struct Report {
    wall_ms: f64,
    user_ms: f64,
    sys_ms: f64,
    cpu_ms: f64,
    max_rss_kb: i64,
    read_bytes: Option<u64>,
    /// Bytes sent towards the disk (pages dirtied), as the kernel accounts them.
    write_bytes: Option<u64>,
    /// Bytes handed to write calls.
    wchar: Option<u64>,
    syncs: Option<usize>,
    exit_code: Option<i32>,
}

/// Runs the command to its end. This process starts no other child, so the usage of children is its usage.
pub fn measure(options: &Options) -> Outcome<Report> {
    let trace = options.strace.then(trace_path);
    let mut command = command(options, trace.as_deref())?;
    let start = Instant::now();
    let mut child = command.spawn().map_err(|error| format!("{}: {error}", options.command[0].display()))?;
    let pid = i32::try_from(child.id())?;
    // Left unreaped for a moment: the kernel's I/O account goes away with the process.
    waitid(Id::Pid(Pid::from_raw(pid)), WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT)?;
    let wall = start.elapsed();
    let account = fs::read_to_string(format!("/proc/{pid}/io")).unwrap_or_default();
    let status = child.wait()?;
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let (user, sys) = (duration(usage.user_time()), duration(usage.system_time()));
    Ok(Report {
        wall_ms: millis(wall),
        user_ms: millis(user),
        sys_ms: millis(sys),
        cpu_ms: millis(user + sys),
        max_rss_kb: usage.max_rss(),
        read_bytes: field(&account, "read_bytes"),
        write_bytes: field(&account, "write_bytes"),
        wchar: field(&account, "wchar"),
        syncs: trace.as_deref().map(count_syncs).transpose()?,
        exit_code: status.code(),
    })
}

fn command(options: &Options, trace: Option<&Path>) -> Outcome<Command> {
    let (program, arguments) = options.command.split_first().ok_or("no command")?;
    let mut command = match trace {
        None => Command::new(program),
        Some(path) => {
            let mut strace = Command::new("strace");
            strace
                .args(["-f", "-qq", "--seccomp-bpf", "-e", "trace=fsync,fdatasync", "-o"])
                .arg(path)
                .arg(program);
            strace
        }
    };
    command.args(arguments);
    if let Some(path) = &options.stdin {
        command.stdin(File::open(path)?);
    }
    command.stdout(match &options.stdout {
        Some(path) => File::create(path)?.into(),
        None => Stdio::null(),
    });
    if let Some(path) = &options.stderr {
        command.stderr(File::create(path)?);
    }
    Ok(command)
}

fn trace_path() -> PathBuf {
    std::env::temp_dir().join(format!("peers-strace-{}.txt", std::process::id()))
}

/// A call that another thread interrupts is printed in two lines; only the first has the bracket.
fn count_syncs(path: &Path) -> Outcome<usize> {
    let text = fs::read_to_string(path)?;
    fs::remove_file(path)?;
    Ok(text.lines().filter(|line| line.contains("fsync(") || line.contains("fdatasync(")).count())
}

fn duration(time: TimeVal) -> Duration {
    let micros = time.tv_sec().saturating_mul(1_000_000).saturating_add(time.tv_usec());
    Duration::from_micros(u64::try_from(micros).unwrap_or(0))
}

fn field(account: &str, name: &str) -> Option<u64> {
    account.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")?.parse().ok())
}
