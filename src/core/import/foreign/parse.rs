//! JSON of other programs, read as strictly as our own where a lenient reader would lose something in silence.

use crate::core::decode::Refusal;
use crate::core::model::json::{JsonError, JsonFault, Limits, Scanner};
use crate::core::model::money::MicroUsd;
use crate::core::model::time::Timestamp;
use serde_json::Value;

/// Logs nest what their tools sent; what is too deep or too much for an event is refused as one.
const LIMITS: Limits = Limits { depth: 127, nodes: 10_000_000 };

/// Reads lines; its buffers are kept.
#[derive(Debug)]
pub struct Reader {
    scanner: Scanner,
    members: Vec<crate::core::model::json::Member>,
}

/// Why a line is left out: a code, and the reason without a word of it.
pub type Fault = (&'static str, String);

impl Reader {
    /// A reader.
    pub fn new() -> Self {
        Self { scanner: Scanner::new(LIMITS), members: Vec::new() }
    }

    /// One JSON object.
    pub fn object(&mut self, line: &[u8]) -> Result<Value, Fault> {
        match self.scanner.object(line, &mut self.members) {
            // A digit too many in a tool's answer is no reason to lose the line.
            Ok(_) | Err(JsonError { fault: JsonFault::NumberChanges, .. }) => {}
            Err(fault) => {
                let refusal = Refusal::from(fault);
                return Err((refusal.code.as_str(), refusal.message));
            }
        }
        serde_json::from_slice(line).map_err(|e| ("malformed_json", format!("column {}", e.column())))
    }
}

/// A count; anything else is unknown.
pub fn count(value: &Value, member: &str) -> Option<u64> {
    let n = value.get(member)?;
    n.as_u64().or_else(|| n.as_str()?.parse().ok()).filter(|n| i64::try_from(*n).is_ok())
}

/// Dollars as micro-dollars, half-even; less than nothing is unknown.
pub fn dollars(value: Option<&Value>) -> Option<i64> {
    let literal = match value? {
        Value::Number(n) => n.to_string(),
        Value::String(text) => text.clone(),
        _ => return None,
    };
    MicroUsd::from_literal(&literal).map(|m| m.0).filter(|m| *m >= 0)
}

/// A time as logs write it: RFC 3339, or without an offset where it is known to be UTC.
pub fn time(text: Option<&Value>) -> Option<Timestamp> {
    let text = text?.as_str()?;
    let with_zone = || Timestamp::parse(&format!("{text}Z"));
    Timestamp::parse(text).or_else(|_| with_zone()).ok().map(|t| t.at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn money_is_rounded_half_even_and_never_made_up() {
        assert_eq!(dollars(Some(&json!(0.012_345_5))), Some(12_346));
        assert_eq!(dollars(Some(&json!(0.012_344_5))), Some(12_344));
        assert_eq!(dollars(Some(&json!(0))), Some(0));
        for unknown in [json!(null), json!(-1), json!("a lot"), json!([1]), json!(1e300)] {
            assert_eq!(dollars(Some(&unknown)), None, "{unknown}");
        }
    }

    #[test]
    fn a_key_that_stands_twice_is_not_read_as_its_last() {
        let mut reader = Reader::new();
        assert_eq!(reader.object(br#"{"a":1,"a":2}"#).err().map(|f| f.0), Some("duplicate_key"));
        assert!(reader.object(br#"{"a":3.14159265358979323846}"#).is_ok());
        assert!(reader.object(br#"{"a":"#).is_err());
    }

    #[test]
    fn a_time_without_an_offset_is_utc() {
        let at = |s: &str| time(Some(&json!(s))).map(|t| t.to_string());
        assert_eq!(at("2025-08-17T19:48:00.5"), at("2025-08-17T21:48:00.500+02:00"));
        assert_eq!(at("yesterday"), None);
    }
}
