//! Every state in which a power cut may leave a log at synchronous FULL: what was synced, and any of the sectors of
//! the one transaction that was not.

use super::super::scale;
use super::{HEAD, Pair, beside, commits, groups, record_and_die};
use crate::common::{Lab, Rng};
use std::io::Cursor;
use std::path::Path;
use std::time::Duration;
use wfstate::Writer;
use wfstate::store::{Opening, Place, WalEnd, scan_log};

const SECTOR: usize = 512;

/// One generation of a log: what stood in the file before it, and what it wrote.
struct Generation {
    pair: Pair,
    before: Vec<u8>,
    /// Ends of its transactions, the header first.
    ends: Vec<usize>,
    /// Commits and the last event that was acknowledged with them.
    acked: Vec<(u64, u64)>,
}

impl Generation {
    fn new(pair: Pair, before: Vec<u8>, acked: Vec<(u64, u64)>) -> Self {
        let ends = [vec![HEAD], commits(&pair.log)].concat();
        Self { pair, before, ends, acked }
    }
}

/// A state and the transactions that were synced.
struct Crash {
    log: Vec<u8>,
    synced: usize,
}

/// Records two generations: between them another program moves the log into the file.
#[expect(clippy::disallowed_methods, reason = "the tests are the other program")]
fn generations(lab: &Lab, rng: &mut Rng) -> [Generation; 2] {
    let (first, second) = (groups(rng, 18), groups(rng, 12));
    let turn = first.len();
    let (mut moved, mut acked, mut seen) = (None, [Vec::new(), Vec::new()], 0);
    let all = [first, second].concat();
    let last = record_and_die(lab, &[], &all, |seq, path| {
        seen += 1;
        let log = std::fs::read(beside(path, "-wal")).unwrap();
        acked[usize::from(seen > turn)].push((commits(&log).len() as u64, seq));
        if seen == turn {
            moved = Some(Pair::of(lab));
            let db = rusqlite::Connection::open(path).unwrap();
            let left: (i64, i64) =
                db.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |r| Ok((r.get(1)?, r.get(2)?))).unwrap();
            assert_eq!(left.0, left.1, "all of it is moved");
        }
    });
    let moved = moved.unwrap();
    let older = moved.log.clone();
    assert!(last.log[16..24] != older[16..24], "the log began anew");
    assert!(last.log.len() == older.len(), "and leaves older frames behind it");
    let [acked_first, acked_second] = acked;
    [Generation::new(moved, Vec::new(), acked_first), Generation::new(last, older, acked_second)]
}

/// Cuts the power while the transaction behind the `synced`-th is being written.
fn cut(of: &Generation, synced: usize, rng: &mut Rng) -> Crash {
    let (from, to) = (of.ends[synced], of.ends.get(synced + 1).copied().unwrap_or(of.ends[synced]));
    let mut log = of.pair.log[..from].to_vec();
    // The file may have grown to any length that the transaction needs, or lie there from before.
    let grown = from + rng.below((to - from) as u64 + 1) as usize;
    let grown = if rng.below(3) == 0 { grown } else { to };
    let older = of.before.get(from..).unwrap_or_default();
    // The older frames go on behind it, or were cut off: a size limit does that.
    let kept = if rng.below(4) == 0 { older.len().min(to - from) } else { older.len() };
    log.extend_from_slice(&older[..kept]);
    if log.len() < grown {
        log.resize(grown, 0);
    }
    let keep = [0, 1, 50, 90, 99, 100][rng.below(6) as usize];
    for sector in from / SECTOR..to.div_ceil(SECTOR) {
        let (begin, end) = ((sector * SECTOR).max(from), ((sector + 1) * SECTOR).min(to).min(log.len()));
        if begin < end && rng.below(100) < keep {
            log[begin..end].copy_from_slice(&of.pair.log[begin..end]);
        }
    }
    Crash { log, synced }
}

