//! The scanner against logs made by hand and by SQLite: cut, flipped, torn sector by sector.

use super::testkit::{Plan, make, turn};
use super::{WalEnd, WalScan, scan};
use std::io::Cursor;
use std::path::Path;

const SIZES: [usize; 8] = [512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536];
const PLAN: Plan<'_> =
    Plan { page_size: 512, big: false, first_salt: 0x1234_5677, transactions: &[1, 2, 1, 3, 2] };

fn of(log: &[u8]) -> WalScan {
    scan(Cursor::new(log)).unwrap()
}

#[track_caller]
fn clean(log: &[u8], frames: u64, commits: u64) {
    assert_eq!(of(log), WalScan { frames, commits, end: WalEnd::Clean });
}

#[test]
fn whole_logs_of_every_page_size_and_byte_order_are_clean() {
    clean(&[], 0, 0);
    for page_size in SIZES {
        for big in [false, true] {
            clean(&make(Plan { page_size, big, ..PLAN }).0, 9, 5);
            clean(&make(Plan { page_size, big, transactions: &[], ..PLAN }).0, 0, 0);
        }
    }
}

#[test]
fn a_log_cut_at_any_byte_is_never_more_than_torn_and_keeps_what_is_whole() {
    for big in [false, true] {
        let (log, ends) = make(Plan { big, ..PLAN });
        for length in 0..log.len() {
            let found = of(&log[..length]);
            let whole = ends.iter().filter(|end| **end <= length).count() as u64;
            assert_eq!(found.commits, whole, "{length}");
            let between = length > 0 && length != 32 && !ends.contains(&length);
            match found.end {
                WalEnd::Clean => assert!(!between, "{length}"),
                WalEnd::Torn(fault) => assert!(between && fault.commits_after == 0, "{length}: {fault:?}"),
                other => panic!("{length}: {other:?}"),
            }
        }
    }
}

/// How each flipped bit of a log is judged: clean, torn, doubtful, damaged, for the header, for each transaction, and
/// for what stands behind them.
fn judge_every_flip(log: &[u8], ends: &[usize]) -> Vec<[u64; 4]> {
    let mut judged = vec![[0; 4]; ends.len() + 2];
    let mut log = log.to_vec();
    for bit in 0..log.len() * 8 {
        let (at, mask) = (bit / 8, 1 << (bit % 8));
        log[at] ^= mask;
        let kind = match of(&log).end {
            WalEnd::Clean => 0,
            WalEnd::Torn(_) => 1,
            WalEnd::Doubtful(_) => 2,
            WalEnd::Damaged(_) => 3,
        };
        log[at] ^= mask;
        let transaction = if at < 32 { 0 } else { 1 + ends.iter().filter(|end| **end <= at).count() };
        judged[transaction][kind] += 1;
    }
    judged
}

#[test]
fn no_flipped_bit_is_silent_and_all_before_the_last_two_commits_are_damage() {
    for big in [false, true] {
        let (log, ends) = make(Plan { big, transactions: &[1, 2, 1, 2], ..PLAN });
        let judged = judge_every_flip(&log, &ends);
        let bits = |frames: u64| frames * 536 * 8;
        assert_eq!(judged[0], [0, 0, 0, 256], "the header");
        assert_eq!(judged[1], [0, 0, 0, bits(1)]);
        assert_eq!(judged[2], [0, 0, 0, bits(2)]);
        assert_eq!(judged[3], [0, 0, bits(1), 0], "a commit frame with one commit behind it");
        assert_eq!(judged[4][0], 0);
        assert_eq!(judged[4].iter().sum::<u64>(), bits(2));
    }
}

#[test]
fn no_flipped_bit_before_an_older_generation_is_silent() {
    let older = make(Plan { first_salt: PLAN.first_salt - 1, ..PLAN }).0;
    let (mut log, ends) = make(Plan { transactions: &[1, 2, 1], ..PLAN });
    let mine = log.len();
    log.extend_from_slice(&older[mine..]);
    clean(&log, 4, 3);
    let judged = judge_every_flip(&log[..], &ends);
    for (at, transaction) in judged[..4].iter().enumerate() {
        assert_eq!(transaction[0], 0, "{at}");
    }
    // Nothing that counts is changed by a flip in the older frames.
    assert_eq!(judged[4][2..], [0, 0]);
}

#[test]
fn any_half_written_last_transaction_is_torn_at_most() {
    let older = make(Plan { first_salt: PLAN.first_salt - 1, transactions: &[2, 3, 1, 4], ..PLAN }).0;
    for frames in 1..=6 {
        let (log, ends) = make(Plan { transactions: &[1, 2, frames], ..PLAN });
        let synced = ends[1];
        for (base, tail) in [(vec![0; log.len()], false), (older.clone(), false), (older.clone(), true)] {
            let length = if tail { older.len().max(log.len()) } else { log.len() };
            let sectors: Vec<usize> = (synced / 512..=(log.len() - 1) / 512).collect();
            for subset in 0..1u32 << sectors.len() {
                let mut state = base.clone();
                state.resize(length, 0);
                state[..synced].copy_from_slice(&log[..synced]);
                for (at, sector) in sectors.iter().enumerate().filter(|(at, _)| subset >> at & 1 == 1) {
                    let range = (sector * 512).max(synced)..((sector + 1) * 512).min(log.len());
                    assert!(at < 32);
                    state[range.clone()].copy_from_slice(&log[range]);
                }
                let found = of(&state);
                assert!(found.commits >= 2, "{found:?}");
                assert!(
                    matches!(found.end, WalEnd::Clean | WalEnd::Torn(_)),
                    "{frames} {subset:b}: {found:?}"
                );
            }
        }
    }
}

