//! RELIABILITY.md, "Bad input", Streams; signals; acknowledgements; what a supervisor sees.

use crate::common::{Lab, Live, action, finish, follows, keyed};
use std::io::Write;
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixDatagram;
use std::process::{Command, Stdio};
use std::time::Duration;

fn fifo(lab: &Lab) {
    assert!(Command::new("mkfifo").arg(lab.path("pipe")).status().unwrap().success());
}

/// A recorder that has said that it is ready.
fn ready(lab: &Lab, args: &str) -> Live {
    let live = Live::of(lab.shell(&format!("exec $W record --ready-fd 3 {args} 3>ready")));
    for _ in 0..1000 {
        if std::fs::read(lab.path("ready")).is_ok_and(|b| b == b"ready\n") {
            return live;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("it never said that it is ready");
}

#[test]
fn a_fifo_without_a_writer_can_be_interrupted() {
    for signal in ["INT", "TERM"] {
        let lab = Lab::new();
        fifo(&lab);
        let live = ready(&lab, "--json --session s pipe");
        live.signal(signal);
        let ran = live.end().expect(0);
        assert_eq!(ran.answer()["sessions"][0]["clean"], true);
    }
}

#[test]
fn a_fifo_is_recorded_from_its_writer_to_its_end() {
    let lab = Lab::new();
    fifo(&lab);
    let live = ready(&lab, "--json pipe");
    std::fs::OpenOptions::new()
        .write(true)
        .open(lab.path("pipe"))
        .unwrap()
        .write_all(action("s", 1).as_bytes())
        .unwrap();
    assert_eq!(live.end().expect(0).counts(), [1, 0, 0, 0, 0]);
}

#[test]
fn both_signals_are_a_clean_end() {
    for signal in ["INT", "TERM"] {
        let lab = Lab::new();
        let mut live = lab.start(&["record", "--json", "--ack", "commit"]);
        live.send(action("s", 1) + &action("s", 2));
        live.await_ack(2);
        live.signal(signal);
        let stdin = live.take_stdin(); // still open
        let ran = live.end().expect(0);
        drop(stdin);
        assert_eq!(ran.answer()["sessions"][0]["last_seq"], 2);
        assert_eq!(lab.one("SELECT status, clean, owner FROM stored_session"), "Completed|1|null");
        assert_eq!(lab.count("journal WHERE kind = 'recorder.closed'"), 1);
    }
}

#[test]
fn a_signal_while_a_line_is_taken_ends_the_recording_although_no_more_input_comes() {
    let lab = Lab::new();
    lab.record(&[], action("first", 1)).expect(0);
    let lock = lab.write_lock();
    let mut live = lab.start(&["record", "--json", "--lock-timeout", "60s"]);
    live.send(action("s", 1));
    std::thread::sleep(Duration::from_millis(300));
    live.signal("INT");
    std::thread::sleep(Duration::from_millis(100));
    drop(lock);
    let stdin = live.take_stdin();
    let ran = live.end().expect(0);
    drop(stdin);
    assert_eq!(ran.counts(), [1, 0, 0, 0, 0]);
}

#[test]
fn a_second_signal_ends_at_once() {
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let lab = Lab::new();
        lab.record(&[], action("first", 1)).expect(0);
        let _lock = lab.write_lock();
        let mut live = lab.start(&["record", "--lock-timeout", "60s"]);
        live.send(action("s", 1));
        std::thread::sleep(Duration::from_millis(300));
        live.signal(signal);
        std::thread::sleep(Duration::from_millis(200));
        assert!(live.child.try_wait().unwrap().is_none(), "the first one waits for the store");
        live.signal(signal);
        assert_eq!(live.end().code, code);
    }
}

#[test]
fn a_signal_in_the_middle_of_a_file_leaves_no_half_line_behind() {
    let lab = Lab::new();
    let all: String = (1..=200_000).map(|n| action("s", n)).collect();
    lab.write("big.ndjson", all);
    let live = lab.start(&["record", "--json", "--ack", "commit", "big.ndjson"]);
    live.await_ack(1);
    live.signal("INT");
    let ran = live.end().expect(0);
    let [accepted, .., rejected, _, _] = ran.counts();
    assert!(accepted < 200_000, "it was not interrupted in time to show anything");
    assert_eq!(rejected, 0);
    assert_eq!(lab.count("stored_quarantine"), 0);
}

#[test]
fn an_event_that_arrives_alone_is_acknowledged_although_nothing_follows() {
    let lab = Lab::new();
    let mut live = lab.start(&["record", "--ack", "commit"]);
    for n in 1..=5 {
        let began = wfstate::ambient::instant();
        live.send(action("s", n));
        live.await_ack(n);
        assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
        assert_eq!(lab.count("stored_event"), n, "it is in the database when it is acknowledged");
    }
    live.end().expect(0);
}

#[test]
fn acknowledgements_follow_their_schema_and_only_ever_rise() {
    let lab = Lab::new();
    let mut live = lab.start(&["record", "--json", "--ack", "commit"]);
    for n in 1..=200 {
        live.send(keyed("a", n) + &action("b", n) + "\n" + &keyed("a", n));
        if n % 9 == 0 {
            std::thread::sleep(Duration::from_millis(2));
        }
    }
    live.send("nonsense\n");
    let ran = live.end().expect(3);
    let acks = ran.of("ack");
    let mut last = std::collections::BTreeMap::new();
    let mut lines = 0;
    for ack in &acks {
        follows("ack", ack);
        let seq = ack["last_seq"].as_u64().unwrap();
        let before = last.insert(ack["session_id"].as_str().unwrap().to_owned(), seq).unwrap_or(0);
        assert!(seq >= before, "{ack}");
        assert!(ack["lines"].as_u64().unwrap() >= lines, "{ack}");
        lines = ack["lines"].as_u64().unwrap();
    }
    assert_eq!(last.into_iter().collect::<Vec<_>>(), [("a".to_owned(), 200), ("b".to_owned(), 200)]);
    assert!(lines >= 800, "{lines}");
    follows("record", &ran.answer());
    follows("nack", &ran.of("nack")[0]);
}

#[test]
fn a_reader_that_goes_away_does_not_stop_the_recording() {
    let lab = Lab::new();
    let mut command = lab.command(&["record", "--ack", "commit"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().unwrap();
    for n in 1..=20 {
        stdin.write_all(action("s", n).as_bytes()).unwrap();
        std::thread::sleep(Duration::from_millis(3));
    }
    drop(stdin);
    let out = child.wait_with_output().unwrap();
    assert_eq!(out.status.code(), Some(0));
    let stderr = String::from_utf8(out.stderr).unwrap();
    assert_eq!(stderr.matches("closed").count(), 1, "said once: {stderr}");
    assert_eq!(lab.count("stored_event"), 20);
}

#[test]
fn an_output_that_is_full_is_an_error_and_everything_is_recorded() {
    for args in ["--ack commit", "--json", "", "--tee"] {
        let lab = Lab::new();
        let lines: String = (1..=50).map(|n| action("s", n)).collect();
        let ran = finish(lab.shell(&format!("exec $W record {args} >/dev/full")), lines.as_bytes());
        assert_eq!(ran.code, 1, "record {args}: {}", ran.stderr);
        assert_eq!(lab.count("stored_event"), 50, "record {args}");
        assert_eq!(lab.one("SELECT status, clean FROM stored_session"), "Completed|1");
    }
}

#[test]
fn closed_standard_streams_are_survived() {
    for redirect in ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"] {
        let lab = Lab::new();
        lab.write("in", action("s", 1));
        let script = format!("exec $W record --ack commit in {redirect}");
        assert_eq!(finish(lab.shell(&script), b"").code, 0, "{redirect}");
        assert_eq!(lab.count("stored_event"), 1, "{redirect}");
    }
}

#[test]
fn a_supervisor_hears_when_the_recording_is_ready() {
    let lab = Lab::new();
    let socket = UnixDatagram::bind(lab.path("notify")).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut command = lab.command(&["record", "--session", "s"]);
    command.env("NOTIFY_SOCKET", lab.path("notify"));
    let live = Live::of(command);
    let mut buffer = [0; 64];
    let n = socket.recv(&mut buffer).unwrap();
    assert_eq!(&buffer[..n], b"READY=1");
    assert_eq!(lab.one("SELECT status FROM stored_session"), "Running", "it takes events by then");
    assert!(socket.as_raw_fd() > 2);
    live.end().expect(0);
}

#[test]
fn a_supervisor_that_cannot_be_told_does_not_cost_the_recording() {
    let lab = Lab::new();
    let mut command = lab.command(&["record", "--json"]);
    command.env("NOTIFY_SOCKET", lab.path("nobody"));
    let ran = finish(command, action("s", 1).as_bytes());
    assert_eq!((ran.code, ran.counts()), (0, [1, 0, 0, 0, 0]), "{}", ran.stderr);
    assert!(ran.stderr.contains("NOTIFY_SOCKET"), "{}", ran.stderr);
}

#[test]
fn a_ready_fd_that_is_not_open_is_an_error_before_anything_is_recorded() {
    let lab = Lab::new();
    let ran = lab.run(&["record", "--ready-fd", "77"], action("s", 1));
    assert_ne!(ran.code, 0);
    assert!(ran.stderr.contains("77"), "{}", ran.stderr);
    lab.record(&["--resume"], action("s", 1)).expect(0);
}

#[test]
fn include_and_exclude_choose_the_types_and_count_what_is_left_out() {
    let lines = concat!(
        r#"{"type":"health.heartbeat","data":{"system_health":"healthy","fps":60}}"#,
        "\n",
        r#"{"type":"user.action","data":{"action":"stop"}}"#,
        "\n",
        r#"{"type":"user.custom","data":{}}"#,
        "\n",
    );
    for (args, left) in [
        (&["--include", "user.*"][..], "user.action user.custom"),
        (&["--include", "user.*", "--exclude", "*.custom"], "user.action"),
        (&["--exclude", "health.?eartbeat"], "user.action user.custom"),
        (&["--include", "user.action", "--include", "health.*"], "health.heartbeat user.action"),
    ] {
        let lab = Lab::new();
        let ran = lab.record(&[&["--session", "s"], args].concat(), lines).expect(0);
        let types = lab.rows("SELECT type FROM event ORDER BY seq");
        assert_eq!(types.join(" "), left);
        assert_eq!(ran.counts(), [types.len() as u64, 0, 0, 3 - types.len() as u64, 0]);
        assert_eq!(lab.rows("SELECT seq FROM event").last().unwrap(), &types.len().to_string(), "no gap");
    }
}

#[test]
fn tee_passes_on_what_was_stored_byte_for_byte_and_nothing_else() {
    let lab = Lab::new();
    let lines =
        [keyed("s", 1), "nonsense\n".into(), "\n".into(), keyed("s", 1), action("s", 2).replace(',', " , ")];
    let ran = lab.run(&["record", "--tee"], lines.concat()).expect(3);
    assert_eq!(ran.stdout, [&lines[0][..], &lines[4]].concat());
    assert!(ran.stderr.contains("2 accepted"), "the summary is elsewhere: {}", ran.stderr);
    assert_eq!(lab.run(&["record", "--tee", "--ack", "commit"], "").code, 2);
}

#[test]
fn the_answer_is_on_stdout_and_the_rest_is_not() {
    let lab = Lab::new();
    let ran = lab.run(&["record", "--json"], action("s", 1) + "x\n").expect(3);
    assert_eq!(ran.lines().len(), 1);
    follows("record", &ran.answer());
    assert!(ran.stderr.contains("refused"));
    let quiet = Lab::new();
    let ran = quiet
        .run(&["record", "-q", "--json", "--session", "s"], "{\"type\":\"x.new\",\"data\":{}}\n")
        .expect(0);
    assert_eq!(ran.stderr, "");
}

/// Snapshots of a session that had an event before and one after a pause.
fn snapshots_around_a_pause(interval: &str) -> Vec<String> {
    let lab = Lab::new();
    let mut command = lab.command(&["record", "--ack", "commit"]);
    command.env("WFSTATE_PERFORMANCE_SNAPSHOT_INTERVAL_SECONDS", interval);
    let mut live = Live::of(command);
    live.send(action("s", 1));
    live.await_ack(1);
    std::thread::sleep(Duration::from_millis(1200));
    live.send(action("s", 2));
    live.await_ack(2);
    live.end().expect(0);
    lab.rows("SELECT kind || ' ' || last_seq FROM stored_snapshot ORDER BY snapshot_id")
}

#[test]
fn a_snapshot_is_taken_when_its_time_has_come_and_at_the_end() {
    assert_eq!(snapshots_around_a_pause("1"), ["periodic 2"]);
    assert_eq!(
        snapshots_around_a_pause("60"),
        ["session_end 2"],
        "before its time there is none but the last"
    );
}

#[test]
fn a_recording_says_what_its_acknowledgements_are_worth() {
    for (flag, durable) in [("disk", true), ("process", false)] {
        let lab = Lab::new();
        let ran = lab.record(&["--durability", flag], action("s", 1));
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert_eq!(ran.of("ack")[0]["durable"], flag);
        assert_eq!(ran.of("summary")[0]["durable"], durable);
        assert_eq!(lab.one("SELECT durability FROM stored_session"), flag);
    }
}
