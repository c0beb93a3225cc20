//! The database cannot be written for a while: another program holds it, or the disk is full.

use super::scale::{count, skip, tell};
use crate::common::{Lab, Rng, action, finish, keyed};
use serde_json::Value;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

const PROBES: &[&str] = &["--session", "s", "--lock-timeout", "100ms"];

fn live(lab: &Lab, more: &[&str]) -> crate::common::Live {
    lab.start(&[&["record", "--json", "--ack", "commit"], PROBES, more].concat())
}

fn wait_for(what: &str, mut is: impl FnMut() -> bool) {
    for _ in 0..600 {
        if is() {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("{what} did not come to pass");
}

fn spill_files(dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    entries.filter(|name| name.contains(".spill-")).collect()
}

/// The state hash of the first `n` keyed events, from a recording that nothing happened to.
fn undisturbed(n: u64) -> String {
    let input: String = (1..=n).map(|at| keyed("s", at)).collect();
    Lab::new().record(&["--session", "s"], input).expect(0).hash("s")
}

fn journal(lab: &Lab) -> Vec<String> {
    lab.rows(
        "SELECT kind || coalesce(' ' || json_extract(facts, '$.state'), '') FROM journal ORDER BY journal_id",
    )
}

/// Everything is there once, in order, and the file is whole.
fn exactly_once(lab: &Lab, events: u64) {
    lab.run(&["validate", "t.db", "--json"], "").expect(0);
    let all = format!("{events}|{events}|{events}");
    let seqs = "SELECT count(*), max(seq), count(DISTINCT event_key) FROM event WHERE session_id = 's'";
    assert_eq!(lab.one(seqs), all);
    assert_eq!(lab.run(&["replay", "s", "--json"], "").expect(0).answer()["state_hash"], undisturbed(events));
    assert!(spill_files(&lab.path("")).is_empty());
}

#[test]
fn what_comes_while_another_program_holds_the_database_waits_on_disk_and_is_stored_in_order() {
    let lab = Lab::new();
    let mut recorder = live(&lab, &[]);
    (1..=20).for_each(|n| recorder.send(keyed("s", n)));
    recorder.await_ack(20);
    let lock = lab.write_lock();
    for n in 21..=60 {
        recorder.send(keyed("s", n));
        std::thread::sleep(Duration::from_millis(2));
    }
    wait_for("a spill file", || !spill_files(&lab.path("")).is_empty());
    (61..=400).for_each(|n| recorder.send(keyed("s", n)));
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(lab.one("SELECT count(*) FROM event"), "20", "nothing can have been stored");
    let status = lab.run(&["status", "--json"], "").expect(0).answer();
    assert!(status["writer"]["outage"].as_str().unwrap().contains("locked"), "{status}");
    assert!(status["spill_bytes"].as_u64() > Some(0), "{status}");
    drop(lock);
    recorder.await_ack(400);
    recorder.close();
    let ran = recorder.end().expect(0);
    assert!(ran.stderr.contains("is kept aside in"), "{}", ran.stderr);
    assert_eq!(ran.answer()["lost"], 0);
    exactly_once(&lab, 400);
    let journal = journal(&lab);
    let expected = ["recorder.breaker open", "recorder.spill", "recorder.breaker closed", "recorder.closed"];
    let ours: Vec<&String> = journal.iter().filter(|e| expected.contains(&e.as_str())).collect();
    assert_eq!(ours, expected, "{journal:?}");
}

#[test]
fn a_recording_that_ends_while_the_database_is_held_leaves_a_spill_file_that_the_next_one_stores() {
    let lab = Lab::new();
    let mut recorder = live(&lab, &[]);
    (1..=20).for_each(|n| recorder.send(keyed("s", n)));
    recorder.await_ack(20);
    let lock = lab.write_lock();
    (21..=50).for_each(|n| recorder.send(keyed("s", n)));
    wait_for("a spill file", || !spill_files(&lab.path("")).is_empty());
    recorder.close();
    let ran = recorder.end().expect(11);
    let failure = ran.failure();
    assert!(failure["message"].as_str().unwrap().contains("30 events wait in"), "{failure}");
    drop(lock);
    // Any verb that writes stores what waits first. The session ended: its end was in the spill file, too.
    let ran = lab.run(&["emit", "user.action", "{\"action\":\"stop\"}", "--session", "t", "--create"], "");
    assert!(ran.expect(0).stderr.contains("30 events that waited in"));
    exactly_once(&lab, 50);
    assert_eq!(lab.one("SELECT status, clean FROM stored_session WHERE session_id = 's'"), "Completed|1");
}

/// Kills a recorder that spills, or that drains what it spilled, and records on.
fn killed_with_a_spill(seed: u64) -> u64 {
    let lab = Lab::new();
    let mut rng = Rng::new(seed);
    let events = 400 + rng.below(3000);
    let mut recorder = live(&lab, &["--snapshot-every", "100"]);
    (1..=20).for_each(|n| recorder.send(keyed("s", n)));
    recorder.await_ack(20);
    let lock = lab.write_lock();
    (21..=60).for_each(|n| recorder.send(keyed("s", n)));
    wait_for("a spill file", || !spill_files(&lab.path("")).is_empty());
    let rest: String = (61..=events).map(|n| keyed("s", n)).collect();
    recorder.send(rest);
    std::thread::sleep(Duration::from_millis(rng.below(120)));
    let mut acked = 20;
    if rng.below(4) > 0 {
        drop(lock);
        // The next probe comes within a second or so; some kills hit the draining.
        match rng.below(3) {
            0 => std::thread::sleep(Duration::from_millis(rng.below(900))),
            _ => {
                let first = recorder.next().and_then(|l| l["last_seq"].as_u64());
                acked = acked.max(first.unwrap_or(0));
                std::thread::sleep(Duration::from_micros(rng.below(30_000)));
            }
        }
        recorder.signal("KILL");
    } else {
        recorder.signal("KILL");
        drop(lock);
    }
    let dead = recorder.end();
    for line in dead.stdout.lines().filter_map(|l| serde_json::from_str::<Value>(l).ok()) {
        acked = acked.max(line["last_seq"].as_u64().unwrap_or(0));
    }
    // The recovery is killed as well, now and then.
    if rng.below(2) == 0 {
        let again = live(&lab, &["--resume"]);
        std::thread::sleep(Duration::from_micros(rng.below(40_000)));
        again.signal("KILL");
        again.end();
    }
    lab.run(&["emit", "user.action", "{\"action\":\"stop\"}", "--session", "other", "--create"], "")
        .expect(0);
    let stored: u64 = lab.one("SELECT count(*) FROM event WHERE session_id = 's'").parse().unwrap();
    assert!(stored >= acked, "seed {seed}: {acked} acknowledged, {stored} stored");
    // The producer sends everything again.
    let all: String = (1..=events).map(|n| keyed("s", n)).collect();
    lab.record(&["--session", "s", "--resume"], all).expect(0);
    exactly_once(&lab, events);
    1
}

#[test]
fn a_recorder_that_is_killed_while_it_spills_or_drains_loses_and_doubles_nothing() {
    let rounds = count(5, 100);
    let tried = (1..=rounds).map(killed_with_a_spill).sum();
    tell("kill -9 while spilling or draining", tried, 0);
}

#[test]
fn when_nothing_more_can_wait_the_lowest_classes_are_dropped_and_declared() {
    let lab = Lab::new();
    let mut command =
        lab.command(&[&["record", "--json", "--ack", "commit", "--memory-limit", "4M"], PROBES].concat());
    command.env("WFSTATE_RECORD_SPILL_MAX_BYTES", "0").env("WFSTATE_PERFORMANCE_MAX_QUEUE_SIZE", "30");
    let mut recorder = crate::common::Live::of(command);
    recorder.send(action("s", 1));
    recorder.await_ack(1);
    let lock = lab.write_lock();
    let mut stdin = recorder.take_stdin();
    let feeder = std::thread::spawn(move || {
        use std::io::Write;
        let words = "x".repeat(200);
        for n in 1..=3000 {
            let energy = format!(
                r#"{{"type":"energy.update","frame_id":{n},"energy_delta":1,"data":{{"energy":1,"accumulator":{n},"model_id":"m"}}}}"#
            );
            let output = format!(
                r#"{{"type":"ai.output","data":{{"prompt_id":"p","token_index":{n},"is_last":false,"model_id":"m","note":"{words}"}}}}"#
            );
            let beat = r#"{"type":"health.heartbeat","data":{"system_health":"healthy","fps":60}}"#;
            if writeln!(stdin, "{energy}\n{output}\n{beat}").is_err() {
                return;
            }
        }
    });
    // The memory fills up, the lowest classes go, and then the producer has to wait.
    std::thread::sleep(Duration::from_secs(6));
    drop(lock);
    feeder.join().unwrap();
    let ran = recorder.end().expect(3);
    let answer = ran.answer();
    let lost = answer["lost"].as_u64().unwrap();
    assert!(lost > 100 && answer["dropped"] == lost, "{answer}");
    assert_eq!(lab.one("SELECT count(*) FROM event WHERE type = 'energy.update'"), "3000");
    assert_eq!(answer["sessions"][0]["energy"], 3000.5);
    let kept = answer["sessions"][0]["events"].as_u64().unwrap();
    assert_eq!(lab.one("SELECT max(seq) FROM event"), kept.to_string(), "seq has no holes");
    assert_eq!(kept + lost, 9001);
    let declared = "SELECT sum(json_extract(facts, '$.count')), sum(json_extract(facts, '$.classes.\"energy.update\"')) \
                    FROM journal WHERE kind = 'recorder.gap'";
    assert_eq!(lab.one(declared), format!("{lost}|null"));
    // Whoever looks is told.
    let list = lab.run(&["list", "--json"], "").expect(0).answer();
    assert_eq!(list["sessions"][0]["loss"], lost);
    let replay = lab.run(&["replay", "s", "--json"], "").expect(3).answer();
    assert_eq!(replay["verified"], true);
    lab.run(&["validate", "t.db"], "").expect(0);
}

#[test]
fn what_is_never_dropped_cannot_be_configured_to_be() {
    let lab = Lab::new();
    let mut command = lab.command(&["record"]);
    command.env("WFSTATE_RECORD_DROP", "energy.update");
    let ran = finish(command, b"");
    assert!(ran.expect(2).stderr.contains("never dropped"));
}

#[test]
fn a_stop_is_heeded_while_nothing_more_can_be_taken_in() {
    let lab = Lab::new();
    let mut command =
        lab.command(&[&["record", "--json", "--ack", "commit", "--memory-limit", "1M"], PROBES].concat());
    command.env("WFSTATE_RECORD_SPILL_MAX_BYTES", "0");
    let mut recorder = crate::common::Live::of(command);
    recorder.send(keyed("s", 1));
    recorder.await_ack(1);
    let lock = lab.write_lock();
    let mut stdin = recorder.take_stdin();
    let feeder = std::thread::spawn(move || {
        use std::io::Write;
        (2..=20_000).take_while(|n| stdin.write_all(keyed("s", *n).as_bytes()).is_ok()).count()
    });
    std::thread::sleep(Duration::from_secs(4));
    recorder.signal("TERM");
    let ran = recorder.end().expect(11);
    let message = ran.failure()["message"].as_str().unwrap().to_owned();
    assert!(message.contains("were not stored; none of them was acknowledged"), "{message}");
    drop(lock);
    feeder.join().unwrap();
    assert_eq!(lab.one("SELECT count(*) FROM event"), "1");
    lab.run(&["validate", "t.db"], "").expect(0);
}

/// A small file system of its own; gone with the value.
struct Tmpfs {
    lab: Lab,
}

impl Tmpfs {
    fn mount(megabytes: u64) -> Option<Self> {
        let lab = Lab::new();
        std::fs::create_dir(lab.path("m")).unwrap();
        let size = format!("size={megabytes}M");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(lab.path("m"));
        match mount.stderr(std::process::Stdio::null()).status() {
            Ok(status) if status.success() => Some(Self { lab }),
            _ => {
                skip("a full disk", "no right to mount a tmpfs");
                None
            }
        }
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.lab.path("m").join(name)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = self.lab.command(args);
        command.env("WFSTATE_DB", self.path("t.db"));
        command
    }

    /// Takes all room but so much.
    fn fill_up_to(&self, megabytes: usize) {
        std::fs::write(self.path("filler"), vec![1; megabytes << 20]).unwrap();
    }
}

impl Drop for Tmpfs {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.lab.path("m")).status();
    }
}

