//! Random streams against a naive model, random interleavings, random splits: the same events, the same state.
#![allow(
    clippy::cast_possible_truncation,
    clippy::format_collect,
    reason = "small numbers and short texts of tests"
)]

#[cfg(test)]
mod common;

#[cfg(test)]
mod model {
    use crate::common::Rng;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::Path;
    use std::time::Duration;
    use wfstate::record::{Engine, Feedback, Nack, NoFeedback, Options, Summary};
    use wfstate::store::{Created, Opening, Place};
    use wfstate::{Reader, ambient, fold};

    /// Everything that a recording may differ in without a difference in its state.
    #[derive(Debug, Clone, Copy)]
    struct How {
        snapshot_every: u64,
        batch_size: usize,
        content: bool,
    }

    const PLAIN: How = How { snapshot_every: 1000, batch_size: 15, content: false };

    fn options(place: Place, resume: bool, how: How) -> Options {
        let created = Created { uuid: [9; 16], at: ambient::now() };
        let opening = Opening {
            create: Some(created),
            durable: false,
            lock_timeout: Duration::from_secs(5),
            owner: ambient::process_name(),
        };
        Options {
            resume,
            content: how.content,
            batch_size: how.batch_size,
            snapshot_every: how.snapshot_every,
            key_file: None,
            ..Options::new(place, opening)
        }
    }

    fn feed(engine: &mut Engine, lines: &[String], pause_every: usize) {
        for (at, line) in lines.iter().enumerate() {
            engine.line(line.as_bytes()).unwrap();
            if pause_every > 0 && at % pause_every == 0 {
                engine.pause().unwrap();
            }
        }
    }

    fn record(place: Place, resume: bool, how: How, lines: &[String], pause_every: usize) -> Summary {
        let mut engine = Engine::start(options(place, resume, how), Box::new(NoFeedback)).unwrap();
        feed(&mut engine, lines, pause_every);
        engine.finish().unwrap()
    }

    /// What the sessions came to, in the order of their names: last seq, energy, state hash.
    fn ends(summary: &Summary) -> BTreeMap<String, (u64, String, String)> {
        let of = |s: &wfstate::record::SessionSummary| {
            (s.session_id.clone(), (s.last_seq, s.energy.to_string(), s.state_hash.clone()))
        };
        summary.sessions.iter().map(of).collect()
    }

    /// The same from the file, folded from zero by the reader.
    fn refolded(path: &Path) -> BTreeMap<String, (u64, String, String)> {
        let reader = Reader::open(path, Duration::from_secs(5)).unwrap();
        let mut all = BTreeMap::new();
        for name in ["a", "b", "c"] {
            let Some(session) = reader.read(|q| q.session(name)).unwrap() else { continue };
            let last_seq = reader.read(|q| q.last_seq(session.no)).unwrap();
            let end = fold::fold_from(&reader, session.no, fold::Position::default(), last_seq).unwrap();
            let hash = end.state.hash().iter().map(|b| format!("{b:02x}")).collect();
            all.insert(name.to_owned(), (last_seq, end.state.total_energy().to_string(), hash));
        }
        all
    }

    /// What a naive model thinks of a line.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    enum Fate {
        Accepted,
        Duplicate,
        Refused(&'static str),
    }

    /// One event as it is made up; the line is its text.
    #[derive(Debug, Clone)]
    struct Made {
        session: &'static str,
        kind: u8,
        energy: Option<&'static str>,
        frame: Option<u64>,
        key: Option<u64>,
        n: u64,
    }

    /// Literals and what they are in millionths, worked out by hand.
    const ENERGIES: [(&str, i128); 12] = [
        ("0", 0),
        ("1", 1_000_000),
        ("-1", -1_000_000),
        ("0.1", 100_000),
        ("0.0000005", 0),
        ("0.0000015", 2),
        ("-0.0000025", -2),
        ("0.00000251", 3),
        ("1e-6", 1),
        ("4.2e3", 4_200_000_000),
        ("9000000000000", 9_000_000_000_000_000_000),
        ("-9000000000000", -9_000_000_000_000_000_000),
    ];

