//! `stats SESSION --anomalies`: each rule finds what it is for, and nothing in a session that is nearly the same.

use super::scene::{ask, at, event, record, updates};
use crate::common::Lab;
use serde_json::Value;

/// The findings of a session of these events.
fn found(lines: &str) -> Vec<Value> {
    let lab = Lab::new();
    record(&lab, None, lines);
    of(&lab)
}

fn of(lab: &Lab) -> Vec<Value> {
    let stats = ask(lab, "stats", &["stats", "latest", "--anomalies"], 0);
    assert_eq!(stats["anomaly_rules"].as_array().unwrap().len(), 6);
    stats["anomalies"].as_array().unwrap().clone()
}

/// A finding as rule, first and last event, what was measured, against what.
fn brief(findings: &[Value]) -> Vec<String> {
    let brief = |f: &Value| {
        let rule = f["rule"].as_str().unwrap();
        format!("{rule} {}..{} {} > {}", f["from_seq"], f["to_seq"], f["measured"], f["threshold"])
    };
    findings.iter().map(brief).collect()
}

/// Actions of a session, one each so many milliseconds from a beginning on.
fn actions(count: u64, step_ms: u64, from_ms: u64) -> String {
    (0..count).map(|n| act("s-x", from_ms + n * step_ms)).collect()
}