fn acked(lines: &str) -> u64 {
    let acks = lines.lines().filter_map(|l| serde_json::from_str::<Value>(l).ok());
    acks.filter(|l| l["message_type"] == "ack").filter_map(|l| l["last_seq"].as_u64()).max().unwrap_or(0)
}

#[test]
fn on_a_full_disk_nothing_is_acknowledged_falsely_reading_works_and_recording_resumes_by_itself() {
    let mut tried = 0;
    for (megabytes, filler, events) in [(4, 2, 1800), (8, 5, 5000), (16, 11, 9000)] {
        let Some(disk) = Tmpfs::mount(megabytes) else { return };
        disk.fill_up_to(filler);
        let args = ["record", "--json", "--ack", "commit", "--session", "s", "--snapshot-every", "500"];
        let mut recorder = crate::common::Live::of(disk.command(&args));
        let mut stdin = recorder.take_stdin();
        let feeder = std::thread::spawn(move || {
            use std::io::Write;
            let words = "x".repeat(300);
            for n in 1..=events {
                let line = keyed("s", n).replace("\"data\":{", &format!("\"data\":{{\"note\":\"{words}\","));
                stdin.write_all(line.as_bytes()).unwrap();
                if n % 20 == 0 {
                    std::thread::sleep(Duration::from_millis(2));
                }
            }
            stdin // stays open: the recording does not end by itself
        });
        let full = |e: &std::io::Error| e.raw_os_error() == Some(28);
        wait_for("a full disk", || {
            let more = std::fs::OpenOptions::new().append(true).create(true).open(disk.path("probe"));
            more.and_then(|mut f| std::io::Write::write_all(&mut f, &[1; 8192])).is_err_and(|e| full(&e))
        });
        std::fs::remove_file(disk.path("probe")).unwrap();
        std::thread::sleep(Duration::from_millis(700));
        // While it is full: everything that was said to be durable can be read.
        let list = finish(disk.command(&["list", "--json"]), b"").expect(0).answer();
        let readable = list["sessions"][0]["events"].as_u64().unwrap();
        finish(disk.command(&["replay", "s", "--json"]), b"").expect(0);
        assert!(readable < events, "the disk was to be full before the end");
        std::fs::remove_file(disk.path("filler")).unwrap();
        recorder.await_ack(events);
        drop(feeder.join().unwrap());
        let ran = recorder.end().expect(0);
        assert_eq!(ran.answer()["accepted"], events);
        finish(disk.command(&["validate", disk.path("t.db").to_str().unwrap()]), b"").expect(0);
        let replay = finish(disk.command(&["replay", "s", "--json"]), b"").expect(0).answer();
        assert_eq!(replay["last_seq"], events);
        tried += 1;
    }
    tell("full disks, with room again later", tried, 0);
}