#[test]
fn no_state_that_a_power_cut_may_leave_is_an_alarm_and_no_synced_commit_is_missed() {
    let (lab, mut rng) = (Lab::new(), Rng::new(41));
    let generations = generations(&lab, &mut rng);
    let tries = scale::count(2000, 100_000);
    let (mut alarms, mut missed, mut torn, mut own) = (0, 0, 0, 0);
    for _ in 0..tries {
        let of = &generations[rng.below(2) as usize];
        let crash = cut(of, rng.below(of.ends.len() as u64) as usize, &mut rng);
        let found = scan_log(Cursor::new(&crash.log)).unwrap();
        missed += u64::from(found.commits < crash.synced as u64 || found.commits > crash.synced as u64 + 1);
        match found.end {
            WalEnd::Clean => {}
            WalEnd::Torn(fault) => {
                torn += 1;
                own += u64::from(fault.commits_after == 1);
            }
            other => {
                println!("{} synced: {other:?}", crash.synced);
                alarms += 1;
            }
        }
    }
    scale::tell("states after a power cut: synced commits", tries, missed);
    scale::tell("states after a power cut: alarms", tries, alarms);
    println!("of them torn: {torn}, with the commit frame of the torn transaction in its place: {own}");
    assert_eq!((alarms, missed), (0, 0));
    let widest = generations[1].ends.windows(2).map(|w| w[1] - w[0]).max().unwrap();
    assert!(
        widest > 64 * super::FRAME,
        "no transaction is wide enough for a header across two sectors: {widest}"
    );
    assert!(torn > tries / 4 && own > tries / 100, "the states are too tame: {torn}, {own}");
}

#[test]
fn a_synced_commit_that_is_spoiled_too_is_an_alarm() {
    // The control of the test above: with commits un-synced that were acknowledged, the scanner has to object.
    let (lab, mut rng) = (Lab::new(), Rng::new(43));
    let [of, _] = generations(&lab, &mut rng);
    let (mut alarms, tries) = (0, 200);
    for _ in 0..tries {
        let spoiled = rng.below(of.ends.len() as u64 - 4) as usize;
        let from = of.ends[spoiled] / SECTOR + 1;
        let mut log = of.pair.log.clone();
        let sector = log[from * SECTOR..].chunks_exact_mut(SECTOR).find(|s| s.iter().any(|b| *b != 0));
        sector.unwrap().fill(0);
        alarms += u64::from(matches!(scan_log(Cursor::new(&log)).unwrap().end, WalEnd::Damaged(_)));
    }
    scale::tell("a lost sector of a synced commit", tries, tries - alarms);
    assert_eq!(alarms, tries);
}

fn opening() -> Opening {
    Opening { create: None, durable: true, lock_timeout: Duration::from_secs(5), owner: "1:1:test".into() }
}

/// The last event of the recording.
fn last_seq(path: &Path) -> u64 {
    let writer = Writer::open(&Place::parse(path), &opening()).unwrap();
    writer.query().session("s").unwrap().map_or(0, |s| writer.query().last_seq(s.no).unwrap())
}

#[test]
fn a_recorder_goes_on_after_a_power_cut_with_all_that_was_acknowledged() {
    let (lab, mut rng) = (Lab::new(), Rng::new(47));
    let generations = generations(&lab, &mut rng);
    let (tries, mut lost) = (scale::count(60, 1000), 0);
    let away = Lab::new();
    for _ in 0..tries {
        let of = &generations[rng.below(2) as usize];
        let (commits, promised) = of.acked[rng.below(of.acked.len() as u64) as usize];
        let crash = cut(of, commits as usize, &mut rng);
        let path = of.pair.put(&away, &crash.log);
        let seq = last_seq(&path);
        lost += u64::from(seq < promised);
        // A second cut at once: the remains of the first are not behind the second's.
        let rest = std::fs::metadata(beside(&path, "-wal")).map_or(0, |m| m.len());
        assert_eq!(rest, 0, "a torn log begins anew");
        assert_eq!(last_seq(&path), seq);
    }
    scale::tell("power cuts, opened by the next recorder: acknowledged events", tries, lost);
    assert_eq!(lost, 0);
}
