//! `--since-seq` and `--sample`: what a part of a database says is true of the whole, and what was damaged in that
//! part is said; whatever is looked at, and with however many threads, a whole database has no finding.

#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "a test ends where something unexpected happens"
)]

mod common;
#[path = "faults/made.rs"]
#[allow(dead_code, reason = "not every test needs all of it")]
mod made;

use common::{Lab, Rng};
use made::{changed, rich};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use wfstate::observer::Silent;
use wfstate::validate::{Coverage, DatabaseReport, Extent, Options, Severity, check};

fn look(path: &Path, extent: Extent) -> DatabaseReport {
    let lock_timeout = std::time::Duration::from_secs(10);
    check(path, &Options { extent, threads: 1, lock_timeout, ..Options::default() }, &Silent).unwrap()
}

/// Rule and session of what is worse than a word about it.
fn accused(report: &DatabaseReport) -> BTreeSet<(String, Option<String>)> {
    let bad = report.findings.iter().filter(|f| f.severity > Severity::Info);
    bad.map(|f| (f.rule.to_owned(), f.session_id.clone())).collect()
}

fn rules(report: &DatabaseReport) -> Vec<String> {
    let rules: BTreeSet<String> = accused(report).into_iter().map(|f| f.0).collect();
    rules.into_iter().collect()
}

/// Every beginning, and samples of every size that there is a place for.
fn extents(events: u64) -> impl Iterator<Item = Extent> {
    (0..=events + 1).map(Extent::Since).chain((1..=events + 1).step_by(3).map(Extent::Sample))
}

#[test]
fn a_whole_database_has_no_finding_wherever_a_check_begins() {
    let lab = Lab::new();
    for seed in 1..=4 {
        for kind in ["stream", "workflow", "mixed"] {
            let name = format!("{kind}-{seed}.db");
            let (seed, more) = (seed.to_string(), if seed % 2 == 0 { "--content" } else { "--quiet" });
            let args = [
                "fixture",
                "make",
                &name,
                "--events",
                "90",
                "--sessions",
                "2",
                "--seed",
                &seed,
                "--kind",
                kind,
                more,
            ];
            lab.run(&args, "").expect(0);
            for extent in extents(60) {
                let found = look(&lab.path(&name), extent.clone());
                assert!(accused(&found).is_empty(), "{name}, {extent:?}: {:?}", found.findings);
            }
        }
    }
}

/// Three sessions in batches of a few events, with snapshots, keys, a rollback and a session that was killed.
fn batches(lab: &Lab) -> PathBuf {
    let mut at = [0; 3];
    for round in 0..9_usize {
        let mut lines = String::new();
        for (no, at) in at.iter_mut().enumerate() {
            for _ in 0..(round * 3 + no * 5) % 7 {
                *at += 1;
                lines += &common::keyed(&format!("s{no}"), *at);
            }
        }
        lab.record(&["--resume", "--snapshot-every", "6"], lines).expect(0);
    }
    lab.run(&["rollback", "s0", "--seq", "9", "--yes"], "").expect(0);
    made::killed(lab, "dead");
    lab.record(&["--session", "last"], common::keyed("last", 1)).expect(0);
    made::closed(lab)
}

/// A way to damage one row, with the place from which on it can be seen.
struct Edit {
    sql: String,
    session: i64,
    seq: u64,
}

fn edit(lab: &Lab, rng: &mut Rng) -> Edit {
    let mut pick = |sql: &str| {
        let rows = lab.rows(sql);
        let row = rows[rng.below(rows.len() as u64) as usize].clone();
        row.split('|').map(|n| n.parse::<i64>().unwrap()).collect::<Vec<_>>()
    };
    let event = pick("SELECT event_id, event_id >> 40, event_id & ((1 << 40) - 1) FROM stored_event");
    let entry = pick("SELECT journal_id, journal_id >> 40, after_seq FROM journal");
    let snapshot = pick("SELECT snapshot_id, session_no, last_seq FROM stored_snapshot");
    let key = pick("SELECT key_hash, session_no, seq FROM event_key");
    let of = |place: &[i64], sql: String| Edit { sql, session: place[1], seq: place[2].cast_unsigned() };
    let row = |place: &[i64], table: &str, id: &str, set: &str| {
        of(place, format!("UPDATE {table} SET {set} WHERE {id} = {}", place[0]))
    };
    let gone = |place: &[i64], table: &str, id: &str| {
        of(place, format!("DELETE FROM {table} WHERE {id} = {}", place[0]))
    };
    match rng.below(14) {
        0 => row(&event, "stored_event", "event_id", "ts_us = ts_us + 1"),
        1 => row(&event, "stored_event", "event_id", "payload = replace(payload, '}', ' }')"),
        2 => row(&event, "stored_event", "event_id", "frame_id = coalesce(frame_id, 0) + 1"),
        3 => row(&event, "stored_event", "event_id", "energy_micro = coalesce(energy_micro, 0) + 1"),
        4 => row(&event, "stored_event", "event_id", "seal = zeroblob(32)"),
        5 => gone(&event, "stored_event", "event_id"),
        6 => row(&entry, "journal", "journal_id", "ts_us = ts_us + 1"),
        7 => row(&entry, "journal", "journal_id", "facts = '{}'"),
        8 => gone(&entry, "journal", "journal_id"),
        9 => row(&snapshot, "stored_snapshot", "snapshot_id", "ts_us = ts_us + 1"),
        10 => row(&snapshot, "stored_snapshot", "snapshot_id", "state_hash = zeroblob(32)"),
        11 => gone(&snapshot, "stored_snapshot", "snapshot_id"),
        12 => row(&snapshot, "stored_snapshot", "snapshot_id", "last_seq = last_seq + 1"),
        _ => {
            of(&key, format!("DELETE FROM event_key WHERE key_hash = {} AND session_no = {}", key[0], key[1]))
        }
    }
}