#[test]
fn a_disk_that_stays_full_ends_the_recording_with_14_and_what_was_acknowledged_is_there() {
    let mut tried = 0;
    for (megabytes, from_file) in [(4, false), (4, true), (8, false)] {
        let Some(disk) = Tmpfs::mount(megabytes) else { return };
        let words = "x".repeat(300);
        let lines = (1..=40_000)
            .map(|n| keyed("s", n).replace("\"data\":{", &format!("\"data\":{{\"note\":\"{words}\",")));
        let input = disk.lab.write("input", lines.collect::<String>());
        let mut args = vec!["record", "--json", "--ack", "commit", "--session", "s"];
        let ran = if from_file {
            args.push(input.to_str().unwrap());
            finish(disk.command(&args), b"")
        } else {
            finish(disk.command(&args), &std::fs::read(&input).unwrap())
        };
        let ran = ran.expect(14);
        let acked = acked(&ran.stdout);
        let replay = finish(disk.command(&["replay", "s", "--json"]), b"").expect(0).answer();
        assert!(replay["last_seq"].as_u64().unwrap() >= acked, "{acked}: {replay}");
        // Of a stream as much is stored as there is room for; a file can be recorded again.
        assert!(acked > 0 || from_file);
        finish(disk.command(&["validate", disk.path("t.db").to_str().unwrap()]), b"").expect(0);
        // With more room the producer sends everything again.
        let grow = format!("remount,size={}M", megabytes * 16);
        let status = Command::new("mount").args(["-o", &grow]).arg(disk.lab.path("m")).status().unwrap();
        assert!(status.success());
        args.push("--resume");
        let ran = finish(disk.command(&args), &std::fs::read(&input).unwrap()).expect(0);
        let counts = ran.counts();
        assert_eq!(counts[0] + counts[1], 40_000, "{counts:?}");
        assert!(counts[1] >= acked);
        let replay = finish(disk.command(&["replay", "s", "--json"]), b"").expect(0).answer();
        assert_eq!(replay["last_seq"], 40_000);
        tried += 1;
    }
    tell("full disks that stay full", tried, 0);
}

