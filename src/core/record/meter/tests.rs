//! The meter under a clock that the test moves.

use super::alerts::METRICS;
use super::window::Latency;
use super::*;
use crate::core::config::Alerts;
use crate::core::model::event::Flags;
use crate::core::record::batch::Placed;
use crate::core::store::{Opening, Totals};
use serde_json::json;

const SECOND: Duration = Duration::from_secs(1);

/// Keeps what is warned of.
#[derive(Default)]
struct Heard(Vec<String>);

impl Feedback for Heard {
    fn warn(&mut self, message: &str) {
        self.0.push(message.to_owned());
    }
}

struct Bench {
    placing: Placing,
    meter: Meter,
    now: Instant,
    seq: [u64; 3],
}

impl Bench {
    fn new(alerts: Alerts) -> Self {
        let opening = Opening { create: None, durable: true, lock_timeout: SECOND, owner: "1:1:boot".into() };
        let meter = Meter::new(&Options { alerts, ..Options::new(Place::Memory, opening) });
        Self { placing: meter.placing(), meter, now: ambient::instant(), seq: [0; 3] }
    }

    /// A batch with so many events of a session, ready now.
    fn batch(&mut self, track: u32, events: u64) -> Box<Batch> {
        let mut batch = Box::<Batch>::default();
        for left in (0..events).rev() {
            self.seq[track as usize] += 1;
            let seq = self.seq[track as usize];
            batch.events.push(placed(track, seq, left == 0));
        }
        batch.commit = true;
        self.placing.hand_over(&mut batch, self.now);
        batch
    }

    fn arrive(&mut self, batch: &mut Batch) {
        self.meter.arrived_at(batch, &["energy.update".to_owned()], self.now);
    }

    /// It arrives at once and is committed `after` that.
    fn store(&mut self, mut batch: Box<Batch>, after: Duration) -> Box<Batch> {
        self.arrive(&mut batch);
        self.meter.committing = Some(self.now);
        self.now += after;
        let batches = [batch];
        self.meter.committed_at(&batches, self.now);
        let [batch] = batches;
        batch
    }
}

fn placed(track: u32, seq: u64, ends_seal: bool) -> Placed {
    Placed {
        track,
        seq,
        at: Timestamp(1),
        type_slot: 0,
        flags: Flags::default(),
        frame: None,
        energy: None,
        payload: 0..0,
        key: None,
        extra: None,
        ends_seal,
        seal: None,
    }
}

/// The entries in a batch: session, seq, kind, facts.
fn entries(batch: &Batch) -> Vec<(u32, u64, String, Value)> {
    let of = |note: &Note| match note {
        Note::Journal(e) => {
            Some((e.track, e.after_seq, e.kind.to_string(), serde_json::from_str(&e.facts).unwrap()))
        }
        _ => None,
    };
    batch.notes.iter().filter_map(of).collect()
}

fn close(track: u32, last_seq: u64) -> Note {
    let totals = Box::new(Totals { last_seq, ..Totals::default() });
    Note::Close { track, totals, facts: "{}".into(), at: Timestamp(2), seal: [0; 32] }
}

fn quiet() -> Alerts {
    Alerts {
        event_queue_depth: u64::MAX,
        write_latency_ms: f64::INFINITY,
        frame_processing_ms: 16.67,
        memory_usage_mb: u64::MAX,
    }
}

#[test]
fn percentiles_are_those_of_a_sorted_list_to_a_thousandth() {
    let mut state = 7_u64;
    let mut all = Vec::new();
    let mut latency = Latency::default();
    assert_eq!(latency.facts(), json!({ "p50": null, "p90": null, "p99": null, "max": null }));
    for _ in 0..20_000 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let us = 1 + (state >> 40) % (1 << ((state >> 33) % 24));
        all.push(us);
        latency.add(Duration::from_micros(us));
    }
    all.sort_unstable();
    for (percent, rank) in [(50.0, 10_000), (90.0, 18_000), (99.0, 19_800), (100.0, 20_000)] {
        let naive = all[rank - 1];
        let told = latency.percentile(percent).unwrap();
        assert!(told.abs_diff(naive) * 1000 <= naive, "p{percent}: {told}, by the list {naive}");
    }
    assert_eq!(latency.count(), 20_000);
}