#[test]
fn a_header_that_is_old_in_one_half_and_new_in_the_other_is_no_commit() {
    // Every 64 frames the salts of a header stand in another sector than the page's number and the database's size.
    let older = make(Plan { first_salt: PLAN.first_salt - 1, transactions: &[1; 130], ..PLAN }).0;
    let (log, ends) = make(Plan { transactions: &[1, 120], ..PLAN });
    let split: Vec<usize> = (1..121).map(|n| 32 + n * 536).filter(|at| at % 512 == 504).collect();
    assert_eq!(split.len(), 2);
    let mut state = [&log[..], &older[log.len()..]].concat();
    for at in split {
        let sector = at / 512 * 512..at / 512 * 512 + 512;
        state[sector.clone()].copy_from_slice(&older[sector]);
        assert_ne!(state[at + 4..at + 8], [0; 4], "a commit by the half that is old");
        assert_eq!(state[at + 8..at + 16], log[16..24], "of this generation by the half that is new");
    }
    let found = of(&state);
    assert_eq!((found.commits, ends.len()), (1, 2));
    assert!(matches!(found.end, WalEnd::Torn(f) if f.commits_after == 1 && f.frame == 41 + 1), "{found:?}");
}

#[test]
fn a_bad_header_over_frames_that_belong_together_is_damage() {
    for page_size in SIZES {
        let (mut log, _) = make(Plan { page_size, transactions: &[1, 2], ..PLAN });
        log[..512].fill(0);
        assert!(
            matches!(of(&log).end, WalEnd::Damaged(f) if f.frame == 0 && f.commits_after == 1),
            "{page_size}"
        );
    }
    // A file that got room before its bytes.
    assert!(matches!(of(&[0; 32]).end, WalEnd::Torn(_)));
    assert!(matches!(of(&vec![0; 9000]).end, WalEnd::Torn(_)));
}

#[expect(clippy::disallowed_methods, reason = "logs as SQLite writes them, with other page sizes than ours")]
fn sqlite(path: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open(path).unwrap()
}

fn beside(path: &Path) -> std::path::PathBuf {
    crate::core::store::sibling(path, "-wal")
}

/// A database of this page size with a row in each of so many commits, all of them in its log.
fn recorded(path: &Path, page_size: usize, commits: i64) -> rusqlite::Connection {
    let db = sqlite(path);
    db.execute_batch(&format!(
        "PRAGMA page_size = {page_size}; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0"
    ))
    .unwrap();
    db.execute_batch("CREATE TABLE t (a)").unwrap();
    for n in 1..commits {
        db.execute("INSERT INTO t VALUES (zeroblob(?1))", [n * 700]).unwrap();
    }
    db
}

#[test]
fn the_logs_of_sqlite_are_clean_and_the_turned_ones_are_read_by_sqlite() {
    for page_size in SIZES {
        let dir = tempfile::tempdir().unwrap();
        let (path, copy) = (dir.path().join("a.db"), dir.path().join("b.db"));
        let db = recorded(&path, page_size, 12);
        let log = std::fs::read(beside(&path)).unwrap();
        let found = of(&log);
        assert_eq!((found.commits, found.end), (12, WalEnd::Clean), "{page_size}");
        let turned = turn(&log);
        assert_eq!(of(&turned), found, "{page_size}");
        std::fs::copy(&path, &copy).unwrap();
        std::fs::write(beside(&copy), &turned).unwrap();
        drop(db);
        let rows: i64 = sqlite(&copy).query_row("SELECT count(*) FROM t", [], |r| r.get(0)).unwrap();
        assert_eq!(rows, 11, "{page_size}");
    }
}

#[test]
fn a_log_that_began_anew_ends_where_the_older_frames_begin() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.db");
    let db = recorded(&path, 4096, 12);
    let before = std::fs::metadata(beside(&path)).unwrap().len();
    db.query_row("PRAGMA wal_checkpoint(RESTART)", [], |_| Ok(())).unwrap();
    db.execute("INSERT INTO t VALUES (1)", []).unwrap();
    let log = std::fs::read(beside(&path)).unwrap();
    assert_eq!(log.len() as u64, before);
    let found = of(&log);
    assert_eq!((found.commits, found.end), (1, WalEnd::Clean));
}

#[test]
fn frames_of_a_transaction_that_was_rolled_back_are_no_damage() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.db");
    let db = recorded(&path, 4096, 12);
    db.execute_batch("PRAGMA cache_size = 2; BEGIN").unwrap();
    for _ in 0..40 {
        db.execute("INSERT INTO t VALUES (zeroblob(9000))", []).unwrap();
    }
    db.execute_batch("ROLLBACK; INSERT INTO t VALUES (1)").unwrap();
    let log = std::fs::read(beside(&path)).unwrap();
    let found = of(&log);
    assert_eq!(found.commits, 13);
    assert!(matches!(found.end, WalEnd::Torn(f) if f.commits_after == 0), "{found:?}");
}
