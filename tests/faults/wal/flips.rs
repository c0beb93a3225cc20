//! One flipped bit anywhere in a log.

use super::super::scale;
use super::{Pair, events, groups, open, record_and_die};
use crate::common::{Lab, Rng};
use rusqlite::OpenFlags;
use std::path::Path;

/// What plain SQLite says to a database: rows, and whether its own check is content.
#[expect(clippy::disallowed_methods, reason = "the control: a reader that does not scan")]
fn plain(path: &Path) -> Option<(i64, bool)> {
    let db = rusqlite::Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).ok()?;
    let check: String = db.query_row("PRAGMA integrity_check", [], |r| r.get(0)).ok()?;
    let rows = db.query_row("SELECT count(*) FROM stored_event", [], |r| r.get(0)).ok()?;
    Some((rows, check == "ok"))
}

/// Whether `validate` says something of the log, or fails.
fn reported(lab: &Lab) -> bool {
    let ran = lab.run(&["validate", "--select", "WFD", "--json"], "");
    ran.code != 0 || ["WFD005", "WFD006", "WFD007"].iter().any(|rule| ran.stdout.contains(rule))
}

#[test]
fn no_flipped_bit_in_the_log_is_silent_and_with_plain_sqlite_most_are() {
    let recorded = Lab::new();
    let mut rng = Rng::new(9);
    let pair = record_and_die(&recorded, &["--durability", "disk"], &groups(&mut rng, 16), |_, _| {});
    let lab = Lab::new();
    std::fs::copy(recorded.path("t.db.key"), lab.path("t.db.key")).unwrap();
    let whole = {
        let reader = open(&pair.put(&lab, &pair.log)).unwrap();
        assert_eq!(reader.log_notice(), None, "a recorder that was killed leaves a sound log");
        events(&reader).unwrap()
    };
    assert!(!reported(&lab));
    let tries = scale::count(300, 5000);
    let (mut lost, mut silent, mut refused) = (0, 0, 0);
    for turn in 0..tries {
        let bit = rng.below(pair.log.len() as u64 * 8) as usize;
        let mut log = pair.log.clone();
        log[bit / 8] ^= 1 << (bit % 8);
        let path = pair.put(&lab, &log);
        let told = match open(&path) {
            Ok(reader) => reader.log_notice().is_some() || events(&reader).is_ok_and(|e| e == whole),
            Err(_) => true,
        };
        if !told || !reported(&lab) {
            println!("silent: bit {} of byte {}", bit % 8, bit / 8);
            lost += 1;
        }
        refused += u64::from(turn % 10 == 0 && refuses(&pair, &lab, &log));
        silent += u64::from(loses_silently(&pair, &lab, &log, whole.len()));
    }
    scale::tell("flipped bits in the log", tries, lost);
    scale::tell("the same bits without the scan (the control must lose)", tries, silent);
    println!(
        "of every tenth, {refused} were refused by a recorder; the others are in the last two transactions"
    );
    assert_eq!(lost, 0);
    assert!(silent * 2 > tries, "plain SQLite lost only {silent} of {tries}: the flips prove nothing");
}

/// Whether a recorder leaves the database alone.
fn refuses(pair: &Pair, lab: &Lab, log: &[u8]) -> bool {
    pair.put(lab, log);
    let ran = lab.record(&["--session", "other"], "");
    if ran.code == 0 {
        return false;
    }
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let untouched = Pair::of(lab);
    assert!(untouched.database == pair.database && untouched.log == log, "refused and yet changed");
    true
}

/// The control: events are gone, and SQLite's own check says ok.
fn loses_silently(pair: &Pair, lab: &Lab, log: &[u8], events: usize) -> bool {
    plain(&pair.put(lab, log)).is_some_and(|(rows, ok)| ok && rows.unsigned_abs() < events as u64)
}