#[test]
fn a_latency_beyond_the_bounds_is_kept_as_the_longest_one() {
    let mut latency = Latency::default();
    latency.add(Duration::from_secs(86_400));
    latency.add(Duration::ZERO);
    assert!(latency.percentile(99.0).unwrap() >= 600_000_000);
    assert_eq!(latency.facts()["max"], 86_400_000_000_u64, "the maximum is exact");
    assert_eq!(latency.percentile(1.0), Some(0));
}

#[test]
fn a_session_has_an_entry_each_interval_in_which_it_had_events_and_none_before_the_first_is_over() {
    let mut bench = Bench::new(quiet());
    for _ in 0..9 {
        let batch = bench.batch(0, 30);
        let stored = bench.store(batch, Duration::from_millis(2));
        assert!(entries(&stored).is_empty(), "short of the interval nothing is said");
        bench.now += SECOND;
    }
    bench.now += SECOND;
    let batch = bench.batch(0, 30);
    let stored = bench.store(batch, Duration::from_millis(4));
    let said = entries(&stored);
    assert_eq!(said.len(), 1);
    let (track, after_seq, kind, facts) = &said[0];
    assert_eq!((*track, *after_seq, kind.as_str()), (0, 300, STATS));
    assert_eq!((&facts["events"], &facts["commits"]), (&json!(300), &json!(9)), "{facts}");
    assert_eq!(facts["latency_us"], json!({ "p50": 2000, "p90": 2000, "p99": 2000, "max": 2000 }));
    assert_eq!(facts["queue"], json!({ "now": 30, "max": 30 }));
    assert_eq!(facts["events_per_s"], json!(29.9), "{facts}");
    assert_eq!(facts["types_per_s"], json!({ "energy.update": 29.9 }));
    assert_eq!((&facts["frame_overruns"], &facts["worst_frame_us"]), (&json!(0), &Value::Null));
    // An hour without events leaves nothing behind but one entry with the next event.
    bench.now += SECOND * 3600;
    let batch = bench.batch(0, 1);
    let stored = bench.store(batch, Duration::from_millis(1));
    let said = entries(&stored);
    assert_eq!(said.len(), 1);
    assert_eq!((&said[0].3["events"], &said[0].3["commits"]), (&json!(1), &json!(1)));
    assert_eq!(said[0].3["latency_us"]["max"], 4000, "the commit of the entry before is in this one");
}

#[test]
fn each_session_is_told_its_own_events_after_its_own_last_one() {
    let mut bench = Bench::new(quiet());
    for track in [0, 1, 0] {
        let batch = bench.batch(track, 10);
        bench.store(batch, Duration::from_millis(1));
    }
    bench.now += SECOND * 11;
    let batch = bench.batch(1, 5);
    let stored = bench.store(batch, Duration::from_millis(1));
    assert_eq!(
        entries(&stored).iter().map(|e| (e.0, e.1, &e.3["events"])).collect::<Vec<_>>(),
        [(1, 15, &json!(15))]
    );
    // The other one had events in that interval too; it has its entry with its next batch.
    let batch = bench.batch(0, 1);
    let stored = bench.store(batch, Duration::from_millis(1));
    assert_eq!(
        entries(&stored).iter().map(|e| (e.0, e.1, &e.3["events"])).collect::<Vec<_>>(),
        [(0, 21, &json!(21))]
    );
    let batch = bench.batch(0, 1);
    assert!(entries(&bench.store(batch, Duration::from_millis(1))).is_empty());
}

#[test]
fn a_clean_end_tells_of_the_rest_before_it_closes_and_a_short_recording_does_not() {
    let mut bench = Bench::new(quiet());
    let batch = bench.batch(0, 4);
    bench.store(batch, Duration::from_millis(1));
    let mut short = bench.batch(0, 0);
    short.notes.push(close(0, 4));
    assert!(entries(&bench.store(short, Duration::from_millis(1))).is_empty());

    let mut bench = Bench::new(quiet());
    let batch = bench.batch(0, 4);
    bench.store(batch, Duration::from_millis(1));
    bench.now += SECOND * 20;
    let mut last = bench.batch(0, 0);
    last.notes.push(close(0, 4));
    let stored = bench.store(last, Duration::from_millis(1));
    assert_eq!(entries(&stored).iter().map(|e| (e.1, &e.3["events"])).collect::<Vec<_>>(), [(4, &json!(4))]);
    assert!(matches!(stored.notes.last(), Some(Note::Close { .. })), "closed is the last word");
}

