//! Order statistics of a handful of measured durations.

use std::time::Duration;

/// The value below which `share` (0 to 1) of the sorted samples lie, in microseconds; `None` of nothing.
pub fn quantile_us(sorted: &[Duration], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    #[allow(clippy::cast_precision_loss, clippy::cast_sign_loss, clippy::cast_possible_truncation)]
    // small counts
    let at = (last as f64 * share).ceil() as usize;
    sorted.get(at).map(|value| micros(*value))
}

/// A duration in microseconds, to a tenth.
pub fn micros(value: Duration) -> f64 {
    (value.as_secs_f64() * 1e7).round() / 10.0
}

/// A duration in milliseconds, to a microsecond.
pub fn millis(value: Duration) -> f64 {
    (value.as_secs_f64() * 1e6).round() / 1e3
}