#[test]
fn a_spill_directory_on_another_disk_takes_what_a_full_one_cannot() {
    let Some(disk) = Tmpfs::mount(4) else { return };
    disk.fill_up_to(2);
    std::fs::create_dir(disk.lab.path("elsewhere")).unwrap();
    let mut command = disk.command(&["record", "--json", "--ack", "commit", "--session", "s"]);
    command.env("WFSTATE_RECORD_SPILL_DIRECTORY", disk.lab.path("elsewhere"));
    let mut recorder = crate::common::Live::of(command);
    let lines: String = (1..=12_000).map(|n| keyed("s", n)).collect();
    recorder.send(&lines);
    wait_for("a spill file", || !spill_files(&disk.lab.path("elsewhere")).is_empty());
    std::fs::remove_file(disk.path("filler")).unwrap();
    recorder.await_ack(12_000);
    recorder.close();
    recorder.end().expect(0);
    assert!(spill_files(&disk.lab.path("elsewhere")).is_empty());
    let replay = finish(disk.command(&["replay", "s", "--json"]), b"").expect(0).answer();
    assert_eq!(replay["state_hash"], undisturbed(12_000));
}

/// A database whose recorder was killed: events in its log alone, and no index beside it, as after a restart.
fn left_by_a_crash(disk: &Tmpfs) {
    let mut recorder =
        crate::common::Live::of(disk.command(&["record", "--json", "--ack", "commit", "--session", "s"]));
    (1..=50).for_each(|n| recorder.send(keyed("s", n)));
    recorder.await_ack(50);
    recorder.signal("KILL");
    recorder.end();
    std::fs::remove_file(disk.path("t.db-shm")).unwrap();
}

