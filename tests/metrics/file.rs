//! `record --metrics-file`, read as a collector reads it.

use super::entries::{fast, frame};
use crate::common::{Lab, Live, action};
use std::collections::BTreeMap;
use std::time::Duration;

/// The values of a text in the Prometheus format, by name and labels. Every name must have been introduced, every
/// line must be one of the three kinds there are.
fn parse(text: &str) -> Result<BTreeMap<String, f64>, String> {
    let mut values = BTreeMap::new();
    let mut kinds = BTreeMap::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').ok_or(line)?;
            if !["counter", "gauge", "summary"].contains(&kind) || kinds.insert(name, kind).is_some() {
                return Err(format!("type: {line}"));
            }
        } else if !line.starts_with("# HELP wfstate_") {
            let (series, value) = line.rsplit_once(' ').ok_or(line)?;
            let name = series.split('{').next().unwrap_or(series);
            let family = name.strip_suffix("_sum").or(name.strip_suffix("_count")).unwrap_or(name);
            let known = kinds.get(name).or(kinds.get(family)).ok_or_else(|| format!("no type: {line}"))?;
            if *known == "counter" && !name.ends_with("_total") {
                return Err(format!("a counter ends with _total: {line}"));
            }
            let value: f64 = value.parse().map_err(|e| format!("{e}: {line}"))?;
            if values.insert(series.to_owned(), value).is_some() {
                return Err(format!("twice: {line}"));
            }
        }
    }
    if text.ends_with('\n') { Ok(values) } else { Err("cut off".into()) }
}

/// What the file says; it is never half a file.
fn read(lab: &Lab) -> BTreeMap<String, f64> {
    let text = std::fs::read_to_string(lab.path("m.prom")).unwrap();
    if text.is_empty() {
        return BTreeMap::new(); // not written for the first time yet
    }
    parse(&text).unwrap_or_else(|e| panic!("{e}\n{text}"))
}

const ARGS: &[&str] = &["record", "--json", "--ack", "commit", "--metrics-file", "m.prom"];

#[test]
fn the_file_is_whole_whenever_it_is_read_and_tells_all_in_the_end() {
    let lab = Lab::new();
    let mut live = Live::of(fast(&lab, ARGS));
    let (mut last, mut seen) = (0.0, std::collections::BTreeSet::new());
    for n in 1..=250_u64 {
        live.send(frame(n));
        if n % 5 == 0 {
            live.await_ack(n);
            let now = read(&lab).get("wfstate_events_total").copied().unwrap_or(0.0);
            assert!(now >= last, "a counter went back from {last} to {now}");
            last = now;
            seen.insert(now.to_string());
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    assert!(seen.len() >= 3, "it was written while the recording went on: {seen:?}");
    live.send(action("other", 1));
    live.end().expect(0);
    let values = read(&lab);
    assert_eq!(values["wfstate_events_total"], 251.0);
    assert_eq!(values["wfstate_sessions"], 2.0);
    assert_eq!(values["wfstate_queue_depth"], 0.0);
    let payloads: f64 = lab.one("SELECT sum(length(payload)) FROM stored_event").parse().unwrap();
    assert_eq!(values["wfstate_payload_bytes_total"], payloads);
    assert!(values["wfstate_commits_total"] >= 50.0);
    assert!(values["wfstate_write_latency_seconds_count"] >= values["wfstate_commits_total"]);
    let [p50, p99] =
        ["0.5", "0.99"].map(|q| values[&format!("wfstate_write_latency_seconds{{quantile=\"{q}\"}}")]);
    assert!(p50 > 0.0 && p50 <= p99 && p99 <= values["wfstate_write_latency_seconds_sum"]);
    assert_eq!(values["wfstate_alerts_total{metric=\"disk_slow\"}"], 0.0);
    let text = std::fs::read_to_string(lab.path("m.prom")).unwrap();
    assert!(!text.contains("other") && !text.contains("session="), "no session has a label");
    assert!(
        lab.files().iter().all(|f| !f.contains(".m.prom")),
        "nothing is left beside it: {:?}",
        lab.files()
    );
}

#[test]
fn a_recording_stored_again_says_so_in_the_file() {
    let lab = Lab::new();
    let mut live = Live::of(fast(&lab, &[ARGS, &["--lock-timeout", "1ms"]].concat()));
    live.send(action("s", 1));
    live.await_ack(1);
    let lock = lab.write_lock();
    live.send(action("s", 2));
    std::thread::sleep(Duration::from_millis(150));
    drop(lock);
    live.await_ack(2);
    live.end().expect(0);
    assert!(read(&lab)["wfstate_retries_total"] >= 1.0);
}

#[test]
fn the_file_of_the_recording_before_is_replaced_and_nothing_else_ever_is() {
    let lab = Lab::new();
    lab.run(ARGS, action("a", 1)).expect(0);
    assert_eq!(read(&lab)["wfstate_events_total"], 1.0);
    lab.run(ARGS, action("b", 1) + &action("b", 2)).expect(0);
    assert_eq!(read(&lab)["wfstate_events_total"], 2.0);
    lab.write("notes.txt", "mine\n");
    std::fs::create_dir(lab.path("dir")).unwrap();
    for path in ["notes.txt", "t.db", "t.db.key", "dir", "none/m.prom"] {
        let ran = lab.run(&["record", "--json", "--metrics-file", path], action("c", 1)).expect(2);
        assert!(ran.failure()["message"].as_str().unwrap().contains(path), "{path}: {}", ran.stderr);
    }
    assert_eq!(std::fs::read_to_string(lab.path("notes.txt")).unwrap(), "mine\n");
    assert_eq!(lab.count("event"), 3, "and nothing was recorded");
    let fresh = Lab::new();
    fresh.run(&["record", "--metrics-file", "./t.db"], action("c", 1)).expect(2);
    assert!(!fresh.files().iter().any(|f| f.starts_with("t.db")), "a database that is not there yet, too");
}

#[test]
fn the_parser_of_these_tests_refuses_what_is_no_such_text() {
    let good = "# HELP wfstate_x X.\n# TYPE wfstate_x gauge\nwfstate_x 1\n";
    assert_eq!(parse(good).unwrap()["wfstate_x"], 1.0);
    for bad in [
        "wfstate_x 1\n",
        "# TYPE wfstate_x gauge\nwfstate_x one\n",
        "# TYPE wfstate_x gauge\nwfstate_x 1",
        "# TYPE wfstate_x counter\nwfstate_x 1\n",
        "# TYPE wfstate_x gauge\nwfstate_x 1\nwfstate_x 2\n",
        "# TYPE wfstate_x thing\n",
    ] {
        assert!(parse(bad).is_err(), "{bad}");
    }
}
