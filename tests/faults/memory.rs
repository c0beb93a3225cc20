//! P20: the memory stays below 128 MB and does not grow with the length of a recording, of a line, or with the number
//! of slow readers. Where this user may make a memory group, the runs are in one of 128 MB without swap: a breach
//! kills.

use super::scale::{count, skip, tell};
use crate::common::{Lab, Live};
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

const LIMIT_KB: u64 = 128 << 10;

/// A memory group of 128 MB without swap.
struct Group(PathBuf);

impl Group {
    /// `None` where this user may not have one, with a word about it.
    fn new(name: &str) -> Option<Self> {
        let root = ["/sys/fs/cgroup/memory", "/sys/fs/cgroup"].map(PathBuf::from);
        let [one, two] = &root;
        let (root, limits): (_, &[(&str, u64)]) = if one.join("memory.limit_in_bytes").exists() {
            (one, &[("memory.limit_in_bytes", 128 << 20), ("memory.memsw.limit_in_bytes", 128 << 20)])
        } else if two.join("cgroup.controllers").exists() {
            (two, &[("memory.max", 128 << 20), ("memory.swap.max", 0)])
        } else {
            skip(name, "no memory groups on this machine");
            return None;
        };
        let dir = root.join(format!("wfstate-test-{}-{name}", std::process::id()));
        let group = Self(dir);
        let made = std::fs::create_dir(&group.0).and_then(|()| {
            let (file, bytes) = limits[0];
            std::fs::write(group.0.join(file), bytes.to_string())
        });
        if let Err(why) = made {
            skip(name, &format!("no memory group: {why}"));
            return None;
        }
        // Not every kernel counts swap; without a swap there is nothing to count.
        let (file, bytes) = limits[1];
        let no_swap = std::fs::write(group.0.join(file), bytes.to_string()).is_ok()
            || std::fs::write(group.0.join("memory.swappiness"), "0").is_ok();
        if !no_swap {
            skip(name, "swap cannot be kept out of the memory group");
            return None;
        }
        Some(group)
    }