fn reads_all(disk: &Tmpfs) {
    let list = finish(disk.command(&["list", "--json"]), b"").expect(0).answer();
    assert_eq!(list["sessions"][0]["events"], 50);
    let replay = finish(disk.command(&["replay", "s", "--json"]), b"").expect(0).answer();
    assert_eq!(replay["state_hash"], undisturbed(50));
    finish(disk.command(&["validate", disk.path("t.db").to_str().unwrap()]), b"").expect(0);
}

#[test]
fn what_a_crash_left_is_read_where_there_is_no_room_and_where_nothing_may_be_written() {
    let Some(disk) = Tmpfs::mount(4) else { return };
    left_by_a_crash(&disk);
    let filler = std::fs::File::create(disk.path("filler")).unwrap();
    let mut all = vec![1; 4 << 20];
    while !all.is_empty() && std::io::Write::write_all(&mut &filler, &all).is_err() {
        all.truncate(all.len() / 2);
    }
    reads_all(&disk);
    let Some(disk) = Tmpfs::mount(4) else { return };
    left_by_a_crash(&disk);
    let status = Command::new("mount").args(["-o", "remount,ro"]).arg(disk.lab.path("m")).status().unwrap();
    assert!(status.success());
    reads_all(&disk);
}

/// A recorder of a session whose events 21 to 40 wait in a spill file; it has ended, the lock is still held.
fn left_waiting(lab: &Lab, args: &[&str], env: Option<(&str, &Path)>) -> (rusqlite::Connection, Vec<String>) {
    let all = [&["record", "--json", "--ack", "commit", "--lock-timeout", "100ms"], args].concat();
    let mut command = lab.command(&all);
    if let Some((name, value)) = env {
        command.env(name, value);
    }
    let mut recorder = crate::common::Live::of(command);
    (1..=20).for_each(|n| recorder.send(keyed("s", n)));
    recorder.await_ack(20);
    let lock = lab.write_lock();
    (21..=40).for_each(|n| recorder.send(keyed("s", n)));
    let place = env.map_or_else(|| lab.path(""), |(_, dir)| dir.to_owned());
    wait_for("a spill file", || !spill_files(&place).is_empty());
    recorder.close();
    recorder.end().expect(11);
    (lock, spill_files(&place))
}