    const TYPES: [&str; 5] = ["user.action", "ai.output", "energy.update", "x.custom", "user.prompt"];

    impl Made {
        fn line(&self) -> String {
            let n = self.n;
            let data = match self.kind {
                0 => format!("{{\"action\":\"pause\",\"ui_element\":\"b{n}\"}}"),
                1 => format!(
                    "{{\"prompt_id\":\"p\",\"token_index\":{n},\"is_last\":false,\"model_id\":\"m{}\",\"token\":\"t{n}\"}}",
                    n % 3
                ),
                2 => format!(
                    "{{\"energy\":0.25,\"accumulator\":{n},\"model_id\":\"m{}\",\"fps\":59.94}}",
                    n % 3
                ),
                3 => format!("{{\"n\":{n},\"text\":\"words {n}\"}}"),
                _ => format!(
                    "{{\"prompt_id\":\"p{n}\",\"interface\":\"text\",\"truncated\":false,\"prompt_text\":\"why {n}?\"}}"
                ),
            };
            let part = |name: &str, value: Option<String>| {
                value.map_or(String::new(), |v| format!(",\"{name}\":{v}"))
            };
            format!(
                "{{\"session_id\":\"{}\",\"type\":\"{}\",\"timestamp\":{}{}{}{},\"data\":{data}}}",
                self.session,
                TYPES[usize::from(self.kind)],
                1_755_460_080_000 + n,
                part("frame_id", self.frame.map(|f| f.to_string())),
                part("energy_delta", self.energy.map(str::to_owned)),
                part("event_key", self.key.map(|k| format!("\"k{k}\""))),
            )
        }

        /// What it adds, in millionths.
        fn adds(&self) -> i128 {
            match self.energy {
                Some(literal) => ENERGIES.iter().find(|(l, _)| *l == literal).unwrap().1,
                None if self.kind == 2 => 250_000,
                None => 0,
            }
        }
    }

    /// Sessions, folded by hand.
    #[derive(Debug, Default)]
    struct Naive {
        of: BTreeMap<&'static str, NaiveSession>,
    }

    #[derive(Debug, Default)]
    struct NaiveSession {
        seq: u64,
        micro: i128,
        frame: Option<u64>,
        keys: BTreeMap<u64, String>,
        types: BTreeMap<&'static str, u64>,
    }

    impl Naive {
        fn take(&mut self, made: &Made) -> Fate {
            if made.kind == 2 && made.frame.is_none() {
                return Fate::Refused("missing_field");
            }
            let s = self.of.entry(made.session).or_default();
            if let Some(known) = made.key.and_then(|k| s.keys.get(&k)) {
                return if *known == made.line() { Fate::Duplicate } else { Fate::Refused("key_conflict") };
            }
            if i64::try_from(s.micro + made.adds()).is_err() {
                return Fate::Refused("energy_overflow");
            }
            if made.frame.is_some() && made.frame < s.frame {
                return Fate::Refused("frame_went_back");
            }
            s.seq += 1;
            s.micro += made.adds();
            s.frame = made.frame.or(s.frame);
            s.keys.extend(made.key.map(|k| (k, made.line())));
            *s.types.entry(TYPES[usize::from(made.kind)]).or_default() += 1;
            Fate::Accepted
        }
    }

