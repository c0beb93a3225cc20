//! What the meter knows of one session since its last entry.

use super::placing::LateFrame;
use serde_json::{Map, Value, json};
use std::time::Instant;

/// Types that are counted apart; those that come after them in a session only count as events.
const TYPES: usize = 8;
/// Types whose rate is told.
const TOLD: usize = 3;

/// One session.
#[derive(Debug)]
pub struct Session {
    /// When its last entry was written, or its first event came.
    since: Instant,
    /// Its events since then.
    pub events: u64,
    late_frames: u64,
    worst_frame_us: u64,
    types: Vec<(u32, u64)>,
    /// Its last event that ends a seal.
    pub last_sealed: u64,
    /// The look after which its last entry was written.
    pub look: u64,
    /// The last batch that has events of it.
    pub batch: u64,
}

impl Session {
    /// A session that was just met.
    pub fn new(now: Instant, look: u64) -> Self {
        Self {
            since: now,
            events: 0,
            late_frames: 0,
            worst_frame_us: 0,
            types: Vec::new(),
            last_sealed: 0,
            look,
            batch: 0,
        }
    }

    /// An event came.
    pub fn event(&mut self, type_slot: u32) {
        self.events += 1;
        match self.types.iter().position(|(slot, _)| *slot == type_slot) {
            Some(at) => self.types[at].1 += 1,
            None if self.types.len() < TYPES => self.types.push((type_slot, 1)),
            None => {}
        }
    }

    /// A frame came late.
    pub fn late(&mut self, frame: LateFrame) {
        self.late_frames += 1;
        self.worst_frame_us = self.worst_frame_us.max(frame.us);
    }

    /// Adds its own figures to those of the recorder, and begins anew.
    pub fn take_facts(&mut self, recorder: &Value, now: Instant, names: &[String]) -> String {
        let seconds = now.saturating_duration_since(self.since).as_secs_f64();
        let rate = |count: u64| per_second(count, seconds);
        self.types.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let types: Map<String, Value> = self
            .types
            .iter()
            .take(TOLD)
            .filter_map(|(slot, count)| Some((names.get(*slot as usize)?.clone(), json!(rate(*count)))))
            .collect();
        let mut facts = recorder.as_object().cloned().unwrap_or_default();
        facts.insert("events".into(), json!(self.events));
        facts.insert("events_per_s".into(), json!(rate(self.events)));
        facts.insert("types_per_s".into(), Value::Object(types));
        facts.insert("frame_overruns".into(), json!(self.late_frames));
        let worst = (self.late_frames > 0).then_some(self.worst_frame_us);
        facts.insert("worst_frame_us".into(), json!(worst));
        self.since = now;
        (self.events, self.late_frames, self.worst_frame_us) = (0, 0, 0);
        self.types.clear();
        Value::Object(facts).to_string()
    }
}

/// To a tenth; `None` where no time went by.
fn per_second(count: u64, seconds: f64) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    let rate = count as f64 / seconds;
    rate.is_finite().then(|| (rate * 10.0).round() / 10.0)
}
