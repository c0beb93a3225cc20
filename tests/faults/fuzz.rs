//! P21: no input makes it panic or hang. The targets of `fuzz/` without libFuzzer: a seeded mutator, a corpus of the
//! repository's fixtures, and a clock on every input.

use super::made::{framed, rich};
use super::reading::validated;
use super::scale::{count, tell};
use super::targets::{TARGETS, Target, block, database, import, line, spill, wal};
use crate::common::{Lab, Rng, fixture};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;
use wfstate::Reader;
use wfstate::decode::Decoder;
use wfstate::fold::{TypeNames, each_chunk};
use wfstate::model::energy::MicroEu;
use wfstate::model::event::Flags;
use wfstate::record::{Engine, NoFeedback, Options, Summary};
use wfstate::store::{Ask, Created, Opening, Place, StoredEvent};

/// No single input takes this long, in debug on a busy machine.
const SLOW: Duration = Duration::from_secs(5);
/// After this the input hangs.
const HANGS: Duration = Duration::from_secs(60);

/// What came of a run.
struct Outcome {
    /// Inputs that were let in.
    accepted: u64,
    /// Inputs that made the target panic or took too long, at most a few, and why.
    bad: Vec<(Vec<u8>, String)>,
}

/// Feeds mutated inputs to a target, on a thread of its own so that one that hangs is noticed.
fn drive(
    target: Target,
    corpus: Vec<Vec<u8>>,
    words: &'static [&'static [u8]],
    times: u64,
    seed: u64,
) -> Outcome {
    let (tell, told) = channel();
    std::thread::spawn(move || {
        let mut mutator = Mutator { rng: Rng::new(seed), corpus, words };
        for _ in 0..times {
            let input = mutator.next();
            // Sent first: it is known even if it never ends.
            let _ = tell.send((input.clone(), None));
            let began = wfstate::ambient::instant();
            let result = catch_unwind(AssertUnwindSafe(|| target(&input))).map_err(|panic| message(&*panic));
            let result = match result {
                Ok(_) if began.elapsed() > SLOW => Err(format!("took {:?}", began.elapsed())),
                other => other,
            };
            if result == Ok(true) {
                mutator.keep(&input);
            }
            let _ = tell.send((Vec::new(), Some(result)));
        }
    });
    let mut outcome = Outcome { accepted: 0, bad: Vec::new() };
    let mut now = Vec::new();
    loop {
        match told.recv_timeout(HANGS) {
            Ok((input, None)) => now = input,
            Ok((_, Some(Ok(accepted)))) => outcome.accepted += u64::from(accepted),
            Ok((_, Some(Err(why)))) if outcome.bad.len() < 10 => outcome.bad.push((now.clone(), why)),
            Ok(_) => {}
            Err(RecvTimeoutError::Timeout) => {
                outcome.bad.push((now, "hangs".into()));
                return outcome;
            }
            Err(RecvTimeoutError::Disconnected) => return outcome,
        }
    }
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without words").to_owned()
}

/// Makes inputs out of a corpus.
struct Mutator {
    rng: Rng,
    corpus: Vec<Vec<u8>>,
    words: &'static [&'static [u8]],
}

impl Mutator {
    fn next(&mut self) -> Vec<u8> {
        let mut input = self.one();
        for _ in 0..=self.rng.below(4) {
            self.change(&mut input);
        }
        input
    }

    /// What was let in is a good place to go on from.
    fn keep(&mut self, input: &[u8]) {
        if input.len() < 4000 && self.corpus.len() < 4000 && self.rng.below(50) == 0 {
            self.corpus.push(input.to_vec());
        }
    }

    fn one(&mut self) -> Vec<u8> {
        let at = self.rng.below(self.corpus.len() as u64) as usize;
        self.corpus[at].clone()
    }

    fn place(&mut self, input: &[u8]) -> usize {
        self.rng.below(input.len() as u64 + 1) as usize
    }