    /// Millionths as the exact decimal.
    fn decimal(micro: i128) -> String {
        let sign = if micro < 0 { "-" } else { "" };
        let (whole, part) = (micro.abs() / 1_000_000, micro.abs() % 1_000_000);
        let text = format!("{sign}{whole}.{part:06}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// A stream that has something of everything: keys sent again, with the same bytes and with others, frames
    /// that go back, energies at the edge of the range.
    fn made_up(rng: &mut Rng, count: u64) -> Vec<Made> {
        let mut all: Vec<Made> = Vec::new();
        let mut frame = 0;
        for n in 0..count {
            if n > 0 && rng.below(8) == 0 {
                let again = all[rng.below(n) as usize].clone();
                all.push(again);
                continue;
            }
            frame += rng.below(3);
            let made = Made {
                session: ["a", "b", "c"][rng.below(3) as usize],
                kind: rng.below(5) as u8,
                energy: (rng.below(2) == 0).then(|| ENERGIES[rng.below(12) as usize].0),
                frame: (rng.below(3) > 0).then(|| if rng.below(20) == 0 { frame / 2 } else { frame }),
                key: (rng.below(2) == 0).then(|| rng.below(count)),
                n,
            };
            all.push(made);
        }
        all
    }

    /// A stream that is taken whole, in any order of its sessions.
    fn plain(rng: &mut Rng, count: u64) -> Vec<Made> {
        let mut all = made_up(rng, count);
        let mut frames: BTreeMap<&str, u64> = BTreeMap::new();
        for (n, made) in all.iter_mut().enumerate() {
            let frame = frames.entry(made.session).or_default();
            *frame += n as u64 % 3;
            made.frame = Some(*frame);
            made.key = None;
            made.n = n as u64;
            if made.energy.is_some_and(|e| e.contains("9000000000000")) {
                made.energy = Some("0.1");
            }
        }
        all
    }

    fn lines(made: &[Made]) -> Vec<String> {
        made.iter().map(Made::line).collect()
    }

    struct Told(std::sync::mpsc::Sender<(u64, &'static str)>);

    impl Feedback for Told {
        fn nack(&mut self, nack: &Nack) {
            let _ = self.0.send((nack.line, nack.code));
        }
    }

    fn cases(n: u32) -> ProptestConfig {
        ProptestConfig { cases: n, failure_persistence: None, ..ProptestConfig::default() }
    }

    proptest! {
        #![proptest_config(cases(24))]

        #[test]
        fn any_stream_is_taken_as_a_naive_model_takes_it(seed: u64, pause_every in 0usize..20) {
            let made = made_up(&mut Rng::new(seed), 150);
            let mut naive = Naive::default();
            let fates: Vec<Fate> = made.iter().map(|m| naive.take(m)).collect();
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("t.db");
            let (send, told) = std::sync::mpsc::channel();
            let place = Place::parse(&path);
            let mut engine = Engine::start(options(place, false, PLAIN), Box::new(Told(send))).unwrap();
            feed(&mut engine, &lines(&made), pause_every);
            let summary = engine.finish().unwrap();

            let count = |is: &dyn Fn(&Fate) -> bool| fates.iter().filter(|f| is(f)).count() as u64;
            prop_assert_eq!(summary.accepted, count(&|f| *f == Fate::Accepted));
            prop_assert_eq!(summary.duplicate, count(&|f| *f == Fate::Duplicate));
            prop_assert_eq!(summary.rejected, count(&|f| matches!(f, Fate::Refused(_))));
            let refused = fates.iter().zip(1..).filter_map(|(f, line)| match f {
                Fate::Refused(code) => Some((line, *code)),
                _ => None,
            });
            prop_assert_eq!(told.iter().collect::<Vec<_>>(), refused.collect::<Vec<(u64, &str)>>());

            let stored = refolded(&path);
            for (name, s) in &naive.of {
                let Some((seq, energy, _)) = stored.get(*name) else {
                    prop_assert_eq!(s.seq, 0);
                    continue;
                };
                prop_assert_eq!((*seq, energy.clone()), (s.seq, decimal(s.micro)));
            }
            let opened: BTreeMap<_, _> = stored.into_iter().filter(|(_, end)| end.0 > 0).collect();
            let told: BTreeMap<_, _> = ends(&summary).into_iter().filter(|(_, end)| end.0 > 0).collect();
            prop_assert_eq!(&opened, &told, "what is said at the end is what is in the file");
            let kinds = counts_by_type(&path);
            for (name, s) in naive.of.iter().filter(|(_, s)| s.seq > 0) {
                prop_assert_eq!(kinds.get(*name).cloned().unwrap_or_default(), s.types.clone());
            }
        }

        #[test]
        fn interleaved_sessions_come_to_what_each_comes_to_alone(seed: u64) {
            let made = plain(&mut Rng::new(seed), 90);
            let together = ends(&record(Place::Memory, false, PLAIN, &lines(&made), 7));
            for name in ["a", "b", "c"] {
                let own: Vec<Made> = made.iter().filter(|m| m.session == name).cloned().collect();
                let alone = ends(&record(Place::Memory, false, PLAIN, &lines(&own), 0));
                prop_assert_eq!(alone.get(name), together.get(name));
            }
        }

        #[test]
        fn any_split_into_runs_gives_one_state(seed: u64, every in prop::sample::select(vec![1u64, 7, 0, 1000]), parts in 1usize..6) {
            let mut rng = Rng::new(seed);
            let all = lines(&plain(&mut rng, 60));
            let want = ends(&record(Place::Memory, false, PLAIN, &all, 0));
            let cuts: BTreeSet<usize> = (1..parts).map(|_| rng.below(60) as usize).chain([0, 60]).collect();
            let cuts: Vec<usize> = cuts.into_iter().collect();
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("t.db");
            let mut energy = BTreeMap::new();
            for cut in cuts.windows(2) {
                let how = How { snapshot_every: every, batch_size: 1 + rng.below(20) as usize, content: rng.below(2) == 0 };
                let part = &all[cut[0]..cut[1]];
                energy.extend(ends(&record(Place::parse(&path), true, how, part, rng.below(9) as usize)));
            }
            prop_assert_eq!(&energy, &want);
            prop_assert_eq!(&refolded(&path), &want, "the file alone gives the same");
        }
    }

    #[test]
    fn a_recorder_that_vanishes_between_two_runs_changes_nothing() {
        let all = lines(&plain(&mut Rng::new(7), 80));
        let want = ends(&record(Place::Memory, false, PLAIN, &all, 0));
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t.db");
        for part in all.chunks(20) {
            let mut options = options(Place::parse(&path), true, PLAIN);
            options.opening.owner = "4194304999:1:another-boot".into();
            let mut engine = Engine::start(options, Box::new(NoFeedback)).unwrap();
            feed(&mut engine, part, 3);
            engine.flush().unwrap();
            drop(engine); // never finished
        }
        assert_eq!(refolded(&path), want);
    }

    #[test]
    fn the_model_can_tell_a_difference() {
        let made = plain(&mut Rng::new(1), 60);
        let whole = ends(&record(Place::Memory, false, PLAIN, &lines(&made), 0));
        let shorter = ends(&record(Place::Memory, false, PLAIN, &lines(&made[1..]), 0));
        assert_ne!(whole, shorter);
        assert_eq!(decimal(-1), "-0.000001");
        assert_eq!(decimal(2_680_907_000), "2680.907");
        assert_eq!(decimal(0), "0");
    }

    /// Events of each type, as another program counts them.
    #[expect(clippy::disallowed_methods, reason = "the tests look at the file from outside")]
    fn counts_by_type(path: &Path) -> BTreeMap<String, BTreeMap<&'static str, u64>> {
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
        let db = rusqlite::Connection::open_with_flags(path, flags).unwrap();
        let mut all: BTreeMap<String, BTreeMap<&'static str, u64>> = BTreeMap::new();
        for row in crate::common::rows(&db, "SELECT session_id, type, count(*) FROM event GROUP BY 1, 2") {
            let parts: Vec<&str> = row.split('|').collect();
            let kind = TYPES.iter().find(|t| **t == parts[1]).unwrap();
            all.entry(parts[0].to_owned()).or_default().insert(kind, parts[2].parse().unwrap());
        }
        all
    }
}
