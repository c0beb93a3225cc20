//! EVENTS.md's tables, row by row, as what stands in the database.

use crate::common::{Lab, fixture};
use serde_json::Value;

/// Records lines into session `s` and gives its rows of `event`.
fn stored(lines: &str) -> Vec<String> {
    let lab = Lab::new();
    lab.record(&["--session", "s"], lines).expect(0);
    lab.rows("SELECT type, timestamp, frame_id, energy_delta, data FROM event ORDER BY event_id")
}

/// The one row that a line becomes.
#[track_caller]
fn becomes(line: &str, row: &str) {
    assert_eq!(stored(line), [row], "{line}");
}

#[test]
fn a_state_event_is_stored_with_every_part_of_its_envelope() {
    let lab = Lab::new();
    let line = r#"{"session_id":"s-1","timestamp":"2025-08-17T21:00:00.123456+02:00","type":"energy.peak","frame_id":7,"energy_delta":-0.25,"event_id":"e-9","data":{ "energy" : 1.50 ,"threshold":1,"model_id":"ollama/llama2:7b"}}"#;
    lab.record(&[], line).expect(0);
    let sql = "SELECT session_id, timestamp, type, data, frame_id, energy_delta, event_key, seq, event_id FROM event";
    assert_eq!(
        lab.rows(sql),
        [
            r#"s-1|2025-08-17T19:00:00.123456Z|energy.peak|{ "energy" : 1.50 ,"threshold":1,"model_id":"ollama/llama2:7b"}|7|-0.25|e-9|1|1099511627777"#
        ]
    );
}

#[test]
fn data_and_payload_are_the_same_field_and_so_are_event_id_and_event_key() {
    let lab = Lab::new();
    let lines = concat!(
        r#"{"type":"user.action","timestamp":1755460080,"event_key":"k","payload":{"action":"stop"}}"#,
        "\n",
        r#"{"type":"user.action","timestamp":1755460080,"event_id":"k","data":{"action":"stop"}}"#,
        "\n",
        r#"{"type":"user.action","timestamp":1755460080,"event_id":77,"data":{"action":"stop"}}"#,
        "\n",
        r#"{"type":"user.action","timestamp":1755460080,"event_key":"77","data":{"action":"stop"}}"#,
    );
    let ran = lab.record(&["--session", "s"], lines).expect(0);
    assert_eq!(ran.counts(), [2, 2, 0, 0, 0]);
    assert_eq!(lab.rows("SELECT event_key FROM event ORDER BY seq"), ["k", "77"]);
}