    fn change(&mut self, input: &mut Vec<u8>) {
        let at = self.place(input);
        // In a file everything has its place; one that has moved is refused at once, and little is learnt.
        let file = input.len() > 8000 && self.rng.below(10) > 0;
        let kind = if file { [0, 7, 8, 9][self.rng.below(4) as usize] } else { self.rng.below(10) };
        match kind {
            0 if at < input.len() => input[at] ^= 1 << self.rng.below(8),
            1 => input.truncate(at),
            2 => {
                let other = self.one();
                let from = self.place(&other);
                input.truncate(at);
                input.extend_from_slice(&other[from..]);
            }
            3 => {
                let end = at + (self.rng.below(64) as usize).min(input.len() - at);
                let piece = input[at..end].to_vec();
                input.splice(at..at, piece);
            }
            4 => {
                let end = at + (self.rng.below(32) as usize).min(input.len() - at);
                input.drain(at..end);
            }
            5 => self.number(input),
            6 => {
                let sign = b"{}[]\":,\\ \t0-.eE+"[self.rng.below(16) as usize];
                input.insert(at, sign);
            }
            7 if at < input.len() => input[at] = self.rng.next() as u8,
            8 => {
                // A byte where a byte of its kind stood, so that the structure lives on.
                let other = self.one();
                let from = self.place(&other);
                let many = (self.rng.below(24) as usize).min(other.len() - from).min(input.len() - at);
                input[at..at + many].copy_from_slice(&other[from..from + many]);
            }
            _ => {
                let word = self.words[self.rng.below(self.words.len() as u64) as usize];
                let over = if file { word.len().min(input.len() - at) } else { 0 };
                input.splice(at..at + over, word.iter().copied());
            }
        }
    }

    /// Another number where one stands.
    fn number(&mut self, input: &mut Vec<u8>) {
        let digits: Vec<usize> = (0..input.len()).filter(|at| input[*at].is_ascii_digit()).collect();
        if digits.is_empty() {
            return;
        }
        let at = digits[self.rng.below(digits.len() as u64) as usize];
        let start = input[..at].iter().rposition(|b| !b.is_ascii_digit()).map_or(0, |p| p + 1);
        let end = input[at..].iter().position(|b| !b.is_ascii_digit()).map_or(input.len(), |p| at + p);
        let number = NUMBERS[self.rng.below(NUMBERS.len() as u64) as usize];
        input.splice(start..end, number.bytes());
    }
}

const NUMBERS: &[&str] = &[
    "0",
    "1",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551616",
    "1e308",
    "1e309",
    "1e-400",
    "0.1",
    "0.0000005",
    "123456789.123456789",
    "2.5e-7",
    "00",
    "-0",
    "1E+2",
    "999999999999",
];

/// Words of a line.
const WORDS: &[&[u8]] = &[
    b"\"type\":\"energy.update\"",
    b"\"data\":{}",
    b"\"payload\":",
    b"\"session_id\":\"s\"",
    b"\"energy_delta\":",
    b"\"frame_id\":",
    b"\"event_key\":\"k\"",
    b"\"timestamp\":",
    b"2025-08-17T23:59:60Z",
    b"\"channel\":\"c\"",
    b"\"seq\":1",
    b"token_stream",
    b"\"tokens\":[\"a\"]",
    b"\"energy\":",
    b"\\ud800",
    b"\\u0000",
    b"\xef\xbb\xbf",
    b"\xff",
    b"null",
    b"true",
    b"NaN",
    b"[[[[[[[[",
    b"\"d\\u0061ta\":",
    b"system.rollback",
    b"\"state_hash\":",
    b"\"accumulator\":1",
    b"\"model_id\":\"m\"",
];

/// Words of a database file: kinds of pages, sizes, text that its schema has.
const PAGES: &[&[u8]] = &[
    b"\x0d",
    b"\x05",
    b"\x0a",
    b"\x02",
    b"\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"\x7f\xff",
    b"\x80\x80\x80\x80\x80\x80\x80\x80\x80",
    b"CREATE TABLE",
    b"zstd",
    b"\x28\xb5\x2f\xfd",
    b"SQLite format 3\0",
    b"\x10\0",
    b"WFST",
];

