//! The library's own figures: what a caller's loop pays, what a batch costs, how fast events are decoded, folded
//! and looked up. `cargo bench`; `-- --quick` uses small inputs. Floors and peers are in `benches/table.sh`.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench measures and prints"
)]

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};
use wfstate::decode::Decoder;
use wfstate::fold::{Position, fold_from, newest_snapshot};
use wfstate::record::{Engine, NoFeedback};
use wfstate::{Event, Reader, Recorder, RecorderOptions};

fn main() {
    let quick = std::env::args().any(|a| a == "--quick");
    let dir = tempfile::tempdir().unwrap();
    println!("| # | what | figure | to reach |\n| --- | --- | --- | --- |");
    try_record(dir.path(), if quick { 2 } else { 20 });
    persist(dir.path(), if quick { 3 } else { 15 });
    let events = if quick { 20_000 } else { 1_000_000 };
    decode(events.min(200_000));
    replay(dir.path(), events);
}

fn row(number: &str, what: &str, figure: &str, reach: &str) {
    println!("| {number} | {what} | {figure} | {reach} |");
}

fn percentile(sorted: &[u64], p: f64) -> u64 {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an index"
    )]
    let at = ((sorted.len() - 1) as f64 * p) as usize;
    sorted[at]
}

fn micros(ns: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "for display")]
    let us = ns as f64 / 1000.0;
    format!("{us:.1} µs")
}

/// S4: a 60 Hz loop with 20 events a frame, on a real disk, beside it the wake-up error of the same loop without
/// a recorder.
fn try_record(dir: &Path, seconds: u64) {
    let mut recorder = Recorder::open(RecorderOptions::new(&dir.join("s4.db")).unwrap()).unwrap();
    let data =
        r#"{"prompt_id":"p","token_index":7,"is_last":false,"model_id":"ollama/llama2:7b","token":"word"}"#;
    let event = Event { type_name: "ai.output", data, ..Event::default() };
    let mut calls: Vec<u64> = Vec::with_capacity(usize::try_from(seconds * 1200).unwrap());
    let (mut late, mut full, mut allocations) = (0, 0, 0);
    let frame = Duration::from_nanos(16_666_667);
    let mut next = Instant::now();
    for n in 0..seconds * 60 {
        let began = Instant::now();
        for _ in 0..20 {
            let call = Instant::now();
            let mut taken = Ok(());
            let counted = allocation_counter::measure(|| taken = recorder.try_record(&event));
            calls.push(u64::try_from(call.elapsed().as_nanos()).unwrap());
            full += u64::from(taken.is_err());
            // The buffers are made before the loop; the first frames may still grow one.
            allocations += if n > 60 { counted.count_total } else { 0 };
        }
        late += u64::from(began.elapsed() > frame);
        next += frame;
        std::thread::sleep(next.saturating_duration_since(Instant::now()));
    }
    recorder.finish().unwrap();
    calls.sort_unstable();
    let figure = format!(
        "p50 {}, p99 {}, max {}; {allocations} allocations; {late} of {} frames late; {full} refused",
        micros(percentile(&calls, 0.5)),
        micros(percentile(&calls, 0.99)),
        micros(calls[calls.len() - 1]),
        seconds * 60,
    );
    row("S4", "`try_record`, 60 Hz × 20 events", &figure, "p50 < 1 µs, p99 < 100 µs, no allocation");
}

/// S2, persistence alone: 10,000 events from decoded to durable, against one write and fdatasync of 4 KB.
fn persist(dir: &Path, rounds: u64) {
    let lines: Vec<String> = (1..=10_000).map(line).collect();
    let (mut ours, mut probes) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        let mut options = RecorderOptions::new(&dir.join(format!("s2-{round}.db"))).unwrap();
        options.record.session = Some("s2".into());
        let mut engine = Engine::start(options.record, Box::new(NoFeedback)).unwrap();
        engine.open_own().unwrap();
        let began = Instant::now();
        for line in &lines {
            engine.line(line.as_bytes()).unwrap();
        }
        engine.flush().unwrap();
        ours.push(began.elapsed());
        engine.finish().unwrap();
        probes.push(probe(dir));
    }
    ours.sort_unstable();
    probes.sort_unstable();
    let (median, probe) = (ours[ours.len() / 2], probes[probes.len() / 2]);
    let figure = format!("{:.1} ms (probe {:.2} ms)", ms(median), ms(probe));
    row("S2", "10k events, decoded to durable", &figure, "≤ 20 ms + 1 probe (seed: 50 ms)");
}

