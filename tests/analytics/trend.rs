//! `stats --trend`.

use super::scene::{WHOLE, ask, event, record, spent, updates};
use crate::common::Lab;
use serde_json::Value;

fn days(trend: &Value) -> Vec<String> {
    let day = |d: &Value| {
        format!(
            "{} {} {} {} {}",
            d["day"].as_str().unwrap(),
            d["sessions"],
            d["events"],
            d["errors"],
            d["energy"]
        )
    };
    trend["days"].as_array().unwrap().iter().map(day).collect()
}

#[test]
fn each_day_has_its_sessions_events_and_cost() {
    let lab = spent();
    let trend = ask(&lab, "stats", &[&["stats", "--trend"][..], &WHOLE].concat(), 0);
    assert_eq!(
        days(&trend),
        ["2025-08-17 1 1 0 0", "2025-08-18 2 5 0 0", "2025-08-19 0 0 0 0", "2025-08-20 2 2 0 0"]
    );
    let total = &trend["total"];
    assert_eq!((&total["sessions"], &total["events"]), (&3.into(), &8.into()), "each session once");
    let cost: Vec<&Value> =
        trend["days"].as_array().unwrap().iter().map(|d| &d["cost"]["cost_micro_usd"]).collect();
    assert_eq!(cost, [&20_000.into(), &30_005.into(), &Value::from(0), &7.into()]);
}

#[test]
fn slopes_are_those_of_the_line_that_comes_nearest() {
    let lab = spent();
    let trend = ask(&lab, "stats", &[&["stats", "--trend"][..], &WHOLE].concat(), 0);
    let slope = |name: &str| (trend["slopes"][name]["per_day"].as_f64(), trend["slopes"][name]["n"].as_u64());
    // Events 1, 5, 0, 2: (−1.5·1 − 0.5·5 + 0.5·0 + 1.5·2) / 5
    assert_eq!(slope("events"), (Some(-0.2), Some(4)));
    // 20000, 30005, 0, 7: (−30000 − 15002.5 + 0 + 10.5) / 5
    assert_eq!(slope("cost_micro_usd"), (Some(-8998.4), Some(4)));
    assert_eq!(slope("energy"), (Some(0.0), Some(4)));
    assert_eq!(slope("errors_per_million"), (Some(0.0), Some(3)), "a day without events has no rate");
    let day = ask(&lab, "stats", &["stats", "--trend", "--since", "2025-08-18", "--until", "2025-08-19"], 0);
    assert_eq!(day["slopes"]["events"], serde_json::json!({"per_day": null, "n": 1}));
}

#[test]
fn a_day_whose_prices_are_all_unknown_is_left_out_of_the_slope_of_cost() {
    let lab = spent();
    let trend = ask(&lab, "stats", &["stats", "c-none", "--trend"], 0);
    assert_eq!(trend["days"][0]["cost"]["cost_micro_usd"], Value::Null);
    assert_eq!(trend["slopes"]["cost_micro_usd"]["n"], 0);
    assert_eq!(trend["slopes"]["events"]["n"], 1);
}

#[test]
fn energy_and_errors_grow_by_the_day() {
    let lab = Lab::new();
    let data =
        r#"{"error_code":"E","error_message":"m","component":"c","severity":"error","recoverable":true}"#;
    let mut lines = updates("s-one", 10, &[0.5, 1.0, 0.25]);
    lines += &event("s-one", "2025-08-18T00:00:00Z", r#""type":"error","energy_delta":0.25"#, data);
    lines += &event(
        "s-one",
        "2025-08-18T00:00:01Z",
        r#""type":"user.action","energy_delta":3"#,
        r#"{"action":"pause"}"#,
    );
    record(&lab, None, &lines);
    let trend =
        ask(&lab, "stats", &["stats", "--trend", "--since", "2025-08-17", "--until", "2025-08-19"], 0);
    assert_eq!(days(&trend), ["2025-08-17 1 3 0 1.75", "2025-08-18 1 2 1 3.25"]);
    assert_eq!(trend["total"]["sessions"], 1, "it went on after midnight");
    assert_eq!(trend["slopes"]["energy"]["per_day"], 1.5);
    assert_eq!(trend["slopes"]["errors_per_million"]["per_day"], 500_000.0);
}

#[test]
fn it_has_a_table_for_people_and_one_for_machines() {
    let lab = spent();
    let args = [&["stats", "--trend"][..], &WHOLE].concat();
    let text = lab.run(&args, "").expect(0).stdout;
    let header: Vec<&str> = text.lines().next().unwrap().split_whitespace().collect();
    assert_eq!(header, ["day", "sessions", "events", "errors", "energy", "cost", "unpriced"]);
    assert!(text.contains("events     -0.200000 a day with each day, over 4 days"), "{text}");
    let csv = lab.run(&[&args[..], &["--format", "csv"]].concat(), "").expect(0).stdout;
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[0], "day,sessions,events,errors,energy,cost_micro_usd,count,unpriced");
    assert_eq!((lines[2], lines.len()), ("2025-08-18,2,5,0,0,30005,4,2", 5));
}