fn lines() -> Vec<Vec<u8>> {
    let mut corpus: Vec<Vec<u8>> = (1..=20).map(|n| framed("s", n).trim_end().into()).collect();
    let mut files = vec![fixture("mixed.ndjson"), fixture("capture/tech003-capture.ndjson")];
    files.extend(std::fs::read_dir(fixture("bad")).unwrap().map(|e| e.unwrap().path()));
    files.sort();
    for file in files {
        let bytes = std::fs::read(file).unwrap();
        corpus.extend(
            bytes.split(|b| *b == b'\n').filter(|l| !l.is_empty() && l.len() < 20_000).map(<[u8]>::to_vec),
        );
    }
    corpus
}

#[track_caller]
fn expect_good(what: &str, tried: u64, outcome: &Outcome) {
    tell(&format!("{what}, {} let in", outcome.accepted), tried, outcome.bad.len() as u64);
    if let Some((input, why)) = outcome.bad.first() {
        let shown = String::from_utf8_lossy(&input[..input.len().min(2000)]);
        panic!("{why}\n{} bytes: {shown:?}", input.len());
    }
    assert!(outcome.accepted > tried / 50, "most of the inputs only touched the door: {}", outcome.accepted);
}

#[test]
fn no_line_makes_the_decoder_panic_or_hang_and_what_it_takes_comes_back() {
    let times = count(20_000, 5_000_000);
    let outcome = drive(line, lines(), WORDS, times, 1);
    expect_good("lines made up by a mutator", times, &outcome);
}

#[test]
fn what_is_recorded_of_made_up_lines_is_a_valid_database_that_reads_back() {
    let mut stored = 0;
    // Many small ones: a frame or a key that was made up stands in the way of what comes after it.
    let rounds = count(20, 2000);
    for seed in 1..=rounds {
        let lab = Lab::new();
        let path = lab.path("t.db");
        let summary = record(&path, seed, LINES_EACH);
        assert_eq!(
            summary.lines,
            summary.accepted + summary.duplicate + summary.rejected + summary.dropped + summary.blank
        );
        let verdict = validated(&path, &[]);
        assert_eq!(verdict.errors, 0, "seed {seed}: {}", verdict.said);
        stored += read_back(&path);
    }
    tell(&format!("lines made up by a mutator, recorded, {stored} events read back"), rounds * LINES_EACH, 0);
    assert!(stored > rounds * LINES_EACH / 10, "{stored}");
}

const LINES_EACH: u64 = 300;

/// Records mutated lines as a program would.
fn record(path: &Path, seed: u64, times: u64) -> Summary {
    let created = Created { uuid: [7; 16], at: wfstate::ambient::now() };
    let opening = Opening {
        create: Some(created),
        durable: false,
        lock_timeout: Duration::ZERO,
        owner: "1:1:x".into(),
    };
    let options = Options {
        session: Some("own".into()),
        content: seed % 2 == 1,
        ..Options::new(Place::parse(path), opening)
    };
    let mut engine = Engine::start(options, Box::new(NoFeedback)).unwrap();
    let corpus = lines().into_iter().filter(|l| line(l)).collect();
    let mut mutator = Mutator { rng: Rng::new(100 + seed), corpus, words: WORDS };
    for n in 0..times {
        let mut input = mutator.one();
        if n % 2 == 0 {
            mutator.change(&mut input);
        }
        input.retain(|b| *b != b'\n');
        engine.line(&input).unwrap();
    }
    engine.finish().unwrap()
}

/// What is stored of each event is let in once more, with the same energy. Gives how many there are.
fn read_back(path: &Path) -> u64 {
    let reader = Reader::open(path, Duration::ZERO).unwrap();
    let types = TypeNames::load(&reader).unwrap();
    let mut seen = 0;
    for row in reader.ask(|q| q.sessions(0, usize::MAX)).unwrap() {
        let last = reader.ask(|q| q.last_seq(row.no)).unwrap();
        each_chunk(&reader, row.no, 0, last, &mut |chunk| {
            for e in chunk.rows() {
                let name = types.get(e.type_no).unwrap().0;
                let payload = std::str::from_utf8(chunk.payload(e).unwrap()).unwrap();
                stored(name, payload, e);
                seen += 1;
            }
            Ok(())
        })
        .unwrap();
    }
    seen
}

