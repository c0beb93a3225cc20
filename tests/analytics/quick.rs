//! What was long ago is not looked at: a question about the last days costs what those days hold.

use super::scene::{ask, total};
use crate::common::Lab;
use std::time::{Duration, Instant};
use wfstate::Reader;
use wfstate::cost::{By, cost};
use wfstate::model::time::Timestamp;
use wfstate::passing::{Scope, Window};
use wfstate::trend::trend;

const HOUR_US: i64 = 3_600_000_000;
const DAY_US: i64 = 24 * HOUR_US;

/// A database of many sessions, and when the last of them ended.
fn many() -> (Lab, Reader, Timestamp) {
    let lab = Lab::new();
    lab.run(&["fixture", "make", "t.db", "--events", "40000", "--sessions", "2000"], "").expect(0);
    let reader = Reader::open(&lab.path("t.db"), Duration::from_secs(5)).unwrap();
    let end: i64 = lab.one("SELECT max(end_us) FROM stored_session").parse().unwrap();
    (lab, reader, Timestamp(end))
}

#[test]
fn sessions_that_ended_a_day_before_the_time_are_not_looked_at() {
    let (_lab, reader, end) = many();
    let runs = |since: i64| {
        let window = Window { since: Some(Timestamp(since)), until: None };
        Scope::of_all(&reader, &window).unwrap().runs
    };
    assert_eq!(runs(i64::MIN), [(1, 2000)]);
    assert_eq!(runs(end.0 + DAY_US + 1), []);
    assert_eq!(runs(end.0 + DAY_US), [(2000, 2000)], "a clock may be ahead by a day");
    let last: i64 = runs(end.0 + DAY_US - HOUR_US).iter().map(|(first, last)| last - first + 1).sum();
    assert!((2..2000).contains(&last), "{last} sessions ended in the last hour");
}

#[test]
fn a_question_about_a_time_without_sessions_takes_a_part_of_one_about_them_all() {
    let (_lab, reader, end) = many();
    let took = |since: i64| {
        let window = Window { since: Some(Timestamp(since)), until: None };
        #[expect(clippy::disallowed_methods, reason = "the test measures")]
        let began = Instant::now();
        let scope = Scope::of_all(&reader, &window).unwrap();
        let total = cost(&reader, &scope, &window, By::Day).unwrap().total;
        (began.elapsed(), total.count)
    };
    // In turns, and the best of each: others work on this machine, too.
    let (mut whole, mut recent) = (Duration::MAX, Duration::MAX);
    for _ in 0..9 {
        let (all, none) = (took(i64::MIN), took(end.0 + 2 * DAY_US));
        assert!(all.1 > 0 && none.1 == 0);
        (whole, recent) = (whole.min(all.0), recent.min(none.0));
    }
    assert!(recent * 2 < whole, "{recent:?} and {whole:?}");
}

#[test]
fn two_threads_come_to_what_one_does_and_to_what_the_rows_of_the_sessions_say() {
    let (lab, reader, _) = many();
    let window = Window::default();
    let rows = reader.read(|q| q.sessions(0, usize::MAX)).unwrap();
    let all = Scope::of_rows(&rows);
    let whole = cost(&reader, &all, &window, By::Day).unwrap();
    // A part of them is so few that one thread is asked.
    let mut parts = (0, 0);
    for some in rows.chunks(400) {
        let total = cost(&reader, &Scope::of_rows(some), &window, By::Day).unwrap().total;
        parts = (parts.0 + total.known, parts.1 + total.count);
    }
    assert_eq!((whole.total.known, whole.total.count), parts);
    let row: i64 = lab.one("SELECT sum(cost_micro_usd) FROM stored_session").parse().unwrap();
    assert_eq!(whole.total.known, row);
    let days: i64 = whole.rows.iter().map(|r| r.amount.known).sum();
    assert_eq!(days, row);
    let models = cost(&reader, &all, &window, By::Model).unwrap();
    assert_eq!(models.total, whole.total);
    let trend = trend(&reader, &all, &window).unwrap();
    assert_eq!((trend.total.amount, trend.total.events), (whole.total, 40_000));
    assert_eq!((trend.total.sessions, trend.days.iter().map(|d| d.figures.events).sum()), (2000, 40_000));
}

#[test]
fn a_workflow_that_was_written_after_its_end_is_looked_at() {
    let lab = Lab::new();
    let id = lab.run(&["workflow", "start", "--label", "x", "--json"], "").expect(0).answer();
    let id = id["session_id"].as_str().unwrap();
    lab.run(&["workflow", "phase", "save", id, "one", "--cost-usd", "0.5"], "").expect(0);
    lab.run(&["workflow", "complete", id], "").expect(0);
    let spent = || total(&ask(&lab, "cost", &["cost", "--days", "2"], 0));
    assert_eq!(spent(), "500000 1 0");
    tamper(&lab, "UPDATE stored_session SET end_us = 0");
    assert_eq!(spent(), "500000 1 0", "its row says that it was written to today");
    tamper(&lab, "UPDATE stored_session SET updated_us = 0");
    assert_eq!(spent(), "0 0 0", "nothing says that it has an event of these days");
}

/// Changes the database as no verb does.
fn tamper(lab: &Lab, sql: &str) {
    #[expect(clippy::disallowed_methods, reason = "somebody else writes into the file")]
    let db = rusqlite::Connection::open(lab.path("t.db")).unwrap();
    db.execute_batch(sql).unwrap();
}