#[test]
fn a_session_that_another_recorder_goes_on_with_gets_what_waited_first_and_is_not_closed_by_it() {
    let lab = Lab::new();
    // This one is there before anything waits, and asks for the session only later.
    let mut other =
        lab.start(&["record", "--json", "--ack", "commit", "--resume", "--lock-timeout", "100ms"]);
    other.send(keyed("t", 1));
    other.await_ack(1);
    let (lock, _) = left_waiting(&lab, &["--session", "s"], None);
    drop(lock);
    (21..=45).for_each(|n| other.send(keyed("s", n)));
    other.await_ack(45);
    // Somebody else who writes finds nothing that he would close.
    lab.run(&["emit", "user.action", "{\"action\":\"stop\"}", "--session", "u", "--create"], "").expect(0);
    assert_eq!(
        lab.one("SELECT status, owner IS NULL FROM stored_session WHERE session_id = 's'"),
        "Running|0"
    );
    other.close();
    let ran = other.end().expect(0);
    assert_eq!(ran.counts()[1], 20, "what waited was stored, and sent again is a duplicate");
    exactly_once(&lab, 45);
}

#[test]
fn a_flipped_bit_anywhere_in_a_spill_file_is_said_and_the_file_is_kept() {
    let lab = Lab::new();
    let (lock, files) = left_waiting(&lab, &["--session", "s"], None);
    drop(lock);
    let (file, database) =
        (std::fs::read(lab.path(&files[0])).unwrap(), std::fs::read(lab.path("t.db")).unwrap());
    let mut rng = Rng::new(4);
    let rounds = count(25, 500);
    for _ in 0..rounds {
        let (at, bit) = (rng.below(file.len() as u64) as usize, rng.below(8));
        let mut other = file.clone();
        other[at] ^= 1 << bit;
        lab.write("t.db", &database);
        let _ = std::fs::remove_file(lab.path("t.db-wal"));
        lab.write(&files[0], &other);
        let ran = lab
            .run(&["emit", "user.action", "{\"action\":\"stop\"}", "--session", "u", "--create"], "")
            .expect(0);
        let stored: u64 = lab.one("SELECT count(*) FROM event WHERE session_id = 's'").parse().unwrap();
        let whole =
            lab.one("SELECT count(DISTINCT event_key) FROM event WHERE session_id = 's' AND seq <= 40");
        assert!(stored.to_string() == whole && stored >= 20, "byte {at}: {stored}");
        assert!(ran.stderr.contains("spill-"), "byte {at}: {}", ran.stderr);
        let kept = spill_files(&lab.path(""));
        assert_eq!(kept.len(), 1, "byte {at}: {kept:?}");
        std::fs::remove_file(lab.path(&kept[0])).unwrap();
        lab.run(&["validate", "t.db"], "").expect(0);
    }
    tell("flipped bits in a spill file", rounds, 0);
}

