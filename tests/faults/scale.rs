//! How often things are broken: a scaled-down, seeded number in the plain run, the full one on request.
#![allow(dead_code, reason = "each test binary uses its own part of this")]

/// Whether the full counts are wanted.
pub fn full() -> bool {
    std::env::var("WFSTATE_FAULTS").is_ok_and(|v| v == "full")
}

/// The number of tries.
pub fn count(scaled: u64, full_count: u64) -> u64 {
    if full() { full_count } else { scaled }
}

/// Whether a tool of the machine is there; otherwise says what is skipped.
pub fn has(tool: &str, what: &str) -> bool {
    let found = std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(tool).is_file()));
    if !found {
        skip(what, &format!("no {tool} on this machine"));
    }
    found
}

/// Says what is not tried here, and why.
pub fn skip(what: &str, why: &str) {
    say(&format!("skipped: {what} ({why})"));
}

/// What a test tells of its counts; CI's log and the README are made of these lines.
pub fn tell(what: &str, tried: u64, lost: u64) {
    say(&format!("faults: {what}: {tried} tried, {lost} lost"));
}

/// A line past the capture of the test runner, which keeps the words of tests that pass to itself.
pub fn say(line: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "{line}");
}