#[test]
fn what_a_part_accuses_the_whole_does_too_and_no_damage_in_the_part_is_missed() {
    let lab = Lab::new();
    let base = std::fs::read(batches(&lab)).unwrap();
    let copy = lab.path("copy.db");
    let ends: Vec<u64> = lab
        .rows("SELECT max(event_id & ((1 << 40) - 1)) FROM stored_event GROUP BY event_id >> 40")
        .iter()
        .map(|n| n.parse().unwrap())
        .collect();
    let most = *ends.iter().max().unwrap();
    let mut rng = Rng::new(21);
    let (mut seen, mut unseen) = (0, 0);
    for _ in 0..40 {
        let Edit { sql, session, seq } = edit(&lab, &mut rng);
        changed(&base, &copy, &sql);
        let whole = accused(&look(&copy, Extent::All));
        assert!(!whole.is_empty(), "{sql}: not even the whole sees it");
        for extent in extents(most).step_by(4) {
            let part = accused(&look(&copy, extent.clone()));
            // A snapshot whose fold is not known is compared with the journal instead; and where a part begins at
            // a seal that was damaged, what leans on that seal seems wrong in place of it.
            let family = |f: &(String, Option<String>)| (f.0[..3].to_owned(), f.1.clone());
            let families: BTreeSet<_> = whole.iter().map(family).collect();
            let leans = |f: &(String, _)| f.0.starts_with("WFH") || f.0 == "WFN004";
            let told =
                |f: &(String, Option<String>)| whole.contains(f) || leans(f) && families.contains(&family(f));
            assert!(part.iter().all(told), "{sql}, {extent:?}: {part:?}, {whole:?}");
            let within = match extent {
                Extent::Since(after) => seq > after,
                _ => false,
            };
            assert!(!within || !part.is_empty(), "{sql}: session {session}, event {seq}, {extent:?}");
            *(if part.is_empty() { &mut unseen } else { &mut seen }) += 1;
        }
    }
    // Control: there is much in a part that it sees, and much outside of it that it does not.
    assert!(seen > 100 && unseen > 100, "{seen} seen, {unseen} not");
}

#[test]
fn what_was_added_or_cut_off_at_the_end_is_seen_by_the_smallest_sample() {
    let lab = Lab::new();
    let base = std::fs::read(batches(&lab)).unwrap();
    let copy = lab.path("copy.db");
    let last = "(SELECT max(event_id) FROM stored_event WHERE event_id >> 40 = 1)";
    let again = |seal: &str| {
        format!(
            "INSERT INTO stored_event SELECT event_id + 1, ts_us, type_no, flags, frame_id, energy_micro, payload, \
             NULL, extra, {seal} FROM stored_event WHERE event_id = {last}"
        )
    };
    let cut = "DELETE FROM stored_event WHERE event_id >> 40 = 1 AND event_id > (SELECT max(event_id) FROM \
               stored_event WHERE event_id >> 40 = 1 AND seal IS NOT NULL AND event_id < (SELECT max(event_id) FROM \
               stored_event WHERE event_id >> 40 = 1))";
    for (sql, rule) in [
        (again("NULL"), "WFH002"),
        (again("seal"), "WFH001"),
        (cut.to_owned(), "WFH006"),
        (cut.to_owned(), "WFN006"),
    ] {
        changed(&base, &copy, &sql);
        for events in 1..8 {
            let found = look(&copy, Extent::Sample(events));
            assert!(rules(&found).contains(&rule.to_owned()), "{events}: {sql}: {:?}", found.findings);
        }
    }
}

