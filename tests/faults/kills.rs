//! kill -9 at any instant, and a producer that sends again what was not acknowledged: exactly once is what comes
//! of it, in the same state.

use super::drive::{ack, copy};
use super::oracle::{self, Uncrashed, ask};
use super::scale;
use crate::common::{Lab, Live, Rng, keyed};
use std::time::Duration;

const EVENTS: u64 = 240;

fn lines() -> Vec<String> {
    (1..=EVENTS).map(|n| keyed(oracle::SESSION, n)).collect()
}

/// How much a producer sends again after a crash.
#[derive(Clone, Copy)]
enum Again {
    /// What was not acknowledged.
    Window,
    /// More than that.
    Earlier,
    Everything,
}

impl Again {
    fn any(rng: &mut Rng) -> Self {
        [Self::Window, Self::Earlier, Self::Everything][rng.below(3) as usize]
    }
}

/// What a producer knows.
#[derive(Default)]
struct Producer {
    acked: u64,
}

impl Producer {
    fn from(&self, again: Again, rng: &mut Rng) -> u64 {
        match again {
            Again::Window => self.acked + 1,
            Again::Earlier => 1 + rng.below(self.acked + 1),
            Again::Everything => 1,
        }
    }
}

/// When a recorder is killed.
enum Kill {
    /// This long after its start, whatever it does then.
    After(Duration),
    /// This long after this event was acknowledged.
    Acked(u64, Duration),
    Never,
}

impl Kill {
    fn any(producer: &Producer, rng: &mut Rng) -> Self {
        let soon = Duration::from_micros(rng.below(4000));
        match rng.below(3) {
            0 => Self::After(Duration::from_micros(rng.below(25_000))),
            _ => Self::Acked(producer.acked + rng.below(EVENTS + 1 - producer.acked), soon),
        }
    }
}

/// One recorder's life: fed in batches with pauses, killed or not. Gives the exit code.
fn life(lab: &Lab, producer: &mut Producer, again: Again, kill: &Kill, rng: &mut Rng) -> i32 {
    let snapshots = ["1", "30", "0"][rng.below(3) as usize];
    let args = ["record", "--ack", "commit", "--session", "s", "--resume", "--snapshot-every", snapshots];
    let mut live = lab.start(&args);
    let (first, batch, pause) = (producer.from(again, rng), 1 + rng.below(40), rng.below(800));
    let mut stdin = live.take_stdin();
    let dies = !matches!(kill, Kill::Never);
    let feeder = std::thread::spawn(move || {
        use std::io::Write;
        for n in first..=EVENTS {
            if stdin.write_all(keyed("s", n).as_bytes()).is_err() {
                break;
            }
            if n % batch == 0 {
                std::thread::sleep(Duration::from_micros(pause));
            }
        }
        dies.then_some(stdin) // open until the kill, so that no recording that is to be killed ends by itself
    });
    match kill {
        Kill::Never => {}
        Kill::After(time) => std::thread::sleep(*time),
        Kill::Acked(seq, time) => {
            await_ack(&live, producer, *seq);
            std::thread::sleep(*time);
        }
    }
    if dies {
        live.signal("KILL");
    }
    drop(feeder.join().unwrap());
    let rest = live.end();
    producer.acked = rest.stdout.lines().filter_map(ack).fold(producer.acked, u64::max);
    rest.code
}

fn await_ack(live: &Live, producer: &mut Producer, seq: u64) {
    while producer.acked < seq {
        let Some(line) = live.next() else { break };
        producer.acked = producer.acked.max(ack(&line.to_string()).unwrap_or(0));
    }
}

/// Looks at what a kill left, in a copy: looking must not help the next recorder. Gives who left a session open.
fn after_kill(lab: &Lab, acked: u64) -> Result<Option<String>, String> {
    if !lab.path("t.db").exists() {
        return if acked == 0 { Ok(None) } else { Err(format!("{acked} acknowledged, no database")) };
    }
    let aside = oracle::scratch();
    copy(&lab.path(""), aside.path());
    let db = oracle::open(&aside.path().join("t.db"));
    let stored = ask(&db, "SELECT count(*) FROM stored_event")?.concat();
    if stored.parse::<u64>().unwrap() < acked {
        return Err(format!("{acked} events were acknowledged, {stored} are there right after the kill"));
    }
    Ok(ask(&db, "SELECT owner FROM stored_session WHERE owner IS NOT NULL")?.pop())
}

/// A stream that is recorded in spite of kills. Gives how many there were, or what is wrong at the end.
fn round(seed: u64, whole: &Uncrashed) -> Result<u64, String> {
    let (lab, mut rng, mut producer) = (Lab::new(), Rng::new(seed), Producer::default());
    let (path, kills) = (lab.path("t.db"), 1 + rng.below(3));
    // A recorder that is killed before it could recover leaves its predecessor's session as it found it.
    let mut left_open = std::collections::BTreeSet::new();
    for _ in 0..kills {
        let (again, kill) = (Again::any(&mut rng), Kill::any(&producer, &mut rng));
        let code = life(&lab, &mut producer, again, &kill, &mut rng);
        if code != 137 {
            return Err(format!("a recorder that was killed gave {code}"));
        }
        left_open.extend(after_kill(&lab, producer.acked)?);
    }
    let code = life(&lab, &mut producer, Again::Window, &Kill::Never, &mut rng);
    if code != 0 {
        return Err(format!("the last recorder gave {code}"));
    }
    whole.is_complete(&path, &lab.one("SELECT lower(hex(state_hash)) FROM stored_session"))?;
    let recovered = lab.one("SELECT count(*) FROM journal WHERE kind = 'system.recovered'");
    if recovered != left_open.len().to_string() {
        let seen = left_open.len();
        return Err(format!("{seen} kills hit an open session, {recovered} were noticed"));
    }
    oracle::validate(&[path])?;
    Ok(kills)
}

#[test]
fn whatever_instant_a_recorder_is_killed_at_every_event_is_there_exactly_once_in_the_end() {
    let whole = Uncrashed::of(lines());
    let rounds = scale::count(12, 1000);
    let mut kills = 0;
    let lost: Vec<String> = (1..=rounds)
        .filter_map(|seed| match round(seed, &whole) {
            Ok(n) => {
                kills += n;
                None
            }
            Err(why) => Some(format!("seed {seed}: {why}")),
        })
        .collect();
    scale::tell(&format!("streams with kill -9 ({kills} kills)"), rounds, lost.len() as u64);
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

#[test]
fn a_producer_that_does_not_send_again_is_seen_to_lose() {
    let whole = Uncrashed::of(lines());
    let (lab, third) = (Lab::new(), EVENTS as usize / 3);
    let args = ["record", "--json", "--ack", "commit", "--session", "s", "--resume"];
    let mut live = lab.start(&args);
    live.send(whole.lines[..third].concat());
    live.await_ack(third as u64);
    live.signal("STOP");
    live.send(whole.lines[third..2 * third].concat());
    live.signal("KILL");
    live.end();
    let ran = lab.run(&args, whole.lines[2 * third..].concat()).expect(0);
    let seen = whole.is_complete(&lab.path("t.db"), &ran.hash("s"));
    scale::tell("control: streams whose producer sends nothing again", 1, u64::from(seen.is_err()));
    assert!(seen.is_err(), "the harness cannot see a loss");
}