#[test]
fn the_queue_is_what_has_a_place_and_is_not_committed() {
    let mut bench = Bench::new(quiet());
    let mut first = bench.batch(0, 700);
    let mut second = bench.batch(0, 300);
    bench.arrive(&mut first);
    let mut in_hand = Batch::default();
    (0..50).for_each(|n| in_hand.events.push(placed(0, 2000 + n, false)));
    bench.placing.holds(&in_hand);
    assert_eq!(bench.meter.depth(), 1050);
    bench.meter.committed_at(&[first], bench.now);
    assert_eq!(bench.meter.depth(), 350);
    bench.arrive(&mut second);
    bench.meter.committed_at(&[second], bench.now);
    assert_eq!(bench.meter.depth(), 50);
    assert_eq!(bench.meter.window.as_ref().unwrap().queue_max, 1050);
}

#[test]
fn frames_are_late_by_the_clock_of_arrival_whatever_number_they_skip() {
    let start = ambient::instant();
    let limit = Alerts { frame_processing_ms: 16.0, ..quiet() };
    let mut placing = Placing::new(&limit, Arc::default());
    let mut batch = Batch::default();
    let arrivals = [
        (1, 0),
        (1, 90_000),   // the same frame again says nothing
        (2, 16_000),   // in time
        (3, 36_000),   // 20 ms: a quarter more is jitter
        (4, 56_001),   // a microsecond beyond
        (10, 152_000), // six frames in the time of six
        (12, 204_000), // two frames in 52 ms: the second took 36
        (11, 900_000), // an older frame is no frame
    ];
    for (frame, us) in arrivals {
        placing.waits(start);
        placing.waits(start);
        placing.frame(0, Some(frame), &mut batch, || start + Duration::from_micros(us));
    }
    placing.frame(0, None, &mut batch, || unreachable!("the clock is read for frames alone"));
    placing.frame(1, Some(5), &mut batch, || start + SECOND * 60);
    assert_eq!(batch.late_frames, [LateFrame { track: 0, us: 20_001 }, LateFrame { track: 0, us: 36_000 }]);
}

#[test]
fn a_frame_that_nobody_waited_for_is_not_late() {
    let start = ambient::instant();
    let at = |ms: u64| start + Duration::from_millis(ms);
    let mut placing = Placing::new(&quiet(), Arc::default());
    let mut batch = Batch::default();
    placing.frame(0, Some(1), &mut batch, || at(0));
    placing.frame(0, Some(2), &mut batch, || at(500)); // out of a file, or after a commit that took long
    assert!(batch.late_frames.is_empty());
    placing.waits(at(900)); // the hand-over took 400 ms of the recorder's time
    placing.frame(0, Some(3), &mut batch, || at(910));
    assert!(batch.late_frames.is_empty(), "{:?}", batch.late_frames);
    placing.waits(at(911));
    placing.frame(0, Some(4), &mut batch, || at(1000));
    assert_eq!(batch.late_frames, [LateFrame { track: 0, us: 89_000 }]);
}

#[test]
fn commits_of_a_burst_may_take_long() {
    let mut bench = Bench::new(Alerts { write_latency_ms: 50.0, ..quiet() });
    let batch = bench.batch(0, 1001);
    bench.store(batch, Duration::from_millis(500));
    let mut batch = bench.batch(0, 900);
    batch.commit = false;
    bench.store(batch, Duration::from_millis(500));
    assert!(bench.meter.unsaid.is_empty(), "{:?}", bench.meter.unsaid);
    let batch = bench.batch(0, 1000);
    bench.store(batch, Duration::from_millis(500));
    assert_eq!(bench.meter.unsaid.len(), 1, "a control: this one was live");
}