#[test]
fn a_sample_that_came_to_all_events_checks_what_needs_all_of_them() {
    let lab = Lab::new();
    let lines: String = (1..=300).map(|n| common::keyed("s", n)).collect();
    lab.record(&["--snapshot-every", "0"], lines).expect(0);
    let base = std::fs::read(made::closed(&lab)).unwrap();
    let copy = lab.path("copy.db");
    changed(&base, &copy, "UPDATE stored_event SET seal = NULL WHERE (event_id & 1023) < 300");
    changed(&base, &copy, "UPDATE stored_session SET energy_micro = 7");
    for events in [1, 250, 299, 300] {
        let found = look(&copy, Extent::Sample(events));
        let says_all = found.coverage == Coverage::Full;
        assert_eq!(says_all, rules(&found).contains(&"WFE001".to_owned()), "{events}: {:?}", found.findings);
    }
}

#[test]
fn a_snapshot_that_was_moved_does_not_accuse_what_comes_after_it() {
    let lab = Lab::new();
    let base = std::fs::read(batches(&lab)).unwrap();
    let copy = lab.path("copy.db");
    changed(&base, &copy, "UPDATE stored_snapshot SET last_seq = last_seq + 1");
    for seq in 10..30 {
        let found = rules(&look(&copy, Extent::Since(seq)));
        assert!(found.iter().all(|rule| rule.starts_with("WFN")), "{seq}: {found:?}");
    }
    let whole = rules(&look(&copy, Extent::All));
    assert!(whole.contains(&"WFN003".to_owned()), "{whole:?}");
}

#[test]
fn the_findings_that_are_kept_are_the_same_with_any_number_of_threads() {
    let lab = Lab::new();
    lab.run(&["fixture", "make", "big.db", "--events", "9000", "--sessions", "2", "--kind", "stream"], "")
        .expect(0);
    let base = std::fs::read(lab.path("big.db")).unwrap();
    let copy = lab.path("copy.db");
    let sql = "UPDATE stored_event SET seal = zeroblob(32) WHERE seal IS NOT NULL; \
               UPDATE stored_event SET payload = '{' WHERE (event_id & 1023) = 77; \
               UPDATE stored_event SET payload = '{}' WHERE (event_id & 511) = 99";
    changed(&base, &copy, sql);
    for max_findings in [0, 1, 3, 7, 40, 1000] {
        let mut told = BTreeSet::new();
        for threads in [1, 2, 8, 1, 2] {
            let options = Options { threads, max_findings, ..Options::default() };
            let report = check(&copy, &options, &Silent).unwrap();
            assert_eq!(
                report.findings.len() as u64 + report.not_shown,
                report.tally.errors + report.tally.warnings + report.tally.infos
            );
            assert!(report.findings.len() <= max_findings && report.tally.errors > 20);
            told.insert(format!("{:?} {:?}", report.findings, report.tally));
        }
        assert_eq!(told.len(), 1, "{max_findings}: {told:#?}");
    }
}

#[test]
fn everything_that_a_session_can_go_through_is_silent_from_everywhere() {
    let lab = Lab::new();
    let path = rich(&lab);
    // Its producer's claims are nonsense on purpose.
    let whole = accused(&look(&path, Extent::All));
    for extent in extents(125) {
        let found = look(&path, extent.clone());
        assert!(accused(&found).is_subset(&whole), "{extent:?}: {:?}", found.findings);
        assert!(found.tally.errors == 0, "{extent:?}: {:?}", found.findings);
    }
}

#[test]
fn short_writers_that_come_and_go_are_no_damage() {
    let lab = Lab::new();
    lab.run(&["fixture", "make", "t.db", "--events", "300", "--sessions", "1", "--kind", "stream"], "")
        .expect(0);
    let (path, session) = (lab.path("t.db"), lab.one("SELECT session_id FROM stored_session"));
    let checks = std::sync::atomic::AtomicU64::new(0);
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let looking = scope.spawn(|| {
            while !done.load(std::sync::atomic::Ordering::Relaxed) {
                let found = look(&path, Extent::All);
                assert!(accused(&found).is_empty(), "{:?}", found.findings);
                checks.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            }
        });
        for n in 1..=40 {
            let seq = n.to_string();
            let prune = ["snapshot", "prune", &session, "--keep-last", "1", "--yes"];
            let create = ["snapshot", "create", &session, "--seq", &seq];
            lab.run(if n % 4 == 0 { &prune } else { &create }, "");
            if looking.is_finished() {
                break;
            }
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    assert!(checks.into_inner() > 5);
}