fn ms(d: Duration) -> f64 {
    d.as_secs_f64() * 1000.0
}

fn probe(dir: &Path) -> Duration {
    let mut file = std::fs::File::create(dir.join("probe")).unwrap();
    let began = Instant::now();
    file.write_all(&[1; 4096]).unwrap();
    file.sync_data().unwrap();
    began.elapsed()
}

fn line(n: u64) -> String {
    let seconds = n / 100;
    if n.is_multiple_of(3) {
        format!(
            r#"{{"session_id":"s2","timestamp":{},"type":"energy.update","frame_id":{n},"energy_delta":1.083593,"data":{{"energy":1.083593,"accumulator":{n},"model_id":"ollama/llama2:7b","fps":59.972,"frame_budget_used":14.884,"diversity_index":0.667,"token_count":4}}}}"#,
            1_755_460_080 + seconds
        )
    } else {
        format!(
            r#"{{"session_id":"s2","timestamp":{},"type":"ai.output","data":{{"prompt_id":"p-000001","token_index":{n},"is_last":false,"model_id":"ollama/llama2:7b","token":" for","token_hash":"d8ea7b72e17ce94a","entropy":5.77}}}}"#,
            1_755_460_080 + seconds
        )
    }
}

fn decode(events: u64) {
    let lines: Vec<String> = (1..=events).map(line).collect();
    let mut decoder = Decoder::new(false);
    let began = Instant::now();
    let mut seen = 0u64;
    for line in &lines {
        decoder
            .decode(line.as_bytes(), &mut |_| {
                seen += 1;
                Ok(())
            })
            .unwrap();
    }
    let each = began.elapsed().as_secs_f64() * 1e6 / events_f64(seen);
    row("", "decode and validate a line", &format!("{each:.2} µs"), "");
}

#[expect(clippy::cast_precision_loss, reason = "for display")]
fn events_f64(n: u64) -> f64 {
    n as f64
}

/// S8 and the state at a point, from rows.
fn replay(dir: &Path, events: u64) {
    let path = dir.join("s8.db");
    let mut options = RecorderOptions::new(&path).unwrap();
    options.record.session = Some("s2".into());
    let mut engine = Engine::start(options.record, Box::new(NoFeedback)).unwrap();
    for n in 1..=events {
        engine.line(line(n).as_bytes()).unwrap();
    }
    engine.finish().unwrap();
    let reader = Reader::open(&path, Duration::from_secs(5)).unwrap();
    let session = reader.read(|q| q.session("s2")).unwrap().unwrap();
    let began = Instant::now();
    let end = fold_from(&reader, session.no, Position::default(), events).unwrap();
    let rate = events_f64(events) / began.elapsed().as_secs_f64() / 1e6;
    assert_eq!(Some(end.state.hash()), session.state_hash);
    row("S8", "fold from rows, one thread, library", &format!("{rate:.2} M events/s"), "≥ 2 M events/s");
    let mut times = Vec::new();
    for n in 0..50 {
        let seq = (events / 50) * n + 499;
        let began = Instant::now();
        let (snapshot, _) = newest_snapshot(&reader, session.no, seq).unwrap();
        fold_from(&reader, session.no, snapshot.unwrap_or_default(), seq).unwrap();
        times.push(began.elapsed());
    }
    times.sort_unstable();
    let figure = format!("median {:.2} ms, max {:.2} ms", ms(times[25]), ms(times[49]));
    row("S8", "state at any point, with snapshots", &figure, "< 20 ms");
}