#[test]
fn late_frames_are_counted_and_the_worst_is_told() {
    let mut bench = Bench::new(quiet());
    let mut batch = bench.batch(0, 3);
    batch.late_frames = vec![LateFrame { track: 0, us: 30_000 }, LateFrame { track: 0, us: 45_000 }];
    bench.store(batch, Duration::from_millis(1));
    bench.now += SECOND * 10;
    let batch = bench.batch(0, 1);
    let stored = bench.store(batch, Duration::from_millis(1));
    let facts = &entries(&stored)[0].3;
    assert_eq!((&facts["frame_overruns"], &facts["worst_frame_us"]), (&json!(2), &json!(45_000)));
}

#[test]
fn an_alert_is_said_once_and_written_with_the_next_batch() {
    let mut bench = Bench::new(Alerts { write_latency_ms: 50.0, ..quiet() });
    let batch = bench.batch(0, 1);
    bench.store(batch, Duration::from_millis(50));
    assert!(bench.meter.unsaid.is_empty(), "at the threshold is not above it");
    let batch = bench.batch(0, 1);
    let stored = bench.store(batch, Duration::from_millis(80));
    assert!(entries(&stored).is_empty(), "its batch was committed by then");
    let batch = bench.batch(0, 1);
    let stored = bench.store(batch, Duration::from_millis(90));
    let want = json!({ "metric": "disk_slow", "value": 80.0, "threshold": 50.0, "severity": "warning" });
    assert_eq!(entries(&stored), [(0, 3, ALERT.to_owned(), want)]);
    let mut heard = Heard::default();
    bench.meter.committed(&[], &mut heard);
    assert_eq!(heard.0.len(), 1, "{:?}", heard.0);
    assert!(heard.0[0].contains("80 ms") && heard.0[0].contains("50 ms"), "{:?}", heard.0);
}

#[test]
fn an_alert_comes_again_only_after_calm_and_a_minute() {
    let mut watch = Watch::new(Alerts { event_queue_depth: 500, ..quiet() });
    let start = ambient::instant();
    let mut at = |second: u64, value: f64| {
        watch.see(Metric::QueueBacklog, value, start + SECOND * u32::try_from(second).unwrap()).is_some()
    };
    assert!(!at(0, 500.0) && at(1, 501.0) && !at(2, 9000.0));
    assert!(!at(100, 600.0), "a minute went by, but it never was calm");
    assert!(!at(101, 401.0) && !at(102, 600.0), "401 is above 80 %");
    assert!(!at(103, 399.0) && at(104, 501.0));
    assert!(!at(105, 10.0) && !at(106, 700.0) && !at(163, 700.0), "calm, but within the minute");
    assert!(at(164, 700.0));
}

#[test]
fn a_burst_is_no_backlog_and_waiting_for_a_second_is() {
    let alerts = Alerts { event_queue_depth: 500, ..quiet() };
    let mut bench = Bench::new(alerts);
    let batch = bench.batch(0, 900);
    bench.store(batch, Duration::from_millis(999));
    assert!(bench.meter.unsaid.is_empty());
    let batch = bench.batch(0, 501);
    bench.store(batch, SECOND);
    assert_eq!(bench.meter.unsaid.len(), 1);
    assert!(bench.meter.unsaid[0].contains("501 events"), "{:?}", bench.meter.unsaid);
}

#[test]
fn what_is_not_the_disks_time_is_called_latency() {
    let mut bench = Bench::new(Alerts { write_latency_ms: 50.0, ..quiet() });
    let mut batch = bench.batch(0, 1);
    bench.arrive(&mut batch);
    bench.now += Duration::from_millis(60);
    bench.meter.committing = Some(bench.now);
    bench.now += Duration::from_millis(5);
    bench.meter.committed_at(&[batch], bench.now);
    assert!(bench.meter.unsaid[0].starts_with("high_latency"), "{:?}", bench.meter.unsaid);
    assert_eq!(bench.meter.watch.counts(), [0, 1, 0, 0, 0]);
}

#[test]
fn every_alert_follows_the_schema_of_its_type() {
    let schema = crate::core::schemas::find("event/health.performance").unwrap().value();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for metric in METRICS {
        let alert = Alert { metric, value: 1.5, threshold: 1.0 };
        assert!(validator.is_valid(&alert.facts()), "{}", alert.facts());
    }
    assert!(!validator.is_valid(&json!({ "metric": "queue", "value": 1, "severity": "warning" })));
}