fn stored(name: &str, payload: &str, e: &StoredEvent) {
    let from_data = e.flags.has(Flags::ENERGY_FROM_DATA);
    let energy = e.energy.filter(|_| !from_data).map_or("null".to_owned(), |n| MicroEu(n).to_string());
    let frame = e.frame.map_or("null".to_owned(), |f| f.to_string());
    let name = serde_json::to_string(name).unwrap();
    let line =
        format!("{{\"type\":{name},\"frame_id\":{frame},\"energy_delta\":{energy},\"data\":{payload}}}");
    let mut energies = Vec::new();
    let decoded = Decoder::new(false).decode(line.as_bytes(), &mut |event| {
        energies.push(event.energy.map(|m| m.0));
        Ok(())
    });
    assert!(decoded.is_ok() && energies == [e.energy], "{decoded:?} {energies:?} {:?}: {line}", e.energy);
}

#[test]
fn no_file_makes_the_reader_panic_or_hang() {
    let lab = Lab::new();
    let corpus = vec![std::fs::read(rich(&lab)).unwrap(), small(), b"SQLite format 3\0".to_vec()];
    let times = count(200, 20_000);
    let outcome = drive(database, corpus, PAGES, times, 2);
    expect_good("files made up by a mutator", times, &outcome);
}

/// Words of a log: its magic numbers, page sizes, ends of transactions.
const LOG: &[&[u8]] = &[
    b"\x37\x7f\x06\x82",
    b"\x37\x7f\x06\x83",
    b"\x00\x2d\xe2\x18",
    b"\0\0\x10\0",
    b"\0\0\x02\0",
    b"\0\x01\0\0",
    b"\0\0\0\0",
    b"\0\0\0\x01",
    b"\xff\xff\xff\xff",
];

#[test]
fn no_log_makes_the_scanner_panic_or_hang() {
    let lab = Lab::new();
    let mut recorder = lab.start(&["record", "--ack", "commit", "--session", "s"]);
    for n in 1..=5 {
        recorder.send(framed("s", n));
        recorder.await_ack(n);
    }
    recorder.signal("KILL");
    recorder.end();
    let log = std::fs::read(lab.path("t.db-wal")).unwrap();
    let times = count(2000, 200_000);
    // The frames behind the log's first commits alone, too: the rest of it is not reached by most changes.
    let corpus = vec![log[..32 + 4 * 4120].to_vec(), log];
    let outcome = drive(wal, corpus, LOG, times, 4);
    expect_good("logs made up by a mutator", times, &outcome);
}

/// Words of a spill file and of a batch in it.
const FRAMES: &[&[u8]] =
    &[b"WFSPILL1", b"\0", b"\x01", b"\x02\0\0\0", b"\xff\xff\xff\xff", b"periodic", b"accepted", b"bad_time"];

#[test]
fn no_spill_file_makes_its_reader_panic_or_hang() {
    let lab = Lab::new();
    let mut recorder = lab.start(&["record", "--ack", "commit", "--session", "s", "--lock-timeout", "10ms"]);
    recorder.send(framed("s", 1));
    recorder.await_ack(1);
    let lock = lab.write_lock();
    let mut n = 1;
    let waiting = || std::fs::read_dir(lab.path("")).unwrap().map(|e| e.unwrap().path());
    let file = loop {
        n += 1;
        recorder.send(framed("s", n));
        std::thread::sleep(Duration::from_millis(50));
        let found = waiting().find(|p| p.to_str().unwrap().contains(".spill-"));
        if let Some(bytes) = found.and_then(|p| std::fs::read(p).ok()).filter(|b| b.len() > 1000) {
            break bytes;
        }
        assert!(n < 600, "no spill file came");
    };
    drop(lock);
    recorder.signal("KILL");
    recorder.end();
    // Behind a header of 56 bytes and a frame's 28 begins the first batch.
    let size = u32::from_le_bytes(file[64..68].try_into().unwrap()) as usize;
    let corpus = vec![file[84..84 + size].to_vec(), file];
    let times = count(1000, 200_000);
    let outcome = drive(spill, corpus, FRAMES, times, 5);
    expect_good("spill files made up by a mutator", times, &outcome);
}