    /// What a shell does to be in it.
    fn enter(group: Option<&Self>) -> String {
        group.map_or(String::new(), |g| format!("echo $$ > '{}'; ", g.0.join("cgroup.procs").display()))
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // Only an empty group can be removed; its processes have ended a moment ago.
        for _ in 0..100 {
            if std::fs::remove_dir(&self.0).is_ok() {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// The binary in a group.
fn inside(lab: &Lab, group: Option<&Group>, args: &str) -> Command {
    lab.shell(&format!("{}exec \"$W\" {args}", Group::enter(group)))
}

/// The most memory that a running process ever had, in kB; `None` when it has ended.
fn peak_kb(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM"))?;
    line.split_ascii_whitespace().nth(1)?.parse().ok()
}

/// Mixed events as a live session has them: energies with claims, tokens, prompts, actions.
fn events(from: u64, to: u64) -> String {
    let mut out = String::new();
    for n in from..to {
        let at = 1_755_460_080_000 + 16 * n;
        let head = format!("{{\"session_id\":\"s\",\"timestamp\":{at},\"frame_id\":{n}");
        let _ = match n % 8 {
            0 => writeln!(
                out,
                "{head},\"type\":\"user.action\",\"data\":{{\"action\":\"pause\",\"ui_element\":\"b{n}\"}}}}"
            ),
            1 => writeln!(
                out,
                "{head},\"type\":\"ai.output\",\"energy_delta\":0.25,\"data\":{{\"prompt_id\":\"p{}\",\"token_index\":{n},\"is_last\":false,\
                 \"model_id\":\"m:7b\",\"token\":\"word\"}}}}",
                n / 100
            ),
            _ => writeln!(
                out,
                "{head},\"type\":\"energy.update\",\"event_key\":\"k{n}\",\"data\":{{\"energy\":1.5,\"accumulator\":{}.5,\"model_id\":\"m:7b\"}}}}",
                n * 3 / 2
            ),
        };
    }
    out
}

/// Sends events until the recorder has stored them, and gives the peaks of its memory at some of them.
fn record(lab: &Lab, group: Option<&Group>, marks: &[u64]) -> Vec<u64> {
    const BLOCK: u64 = 5000;
    let mut live = Live::of(inside(lab, group, "record --session s --ack commit"));
    let mut peaks = Vec::new();
    let mut sent = 1;
    for mark in marks {
        while sent <= *mark {
            let to = (sent + BLOCK).min(mark + 1);
            live.send(events(sent, to));
            sent = to;
        }
        live.await_ack(*mark);
        peaks.push(peak_kb(live.pid()).expect("the recorder lives"));
    }
    live.end().expect(0);
    peaks
}

#[test]
fn recording_and_replaying_ever_more_events_takes_no_more_memory() {
    let lab = Lab::new();
    let group = Group::new("long");
    // Caches fill up to their bounds within the first 150,000 events or so; that is no growth.
    let (from, to) = (count(150_000, 100_000), count(220_000, 1_000_000));
    let marks = [from, u64::midpoint(from, to), to];
    let peaks = record(&lab, group.as_ref(), &marks);
    let grown = peaks[2].saturating_sub(peaks[0]);
    let per_10k = grown / ((to - from) / 10_000);
    tell(&format!("events recorded, memory {peaks:?} kB at {marks:?}"), to, u64::from(peaks[2] >= LIMIT_KB));
    assert!(peaks[2] < LIMIT_KB, "{peaks:?} kB");
    assert!(per_10k < 1 << 10, "it grows by {per_10k} kB each 10,000 events: {peaks:?}");
    assert_eq!(lab.count("stored_event"), to);
    // Each event as text is slow in a debug build.
    let some = format!("replay s --events --seq {}", count(10_000, to));
    for verb in ["replay s --from-snapshot none", some.as_str(), "validate", "stats s"] {
        let peak = run_peak(inside(&lab, group.as_ref(), verb));
        tell(&format!("events read by {verb}, memory {peak} kB"), to, u64::from(peak >= LIMIT_KB));
        assert!(peak < LIMIT_KB, "{verb}: {peak} kB");
    }
}

/// Runs a command to its end and gives the most memory that it had; its output is read and thrown away.
fn run_peak(mut command: Command) -> u64 {
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    let reader = std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()).unwrap());
    let mut peak = 0;
    let status = loop {
        // Of an exited process nothing is told any more, so the last look is a moment before the end.
        peak = peak.max(peak_kb(child.id()).unwrap_or(0));
        match child.try_wait().unwrap() {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_millis(2)),
        }
    };
    reader.join().unwrap();
    assert!(status.success(), "{command:?}: {status}");
    assert!(peak > 0, "it was never seen running");
    peak
}

/// Sends one line of 100 MB between two good ones; gives the peak and what is refused.
fn long_line(begin: &str, block: &[u8], end: &str) -> (u64, Vec<String>) {
    let lab = Lab::new();
    let group = Group::new("line");
    let mut live = Live::of(inside(&lab, group.as_ref(), "record --session s --ack commit"));
    live.send(events(1, 2));
    live.send(begin);
    let mut sent = 0;
    while sent < 100 << 20 {
        live.send(block);
        sent += block.len();
    }
    live.send(end);
    live.send(events(2, 3));
    live.await_ack(2);
    let peak = peak_kb(live.pid()).unwrap_or(u64::MAX);
    live.end().expect(3);
    (peak, lab.rows("SELECT code || ' ' || line_no || ' ' || (length >= 100 << 20) FROM stored_quarantine"))
}

#[test]
fn a_line_of_a_hundred_megabytes_costs_nothing_whatever_it_is() {
    let zeros = "0,".repeat(1 << 19);
    let (words, brackets) = (vec![b'x'; 1 << 20], vec![b'['; 1 << 20]);
    let lines: [(&str, &str, &[u8], &str); 3] = [
        ("words", r#"{"type":"x.y","data":{"t":""#, &words, "\"}}\n"),
        ("an array of zeros", r#"{"type":"x.y","data":{"l":["#, zeros.as_bytes(), "0]}}\n"),
        ("brackets", "", &brackets, "\n"),
    ];
    for (what, begin, block, end) in lines {
        let (peak, refused) = long_line(begin, block, end);
        tell(&format!("lines of 100 MB ({what}), memory {peak} kB"), 1, u64::from(peak >= LIMIT_KB));
        assert!(peak < LIMIT_KB, "{what}: {peak} kB");
        assert_eq!(refused, ["line_too_long 2 1"], "{what}");
    }
}

#[test]
fn slow_readers_cost_neither_the_recorder_nor_themselves_much_memory() {
    let lab = Lab::new();
    let group = Group::new("readers");
    let many = count(6, 40);
    let first = count(10_000, 100_000);
    record(&lab, None, &[first]);
    let mut readers: Vec<_> = (0..many)
        .map(|_| {
            let mut child = inside(&lab, None, "replay s --events")
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            // A little is read, so that it has begun; then nobody reads any more.
            child.stdout.as_mut().unwrap().read_exact(&mut [0; 100]).unwrap();
            child
        })
        .collect();
    let last = first * 2;
    let mut live = Live::of(inside(&lab, group.as_ref(), "record --session s --resume --ack commit"));
    live.send(events(first + 1, last + 1));
    live.await_ack(last);
    let log = std::fs::metadata(lab.path("t.db-wal")).map_or(0, |m| m.len());
    let own = peak_kb(live.pid()).unwrap();
    let theirs: Vec<u64> =
        readers.iter().map(|r| peak_kb(r.id()).expect("it waits for its reader")).collect();
    live.end().expect(0);
    for reader in &mut readers {
        reader.kill().unwrap();
        reader.wait().unwrap();
    }
    let most = theirs.iter().copied().max().unwrap_or(u64::MAX);
    let over = u64::from(own >= LIMIT_KB) + theirs.iter().filter(|kb| **kb >= LIMIT_KB).count() as u64;
    tell(
        &format!(
            "readers that have stopped; {own} kB the recorder, {most} kB the largest reader, log {} kB",
            log >> 10
        ),
        many,
        over,
    );
    assert_eq!(over, 0, "{own} {theirs:?}");
    assert!(log < 64 << 20, "the log grew to {log} bytes beside them");
}

/// Control: in such a group a process that takes 200 MB dies.
#[test]
fn what_takes_two_hundred_megabytes_is_killed() {
    let Some(group) = Group::new("control") else { return };
    let hungry = "x=$(head -c 200000000 /dev/zero | tr '\\0' x); echo ${#x}";
    let output = |enter: String| {
        let script = format!("{enter}{hungry}");
        Command::new("/bin/sh").args(["-c", &script]).stderr(Stdio::null()).output().unwrap()
    };
    let free = output(String::new());
    assert_eq!(free.stdout, b"200000000\n", "outside it lives");
    let killed = !output(Group::enter(Some(&group))).status.success();
    let _ = std::io::stdout().flush();
    tell("processes of 200 MB in the memory group (control)", 1, u64::from(killed));
    assert!(killed);
}