#[test]
fn every_verb_that_writes_knows_the_spill_directory() {
    let lab = Lab::new();
    let elsewhere = lab.path("elsewhere");
    std::fs::create_dir(&elsewhere).unwrap();
    let name = "WFSTATE_RECORD_SPILL_DIRECTORY";
    let (lock, _) = left_waiting(&lab, &["--session", "s"], Some((name, &elsewhere)));
    drop(lock);
    let mut command =
        lab.command(&["emit", "user.action", "{\"action\":\"stop\"}", "--session", "u", "--create"]);
    command.env(name, &elsewhere);
    finish(command, b"").expect(0);
    assert!(spill_files(&elsewhere).is_empty());
    exactly_once(&lab, 40);
    let mut command = lab.command(&["record"]);
    command.env(name, lab.path("nowhere"));
    finish(command, b"").expect(2);
}

#[test]
fn a_new_session_waits_until_the_database_can_be_written() {
    let lab = Lab::new();
    let mut recorder = live(&lab, &[]);
    recorder.send(keyed("s", 1));
    recorder.await_ack(1);
    let lock = lab.write_lock();
    recorder.send(keyed("z", 1));
    std::thread::sleep(Duration::from_secs(3));
    drop(lock);
    recorder.close();
    let ran = recorder.end().expect(0);
    assert_eq!(ran.counts()[0], 2);
    assert!(ran.stderr.contains("a new session waits"), "{}", ran.stderr);
}

#[test]
fn a_stop_is_heeded_while_a_lock_is_waited_for() {
    let lab = Lab::new();
    let mut recorder =
        lab.start(&["record", "--json", "--ack", "commit", "--session", "s", "--lock-timeout", "2s"]);
    recorder.send(keyed("s", 1));
    recorder.await_ack(1);
    let _lock = lab.write_lock();
    recorder.send(keyed("s", 2));
    std::thread::sleep(Duration::from_millis(300));
    let began = wfstate::ambient::instant();
    recorder.signal("TERM");
    recorder.end().expect(11);
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
}

#[test]
fn what_is_sent_again_under_pressure_is_a_duplicate_and_no_loss() {
    let lab = Lab::new();
    let mut command =
        lab.command(&[&["record", "--json", "--ack", "commit", "--memory-limit", "1M"], PROBES].concat());
    command.env("WFSTATE_RECORD_SPILL_MAX_BYTES", "0").env("WFSTATE_PERFORMANCE_MAX_QUEUE_SIZE", "10");
    let mut recorder = crate::common::Live::of(command);
    let output = |n: u64| {
        format!(
            "{{\"event_key\":\"o{n}\",\"type\":\"ai.output\",\"timestamp\":175546008000{},\"data\":{{\"prompt_id\":\"p\",\
             \"token_index\":{n},\"is_last\":false,\"model_id\":\"m\"}}}}\n",
            n % 10
        )
    };
    (1..=20).for_each(|n| recorder.send(output(n)));
    recorder.await_ack(20);
    let lock = lab.write_lock();
    let mut stdin = recorder.take_stdin();
    let feeder = std::thread::spawn(move || {
        use std::io::Write;
        for round in 0..200 {
            (0..5).for_each(|n| stdin.write_all(keyed("s", round * 5 + n).as_bytes()).unwrap());
            (1..=20).for_each(|n| stdin.write_all(output(n).as_bytes()).unwrap());
        }
    });
    std::thread::sleep(Duration::from_secs(5));
    drop(lock);
    feeder.join().unwrap();
    let ran = recorder.end().expect(0);
    assert_eq!(ran.answer()["lost"], 0, "{}", ran.answer());
}