/// Numbers as a block has them.
const STREAMS: &[&[u8]] = &[b"\x01\0", b"\xff\xff\xff\x7f", b"\x80", b"\x28\xb5\x2f\xfd", b"\xff"];

#[test]
fn no_block_makes_its_reader_panic_or_hang() {
    let lab = Lab::new();
    let lines = |n: u64| (1..=n).map(|n| framed("s", n)).collect::<String>();
    lab.record(&["--session", "s"], lines(300)).expect(0);
    let reader = Reader::open(&lab.path("t.db"), Duration::ZERO).unwrap();
    let corpus: Vec<Vec<u8>> = [3, 40, 300]
        .into_iter()
        .map(|events| {
            let chunk = std::cell::RefCell::new(wfstate::store::EventChunk::default());
            reader.read(|q| q.events(1, 1, events, &mut chunk.borrow_mut())).unwrap();
            let packed = wfstate::store::segment::pack(&chunk.into_inner(), None).unwrap();
            let numbers = [packed.events as u64, packed.size as u64, packed.first_seq, packed.last_seq];
            let said = numbers.into_iter().flat_map(|n| u32::try_from(n).unwrap().to_be_bytes());
            said.chain(packed.block).collect()
        })
        .collect();
    assert!(corpus.iter().all(|whole| block(whole)), "the control");
    let times = count(2000, 500_000);
    let outcome = drive(block, corpus, STREAMS, times, 6);
    expect_good("blocks made up by a mutator", times, &outcome);
}

/// A database of one event, whose few pages are hit more often.
fn small() -> Vec<u8> {
    let lab = Lab::new();
    lab.record(&["--session", "s"], "{\"type\":\"x.y\",\"data\":{}}\n").expect(0);
    std::fs::read(lab.path("t.db")).unwrap()
}

#[test]
fn no_export_makes_its_reader_panic_or_hang() {
    let lab = Lab::new();
    lab.record(&["--content", "--label", "=x"], (1..=3).map(|n| framed("s", n)).collect::<String>())
        .expect(0);
    let export = |format: &str| {
        lab.run(&["export", "--all", "--include-content", "--yes", "--format", format], "")
            .stdout
            .into_bytes()
    };
    let corpus: Vec<Vec<u8>> = ["ndjson", "json", "yaml", "csv", "sql"].into_iter().map(export).collect();
    assert!(corpus.iter().all(|file| import(file)), "the corpus is read");
    let times = count(2000, 200_000);
    let outcome = drive(import, corpus, WORDS, times, 6);
    tell("exports with changed bytes", times, outcome.bad.len() as u64);
    assert!(outcome.accepted > 100, "{} of {times} were let in", outcome.accepted);
    assert!(outcome.bad.is_empty(), "{:?}", outcome.bad);
}

#[test]
fn every_target_has_its_file_for_libfuzzer() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let manifest = std::fs::read_to_string(dir.join("Cargo.toml")).unwrap();
    for (name, _) in TARGETS {
        let file = std::fs::read_to_string(dir.join(format!("fuzz_targets/{name}.rs"))).unwrap_or_default();
        assert!(file.contains(&format!("targets::{name}(")), "fuzz/fuzz_targets/{name}.rs");
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name} in fuzz/Cargo.toml");
    }
}

/// Control: a target that panics at one input in a few hundred is caught, and so is one that is slow.
#[test]
fn a_target_that_panics_is_caught() {
    let broken: Target = |bytes| {
        assert!(!(bytes.len() > 40 && bytes[40] == b'{'), "found it");
        true
    };
    let outcome = drive(broken, lines(), WORDS, 5000, 3);
    tell("inputs to a target that panics (control)", 5000, outcome.bad.len() as u64);
    assert!(outcome.bad.iter().any(|b| b.1.contains("found it")), "{:?}", outcome.bad);
}
