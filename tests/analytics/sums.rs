//! However costs are told, they are the same money.

use super::scene::{ask, phase, record, response, rows, total};
use crate::common::{Lab, Rng};

/// Sessions of three labels, and none, with random phases and responses over a month.
fn made(seed: u64) -> (Lab, Vec<String>) {
    let (lab, mut rng, mut ids) = (Lab::new(), Rng::new(seed), Vec::new());
    for label in [Some("red"), Some("green"), None] {
        let mut lines = String::new();
        for n in 0..4 {
            let id = format!("{}-{n}-{seed}", label.unwrap_or("bare"));
            for _ in 0..=rng.below(12) {
                let time =
                    format!("2025-07-{:02}T{:02}:{:02}:00Z", 1 + rng.below(31), rng.below(24), rng.below(60));
                let cost =
                    if rng.below(4) == 0 { "null".to_owned() } else { rng.below(1_000_000).to_string() };
                lines += &match rng.below(3) {
                    0 => phase(&id, &time, &cost, ""),
                    1 => phase(&id, &time, &cost, r#","model_id":"m1""#),
                    _ => response(&id, &time, "m2", &format!(r#","cost_micro_usd":{cost}"#)),
                };
            }
            ids.push(id);
        }
        record(&lab, label, &lines);
    }
    (lab, ids)
}

/// The sum of rows of key, cost, count, unpriced.
fn sum<'r>(rows: impl IntoIterator<Item = &'r String>) -> (u64, u64, u64) {
    rows.into_iter().fold((0, 0, 0), |sum, row| {
        let number = |at: usize| row.split(' ').nth(at).unwrap().parse().unwrap_or(0);
        (sum.0 + number(1), sum.1 + number(2), sum.2 + number(3))
    })
}

#[test]
fn days_models_labels_and_sessions_come_to_one_sum() {
    for seed in 1..=3 {
        let (lab, ids) = made(seed);
        let month = ["--since", "2025-07-01", "--until", "2025-08-01"];
        let whole = ask(&lab, "cost", &[&["cost"][..], &month].concat(), 0);
        let all = sum([&format!("all {}", total(&whole))]);
        assert!(all.0 > 0 && all.1 > 12 && all.2 > 0, "{all:?}");
        for by in ["day", "model", "label"] {
            let told = rows(&ask(&lab, "cost", &[&["cost", "--by", by][..], &month].concat(), 0));
            assert_eq!(sum(&told), all, "by {by}, seed {seed}: {told:?}");
        }
        let each: Vec<String> =
            ids.iter().map(|id| format!("{id} {}", total(&ask(&lab, "cost", &["cost", id], 0)))).collect();
        assert_eq!(sum(&each), all, "seed {seed}: {each:?}");
        // And what the events say when somebody else reads them.
        let events = "SELECT total(json_extract(data, '$.cost_micro_usd')), count(*), \
                      sum(json_extract(data, '$.cost_micro_usd') IS NULL) FROM event";
        let read = lab.one(events).replace(".0", "").replace('|', " ");
        assert_eq!(sum([&format!("all {read}")]), all, "seed {seed}");
        let trend = ask(&lab, "stats", &[&["stats", "--trend"][..], &month].concat(), 0);
        assert_eq!(trend["total"]["cost"]["cost_micro_usd"], all.0);
    }
}

#[test]
fn a_sum_that_lacks_a_row_is_found_out() {
    let rows = ["a 5 1 0", "b null 1 1"].map(str::to_owned);
    assert_eq!(sum(&rows), (5, 2, 1));
    assert_ne!(sum(&rows[..1]), sum(&rows));
}
