//! However long a session is: memory stays where it is. `WFSTATE_EXPORT_EVENTS` sets how long.

use crate::common::{Lab, action};
use std::io::Read;
use std::process::Stdio;

/// Peak memory of an export, kilobytes, read before its last bytes are.
fn peak(events: u64, format: &str) -> u64 {
    let lab = Lab::new();
    lab.record(&[], (1..=events).map(|n| action("s", n)).collect::<String>()).expect(0);
    let mut command = lab.command(&["export", "s", "--format", format, "--read-only", "--quiet"]);
    let mut child = command.stdout(Stdio::piped()).stdin(Stdio::null()).spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    let mut buffer = vec![0; 1 << 16];
    let (mut peak, mut bytes) = (0, 0);
    loop {
        let read = out.read(&mut buffer).unwrap();
        if read == 0 {
            break;
        }
        bytes += read as u64;
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        let kb = line.and_then(|l| l.split_ascii_whitespace().next()?.parse().ok());
        peak = peak.max(kb.unwrap_or(0));
    }
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(bytes > events * 100, "{bytes} bytes of {events} events");
    peak
}

#[test]
fn ten_times_the_events_take_no_more_memory() {
    let events = std::env::var("WFSTATE_EXPORT_EVENTS").ok().and_then(|n| n.parse().ok()).unwrap_or(20_000);
    for format in ["ndjson", "json"] {
        let (short, long) = (peak(events / 10, format), peak(events, format));
        assert!(short > 1000, "the kernel said nothing");
        // The pages of the database are cached up to a bound that a short session does not reach.
        assert!(long < short + 24 * 1024, "{format}: {short} kB, then {long} kB");
    }
}