fn act(session: &str, ms: u64) -> String {
    event(session, &at(ms), r#""type":"user.action""#, r#"{"action":"pause"}"#)
}

fn error(code: &str, ms: u64) -> String {
    let data = format!(
        r#"{{"error_code":"{code}","error_message":"m","component":"c","severity":"error","recoverable":true}}"#
    );
    event("s-x", &at(ms), r#""type":"error""#, &data)
}

fn resonance(frame: u64, ms: u64, amplitude: f64) -> String {
    let data = format!(
        r#"{{"models_involved":["m/a","m/b"],"resonance_frequency":2,"amplitude":{amplitude},"synchronization_level":0.5}}"#
    );
    event("s-x", &at(ms), &format!(r#""type":"pattern.resonance","frame_id":{frame}"#), &data)
}

fn interference(frame: u64, ms: u64, strength: f64) -> String {
    let data = format!(
        r#"{{"models_involved":["m/a","m/b"],"interference_type":"constructive","strength":{strength}}}"#
    );
    event("s-x", &at(ms), &format!(r#""type":"pattern.interference","frame_id":{frame}"#), &data)
}

#[test]
fn a_spike_of_energy_is_more_than_the_median_and_ten_times_the_mad() {
    let mut energies: Vec<f64> = (0..40).map(|n| if n % 3 == 0 { 1.5 } else { 1.0 }).collect();
    // Most are 1, so that is the median, and the MAD is 0: 2.0 is twice the median and no spike.
    energies[10] = 2.0;
    assert_eq!(found(&updates("s-x", 100, &energies)), Vec::<Value>::new());
    energies[20] = 2.000_001;
    energies[21] = 9.0;
    energies[30] = 3.5;
    let findings = found(&updates("s-x", 100, &energies));
    assert_eq!(
        brief(&findings),
        ["energy_spike 21..22 9000000 > 2000000", "energy_spike 31..31 3500000 > 2000000"]
    );
    let numbers = &findings[0]["numbers"];
    assert_eq!((&numbers["median_micro_eu"], &numbers["updates_in_a_row"]), (&1_000_000.into(), &2.into()));
    assert_eq!(found(&updates("s-x", 100, &energies[20..39])), Vec::<Value>::new(), "too few to judge by");
}

#[test]
fn a_change_of_rate_lasts_for_three_intervals() {
    // A minute of ten events a second; from second 20 on so many seconds of another rate.
    let session = |seconds: u64, each_ms: u64| {
        let is_other = |ms: u64| (20_000..20_000 + seconds * 1000).contains(&ms);
        let times = (0..60_000_u64).step_by(10);
        let times = times.filter(|ms| ms.is_multiple_of(if is_other(*ms) { each_ms } else { 100 }));
        times.map(|ms| act("s-x", ms)).collect::<String>()
    };
    let findings = found(&session(3, 40));
    assert_eq!(brief(&findings), ["rate_change 201..275 25 > 20"]);
    assert_eq!(findings[0]["from_time"], "2025-08-17T12:00:20.000000Z");
    let numbers = &findings[0]["numbers"];
    assert_eq!((&numbers["median_events"], &numbers["interval_us"]), (&10.into(), &1_000_000.into()));
    assert_eq!(found(&session(2, 40)), Vec::<Value>::new(), "it did not last");
    assert_eq!(found(&session(3, 50)), Vec::<Value>::new(), "twice as many is not more than that");
    assert_eq!(brief(&found(&session(4, 250))), ["rate_change 201..216 4 > 5"], "fewer are a change, too");
    assert_eq!(found(&session(4, 200)), Vec::<Value>::new(), "half as many is not fewer than that");
}

#[test]
fn a_stall_is_a_pause_that_the_session_did_not_take() {
    let before = actions(11, 1000, 0);
    let after = actions(11, 1000, 40_000);
    let findings = found(&(before.clone() + &after));
    assert_eq!(brief(&findings), ["stall 11..12 30000000 > 10000000"]);
    assert_eq!(findings[0]["numbers"]["median_us"], 1_000_000);
    assert_eq!(
        found(&(before.clone() + &actions(11, 1000, 20_000))),
        Vec::<Value>::new(),
        "ten times is not longer"
    );

    let end = event(
        "s-x",
        &at(10_500),
        r#""type":"system.end""#,
        r#"{"duration_ms":1,"clean_shutdown":true,"reason":"user_exit"}"#,
    );
    assert_eq!(found(&(before.clone() + &end + &after)), Vec::<Value>::new(), "it had ended");
    let status = |ms: u64, status: &str| {
        event("s-x", &at(ms), r#""type":"workflow.status_changed""#, &format!(r#"{{"status":"{status}"}}"#))
    };
    let paused = before.clone() + &status(10_500, "Paused") + &status(39_500, "Running") + &after;
    assert_eq!(found(&paused), Vec::<Value>::new(), "it was paused");
    let lab = Lab::new();
    record(&lab, None, &before);
    lab.record(&["--resume", "--session", "s-x"], &after).expect(0);
    assert_eq!(of(&lab), Vec::<Value>::new(), "nobody recorded meanwhile");
}

#[test]
fn an_error_is_repeated_when_it_comes_three_times_in_a_minute() {
    let others = |ms: u64| error("E2", ms);
    let lines = [error("E1", 0), others(1000), error("E1", 30_000), error("E1", 60_000), error("E1", 61_000)];
    let findings = found(&(lines.concat() + &error("E1", 600_000)));
    let repeated: Vec<&Value> = findings.iter().filter(|f| f["rule"] == "repeated_error").collect();
    assert_eq!(repeated.len(), 1, "{findings:?}");
    assert_eq!((&repeated[0]["from_seq"], &repeated[0]["to_seq"]), (&1.into(), &5.into()));
    assert_eq!((&repeated[0]["measured"], &repeated[0]["threshold"]), (&4.into(), &3.into()));
    let apart = [error("E1", 0), error("E1", 30_001), error("E1", 60_001), others(60_002)];
    assert!(found(&apart.concat()).iter().all(|f| f["rule"] != "repeated_error"));
    let different = [error("E1", 0), others(1), error("E3", 2), error("E1", 3)];
    assert_eq!(found(&different.concat()), Vec::<Value>::new());
}

#[test]
fn runs_of_patterns_are_told_with_their_strongest() {
    let run = [
        resonance(1, 0, 0.25),
        act("s-x", 500),
        resonance(2, 1000, 0.75),
        resonance(3, 2000, 0.5),
        interference(4, 3000, 0.1),
        interference(5, 4000, 0.9),
        interference(6, 5000, 0.2),
        interference(7, 6000, 0.3),
    ];
    let findings = found(&run.concat());
    assert_eq!(brief(&findings), ["resonance_run 1..4 3 > 3", "interference_run 5..8 4 > 3"]);
    let numbers = |at: usize| {
        (&findings[at]["numbers"]["strongest_millionths"], &findings[at]["numbers"]["duration_us"])
    };
    assert_eq!(numbers(0), (&750_000.into(), &2_000_000.into()));
    assert_eq!(numbers(1), (&900_000.into(), &3_000_000.into()));

    let broken =
        [resonance(1, 0, 0.5), resonance(2, 1000, 0.5), interference(3, 1500, 0.5), resonance(4, 2000, 0.5)];
    assert_eq!(found(&broken.concat()), Vec::<Value>::new(), "another pattern came in between");
    let late = [resonance(1, 0, 0.5), resonance(2, 1000, 0.5), resonance(3, 6001, 0.5)];
    assert!(found(&late.concat()).iter().all(|f| f["rule"] != "resonance_run"), "the third came too late");
}

#[test]
fn packed_events_give_the_same_findings_and_compacted_ones_are_said_to_be_unseen() {
    let lab = Lab::new();
    let mut energies = vec![1.0; 60];
    energies[5] = 7.0;
    energies[50] = 8.0;
    record(&lab, None, &updates("s-x", 1000, &energies));
    let before = of(&lab);
    assert_eq!(
        brief(&before),
        ["energy_spike 6..6 7000000 > 2000000", "energy_spike 51..51 8000000 > 2000000"]
    );
    lab.run(&["archive", "create", "--all", "--yes", "-q"], "").expect(0);
    assert_eq!(lab.count("stored_event"), 0);
    assert_eq!(of(&lab), before);
    lab.run(&["retention", "apply", "--compact-older-than", "1ms", "--yes", "-q"], "").expect(0);
    let stats = ask(&lab, "stats", &["stats", "latest", "--anomalies"], 0);
    assert_eq!((&stats["compacted_to"], &stats["anomalies"]), (&60.into(), &Value::Array(Vec::new())));
    let told = lab.run(&["stats", "latest", "--anomalies"], "").expect(0);
    assert!(told.stderr.contains("events up to 60 were compacted"), "{}", told.stderr);
    assert!(told.stdout.contains("nothing out of the ordinary"), "{}", told.stdout);
}

#[test]
fn they_are_told_only_where_they_are_asked_for() {
    let lab = Lab::new();
    record(&lab, None, &actions(3, 1000, 0));
    assert!(ask(&lab, "stats", &["stats", "latest"], 0).get("anomalies").is_none());
    let text = lab.run(&["stats", "latest", "--anomalies"], "").expect(0).stdout;
    assert!(text.contains("nothing out of the ordinary (energy_spike, rate_change, stall,"), "{text}");
}
