//! The seeded mixed session: 55 % `ai.output`, 30 % `energy.update`, the rest spread over the other types,
//! from `system.start` to `system.end`. The bytes depend on the options and on nothing else, for ever.

mod body;
mod others;
mod rng;
mod session;
mod text;

use std::io::Write;

use clap::Args;

use crate::Outcome;
use session::Session;

#[derive(Args, Clone)]
pub struct Options {
    /// Events in all
    #[arg(long, default_value_t = 100_000)]
    pub events: u64,
    /// Another seed, another stream
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Frames a second
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=1000))]
    pub rate: u64,
    /// Events a frame
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=1000))]
    pub per_frame: u64,
    /// Sessions, one after the other, the events shared out evenly
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    pub sessions: u64,
    /// Give every event an `event_id` of the producer's
    #[arg(long)]
    pub keys: bool,
}

/// 2025-08-17T12:00:00Z in Unix microseconds: when every generated stream begins.
const EPOCH_US: u64 = 1_755_432_000_000_000;

/// Writes the whole stream as NDJSON.
pub fn write_session(options: &Options, out: &mut impl Write) -> Outcome<()> {
    if options.events < options.sessions * 2 {
        return Err("a session has at least a start and an end: give two events a session or more".into());
    }
    let (share, extra) = (options.events / options.sessions, options.events % options.sessions);
    let mut start_us = EPOCH_US;
    for number in 1..=options.sessions {
        let mut session = Session::new(options, number, start_us);
        session.write(share + u64::from(number <= extra), out)?;
        start_us = session.next_start_us();
    }
    out.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::{Options, write_session};
    use crate::line::{micros, parse};

    fn generate(events: u64, sessions: u64, keys: bool) -> Vec<u8> {
        let mut out = Vec::new();
        let options = Options { events, seed: 1, rate: 60, per_frame: 5, sessions, keys };
        write_session(&options, &mut out).expect("writes to memory");
        out
    }

    #[test]
    fn the_mix_the_size_and_the_order_are_as_promised() {
        let text = generate(20_000, 1, false);
        let mean = text.len() / 20_000;
        assert!((270..=295).contains(&mean), "{mean} bytes an event");
        let mut kinds: HashMap<String, u64> = HashMap::new();
        let (mut time, mut frame) = (0, 0);
        for line in text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let line = parse(line).expect("valid JSON");
            *kinds.entry(line.kind.to_owned()).or_default() += 1;
            let now = micros(line.timestamp).expect("valid time");
            assert!(now > time && line.frame_id.expect("a frame") >= frame);
            (time, frame) = (now, line.frame_id.expect("a frame"));
        }
        assert!((10_800..=11_200).contains(&kinds["ai.output"]), "{kinds:?}");
        assert!((5_800..=6_200).contains(&kinds["energy.update"]), "{kinds:?}");
        assert_eq!((kinds["system.start"], kinds["system.end"]), (1, 1));
        assert_eq!(kinds.len(), 18, "{kinds:?}");
    }

    #[test]
    fn the_accumulator_is_the_sum_of_the_deltas() {
        let text = generate(5_000, 1, false);
        let mut sum: i64 = 0;
        for line in text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let line = parse(line).expect("valid JSON");
            #[allow(clippy::cast_possible_truncation)] // micro-EU of a small session
            let micro = |value: f64| (value * 1e6).round() as i64;
            sum += line.energy_delta.map_or(0, micro);
            let data: serde_json::Value = serde_json::from_str(line.data.get()).expect("valid JSON");
            if let Some(claim) = data.get("accumulator") {
                assert_eq!(claim.as_f64().map(micro), Some(sum));
            }
        }
        assert!(sum > 0);
    }

    #[test]
    fn many_sessions_and_keys() {
        let text = String::from_utf8(generate(1_000, 7, true)).expect("UTF-8");
        assert_eq!(text.lines().count(), 1_000);
        assert_eq!(text.lines().filter(|line| line.contains("system.end")).count(), 7);
        let keys: std::collections::HashSet<_> =
            text.lines().filter_map(|line| line.split("\"event_id\":").nth(1)).collect();
        assert_eq!(keys.len(), 1_000);
    }

    #[test]
    fn the_bytes_never_change() {
        let text = generate(20_000, 3, true);
        assert_eq!(
            format!("{:016x}", super::text::fnv(std::str::from_utf8(&text).expect("UTF-8"))),
            "2f5f3ec3cedc836f"
        );
    }
}