#[test]
fn a_time_is_rfc_3339_or_an_integer_of_any_unit() {
    let want = "2025-08-17T19:48:00.000000Z";
    for (sent, stored_as) in [
        ("1755460080", want),
        ("1755460080000", want),
        ("1755460080000000", want),
        ("1755460080000000000", want),
        (r#""2025-08-17T19:48:00Z""#, want),
        (r#""2025-08-17t19:48:00.000z""#, want),
        (r#""2025-08-17T14:18:00-05:30""#, want),
        (r#""2025-08-17T19:48:00.1234567Z""#, "2025-08-17T19:48:00.123456Z"),
        (r#""2016-12-31T23:59:60Z""#, "2016-12-31T23:59:59.999999Z"),
        (r#""0001-01-01T00:00:00Z""#, "0001-01-01T00:00:00.000000Z"),
        (r#""9999-12-30T21:59:59.999999Z""#, "9999-12-30T21:59:59.999999Z"),
    ] {
        let row = format!(r#"user.action|{stored_as}|null|null|{{"action":"stop"}}"#);
        becomes(&format!(r#"{{"type":"user.action","timestamp":{sent},"data":{{"action":"stop"}}}}"#), &row);
    }
}

#[test]
fn a_leap_second_and_a_missing_time_are_marked() {
    let lab = Lab::new();
    let lines = "{\"type\":\"x.y\",\"timestamp\":\"2016-12-31T23:59:60Z\",\"data\":{}}\n{\"type\":\"x.y\",\"data\":{}}\n{\"type\":\"x.y\",\"timestamp\":1,\"data\":{}}\n";
    lab.record(&["--session", "s"], lines).expect(0);
    assert_eq!(lab.rows("SELECT flags & 3 FROM stored_event ORDER BY event_id"), ["2", "1", "0"]);
    let age = "SELECT abs(strftime('%s','now') - ts_us / 1000000) < 60 FROM stored_event WHERE flags & 1";
    assert_eq!(lab.one(age), "1", "the recorder's clock stands in");
}

#[test]
fn a_clock_that_runs_back_is_stored_as_sent() {
    let lab = Lab::new();
    let lines = "{\"type\":\"x.y\",\"timestamp\":2000000000,\"data\":{}}\n{\"type\":\"x.y\",\"timestamp\":1000000000,\"data\":{}}\n";
    lab.record(&["--session", "s"], lines).expect(0);
    let times = lab.rows("SELECT seq, substr(timestamp, 1, 4) FROM event ORDER BY seq");
    assert_eq!(times, ["1|2033", "2|2001"]);
}

#[test]
fn a_frame_events_seq_is_its_frame() {
    let lab = Lab::new();
    lab.record(
        &["--session", "s"],
        r#"{"seq":41,"type":"energy.update","payload":{"energy":1,"accumulator":1,"model_id":"m"}}"#,
    )
    .expect(0);
    let sql = "SELECT seq, e.frame_id, energy_micro FROM event e JOIN stored_event USING (event_id)";
    assert_eq!(lab.rows(sql), ["1|41|1000000"]);
}

/// A protocol message of this type and payload, and what it becomes: type, frame, energy, data.
#[track_caller]
fn message(head: &str, payload: &str, row: &str) {
    let lab = Lab::new();
    let line = format!(r#"{{{head},"channel":"c","timestamp":1755460080123,"payload":{payload}}}"#);
    lab.record(&["--session", "s", "--content"], line).expect(0);
    let sql = "SELECT type, e.frame_id, energy_micro, data FROM event e JOIN stored_event s USING (event_id) ORDER BY seq";
    assert_eq!(lab.rows(sql).join("\n"), row);
    assert_eq!(lab.rows("SELECT DISTINCT flags & 16, ts_us FROM stored_event"), ["16|1755460080123000"]);
}

#[test]
fn an_energy_update_message_becomes_an_energy_update() {
    message(
        r#""type":"energy_update","frameNumber":221"#,
        r#"{"totalEnergy":1210,"deltaEnergy":15.5,"tokensGenerated":3,"processingTime":0.0019120000160910422,"modelId":"llama2-13b","energyDistribution":{"generation":726.0}}"#,
        r#"energy.update|221|15500000|{"accumulator":1210,"energy":15.5,"token_count":3,"frame_budget_used":0.0019120000160910422,"model_id":"llama2-13b","energyDistribution":{"generation":726.0}}"#,
    );
}

#[test]
fn a_negative_delta_of_a_message_is_subtracted() {
    message(
        r#""type":"energy_update","frameNumber":1"#,
        r#"{"totalEnergy":0,"deltaEnergy":-2.5,"modelId":"m"}"#,
        r#"energy.update|1|-2500000|{"accumulator":0,"energy":0,"deltaEnergy":-2.5,"model_id":"m"}"#,
    );
}

#[test]
fn a_startup_message_becomes_a_system_start() {
    for (tier, stored_as) in [("Low-Tier", "low"), ("Mid-Tier", "mid"), ("High-Tier", "high")] {
        message(
            r#""type":"startup_complete""#,
            &format!(
                r#"{{"model":"LLaMA2-13B","tier":"{tier}","version":"1.0.0","capabilities":["council"],"frameRate":60}}"#
            ),
            &format!(
                r#"system.start|null|null|{{"model_id":"LLaMA2-13B","hardware_tier":"{stored_as}","version":"1.0.0","features_enabled":["council"],"frameRate":60,"user_id":"default","mode":"offline"}}"#
            ),
        );
    }
}

#[test]
fn a_token_stream_becomes_an_output_a_token() {
    message(
        r#""type":"token_stream""#,
        r#"{"tokens":["a","\"b\""],"isComplete":true,"sessionId":"w1","modelId":"m","energyCost":1.5}"#,
        concat!(
            r#"ai.output|null|null|{"prompt_id":"w1","token_index":0,"is_last":false,"token":"a","sessionId":"w1","model_id":"m"}"#,
            "\n",
            r#"ai.output|null|1500000|{"prompt_id":"w1","token_index":1,"is_last":true,"token":"\"b\"","sessionId":"w1","model_id":"m","energyCost":1.5}"#,
        ),
    );
    let open = Lab::new();
    let line = r#"{"type":"token_stream","channel":"c","payload":{"tokens":["a","b"],"isComplete":false,"modelId":"m"}}"#;
    open.record(&["--session", "s"], line).expect(0);
    assert_eq!(open.rows("SELECT json_extract(data, '$.is_last') FROM event ORDER BY seq"), ["0", "0"]);
}

#[test]
fn a_token_stream_with_a_key_is_recorded_once_however_often_it_is_sent() {
    let lab = Lab::new();
    let line = r#"{"type":"token_stream","channel":"c","timestamp":1755460080123,"event_id":"t","payload":{"tokens":["a","b","c"],"isComplete":true,"modelId":"m"}}"#;
    let ran = lab.record(&["--session", "s"], format!("{line}\n{line}\n")).expect(0);
    assert_eq!(ran.counts(), [1, 1, 0, 0, 0]);
    assert_eq!(lab.rows("SELECT event_key FROM event ORDER BY seq"), ["t", "t#1", "t#2"]);
}

#[test]
fn patterns_fields_rewards_heartbeats_and_errors_become_their_events() {
    message(
        r#""type":"interference_event","frameNumber":3"#,
        r#"{"models":["m1","m2"],"patternType":"destructive","intensity":0.4}"#,
        r#"pattern.interference|3|null|{"models_involved":["m1","m2"],"interference_type":"destructive","strength":0.4}"#,
    );
    message(
        r#""type":"resonance_event","frameNumber":3"#,
        r#"{"participants":["m1","m2"],"frequency":440,"amplitude":0.5,"synchronizationLevel":0.5}"#,
        r#"pattern.resonance|3|null|{"models_involved":["m1","m2"],"resonance_frequency":440,"amplitude":0.5,"synchronization_level":0.5}"#,
    );
    message(
        r#""type":"energy_field","frameNumber":5"#,
        r#"{"cells":[[0.1]]}"#,
        r#"energy.field|5|null|{"cells":[[0.1]]}"#,
    );
    message(r#""type":"reward_event""#, r#"{"points":10}"#, r#"experience.reward|null|null|{"points":10}"#);
    message(
        r#""type":"heartbeat""#,
        r#"{"sequence":1,"serverTime":1755460800123,"frameRate":60}"#,
        r#"health.heartbeat|null|null|{"sequence":1,"serverTime":1755460800123,"fps":60,"system_health":"healthy"}"#,
    );
    message(
        r#""type":"error_event""#,
        r#"{"severity":"error","code":"E1","message":"gone","component":"ws","recoverable":false}"#,
        r#"error|null|null|{"severity":"high","error_code":"E1","error_message":"gone","component":"ws","recoverable":false}"#,
    );
}

#[test]
fn an_energy_delta_beside_a_messages_payload_is_added_too() {
    message(
        r#""type":"reward_event","energy_delta":2.5"#,
        r#"{"points":1}"#,
        r#"experience.reward|null|2500000|{"points":1}"#,
    );
}

#[test]
fn only_energy_delta_adds_and_an_update_without_one_adds_its_energy() {
    let lab = Lab::new();
    let lines = concat!(
        r#"{"type":"user.action","energy_delta":0.0000015,"data":{"action":"stop"}}"#, // half to even: 2
        "\n",
        r#"{"type":"user.action","energy_delta":-1e-6,"data":{"action":"stop"}}"#,
        "\n",
        r#"{"type":"energy.update","frame_id":1,"data":{"energy":3,"accumulator":99,"model_id":"m"}}"#,
        "\n",
        r#"{"type":"energy.update","frame_id":1,"energy_delta":0.1,"data":{"energy":3,"accumulator":99,"model_id":"m"}}"#,
        "\n",
        r#"{"type":"energy.peak","frame_id":1,"data":{"energy":3,"threshold":1,"model_id":"m"}}"#,
    );
    let ran = lab.record(&["--session", "s"], lines).expect(0);
    assert_eq!(ran.answer()["sessions"][0]["energy"].to_string(), "3.100001");
    let energies = lab.rows("SELECT energy_micro FROM stored_event ORDER BY event_id");
    assert_eq!(energies, ["2", "-1", "3000000", "100000", "null"]);
    assert_eq!(lab.one("SELECT energy_micro FROM stored_session"), "3100001");
}

#[test]
fn members_that_no_envelope_names_are_kept() {
    let lab = Lab::new();
    lab.record(&["--session", "s"], r#"{"type":"x.y","trace":{"id":[1]},"data":{"n":1},"source":"unit 7"}"#)
        .expect(0);
    assert_eq!(lab.one("SELECT extra FROM stored_event"), r#"{"trace":{"id":[1]},"source":"unit 7"}"#);
}

#[test]
fn hostile_names_are_plain_data() {
    let data = r#"{"__proto__":{"x":1},"a.b":2,"'; DROP TABLE stored_event; --":"Robert'); DROP TABLE event;--","\u0000":3,"":4}"#;
    becomes(
        &format!(r#"{{"type":"x.__proto__","timestamp":0,"data":{data}}}"#),
        &format!("x.__proto__|1970-01-01T00:00:00.000000Z|null|null|{data}"),
    );
}

#[test]
fn a_type_written_with_escapes_is_that_type() {
    let row = r#"user.action|1970-01-01T00:00:00.000000Z|null|null|{"\u0061ction":"stop"}"#;
    becomes(r#"{"t\u0079pe":"user\u002eaction","timestamp":0,"data":{"\u0061ction":"stop"}}"#, row);
}

#[test]
fn interleaved_sessions_are_each_numbered_from_one_and_folded_alone() {
    let lab = Lab::new();
    let mut mixed = String::new();
    let alone = |s: &str| (1..=30).map(|n| crate::common::action(s, n)).collect::<String>();
    for n in 1..=30 {
        for s in ["a", "b", "c"] {
            mixed += &crate::common::action(s, n);
        }
    }
    let ran = lab.record(&[], &mixed).expect(0);
    assert_eq!(ran.answer()["sessions"].as_array().map(Vec::len), Some(3));
    assert_eq!(
        lab.rows("SELECT session_id, min(seq), max(seq), count(*) FROM event GROUP BY 1"),
        ["a|1|30|30", "b|1|30|30", "c|1|30|30"]
    );
    let other = Lab::new();
    assert_eq!(ran.hash("b"), other.record(&[], alone("b")).expect(0).hash("b"));
}

#[test]
fn the_capture_of_a_live_server_comes_out_whole() {
    let lab = Lab::new();
    let file = fixture("capture/tech003-capture.ndjson");
    let ran = lab.record(&["--session", "s", file.to_str().unwrap()], "").expect(0);
    assert_eq!(ran.counts(), [400, 0, 0, 0, 0]);
    assert_eq!(lab.count("stored_event"), 400);
    assert_eq!(lab.count("stored_quarantine"), 0);
    // The same by another program's arithmetic, over the file itself.
    let lines: Vec<Value> =
        std::fs::read_to_string(file).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let of = |message: &str| lines.iter().filter(|l| l["type"] == message).count();
    let deltas: f64 = lines.iter().filter_map(|l| l["payload"]["deltaEnergy"].as_f64()).sum();
    let stored = lab.rows("SELECT type, count(*) FROM event GROUP BY type ORDER BY type");
    let want = [
        format!("energy.update|{}", of("energy_update")),
        format!("health.heartbeat|{}", of("heartbeat")),
        format!("system.start|{}", of("startup_complete")),
    ];
    assert_eq!(stored, want);
    assert_eq!(ran.answer()["sessions"][0]["energy"].as_f64(), Some(deltas));
}
