//! The one place where time, chance and the identity of this process come from. Everything else takes them as
//! arguments, so that it can be tested, and so that a replay has nothing to ask.

use crate::core::model::time::Timestamp;
use std::time::Instant;

/// The wall clock, in UTC microseconds.
#[expect(clippy::disallowed_methods, reason = "this is the place for it")]
pub fn now() -> Timestamp {
    Timestamp(jiff::Timestamp::now().as_microsecond())
}

/// The steady clock, for measuring how long something took.
#[expect(clippy::disallowed_methods, reason = "this is the place for it")]
pub fn instant() -> Instant {
    Instant::now()
}

/// Random bytes from the operating system.
#[expect(clippy::disallowed_methods, reason = "this is the place for it")]
pub fn random<const N: usize>() -> std::io::Result<[u8; N]> {
    let mut bytes = [0u8; N];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
    Ok(bytes)
}

/// A new random database uuid (version 4).
pub fn database_uuid() -> std::io::Result<[u8; 16]> {
    Ok(uuid::Builder::from_random_bytes(random()?).into_uuid().into_bytes())
}

/// A new name of a workflow: a UUID of version 7, which begins with the time.
pub fn workflow_id() -> std::io::Result<String> {
    let ms = u64::try_from(now().0 / 1000).unwrap_or(0);
    Ok(uuid::Builder::from_unix_timestamp_millis(ms, &random()?).into_uuid().to_string())
}

/// This process, as a lease names it: `pid:start time:boot id`.
pub fn process_name() -> String {
    let pid = std::process::id();
    let start = process_start(pid).unwrap_or_default();
    format!("{pid}:{start}:{}", boot_id())
}

/// Another process, as a lease names it; `None` where it is not running.
pub fn name_of_process(pid: u32) -> Option<String> {
    process_start(pid).map(|start| format!("{pid}:{start}:{}", boot_id()))
}

/// Whether a lease names this process, or one that it descends from: a script that holds a session runs us on its
/// behalf.
pub fn is_among_ancestors(owner: &str) -> bool {
    let mut pid = std::process::id();
    // A chain of processes has an end; the bound is for a table that changes while it is read.
    for _ in 0..1000 {
        if name_of_process(pid).as_deref() == Some(owner) {
            return true;
        }
        match parent_of(pid) {
            Some(parent) if parent > 0 => pid = parent,
            _ => return false,
        }
    }
    false
}

fn parent_of(pid: u32) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit_once(')')?.1.split_ascii_whitespace().nth(1)?.parse().ok()
}

/// When a process started, in the kernel's ticks since boot; `None` where it is not running or cannot be asked.
fn process_start(pid: u32) -> Option<String> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The second field is the program's name in parentheses and may hold anything; count from its end.
    let mut rest = stat.rsplit_once(')')?.1.split_ascii_whitespace();
    let dead = matches!(rest.next(), Some("Z" | "X"));
    (!dead).then(|| rest.nth(18).map(str::to_owned))?
}

/// Memory of this process that is in use now; `None` where the kernel does not say.
pub fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kib| kib * 1024)
}

fn boot_id() -> String {
    let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    id.trim().to_owned()
}

/// Whether the process that a lease names is still running. A pid that was given to another process since, or
/// a boot that is over, is a dead owner.
pub fn is_alive(owner: &str) -> bool {
    let mut parts = owner.splitn(3, ':');
    let (pid, start, boot) = (parts.next(), parts.next(), parts.next());
    let Some(pid) = pid.and_then(|p| p.parse::<u32>().ok()) else { return false };
    if boot != Some(boot_id().as_str()) {
        return false;
    }
    match start {
        Some(start) if !start.is_empty() => process_start(pid).as_deref() == Some(start),
        // Without /proc only the pid can be asked after.
        _ => i32::try_from(pid)
            .ok()
            .and_then(rustix::process::Pid::from_raw)
            .is_some_and(|p| rustix::process::test_kill_process(p).is_ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_is_alive_and_its_namesakes_are_not() {
        let me = process_name();
        assert!(is_alive(&me) && is_among_ancestors(&me));
        let parent = parent_of(std::process::id()).and_then(name_of_process).unwrap();
        assert!(is_among_ancestors(&parent) && !is_among_ancestors("1:0:x"));
        let (pid, rest) = me.split_once(':').unwrap();
        let (start, boot) = rest.split_once(':').unwrap();
        if !start.is_empty() {
            assert!(!is_alive(&format!("{pid}:{}:{boot}", "1")), "same pid, other start");
        }
        assert!(!is_alive(&format!("{pid}:{start}:another-boot")));
        assert!(!is_alive("4194304999:1:x") && !is_alive("") && !is_alive("x"));
    }
}
