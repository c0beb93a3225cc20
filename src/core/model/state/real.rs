//! A double with one spelling.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::core::model::energy::MicroEu;

/// A finite double, written as the shortest decimal that reads back to it, never with an exponent. The standard
/// library's `Display` is the definition, so that no JSON crate's taste can move a state hash.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Real(pub f64);

impl Serialize for Real {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        raw(self.0.to_string(), serializer)
    }
}

impl<'de> Deserialize<'de> for Real {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        f64::deserialize(deserializer).map(Self)
    }
}

impl Serialize for MicroEu {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        raw(self.to_string(), serializer)
    }
}

impl<'de> Deserialize<'de> for MicroEu {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Self::from_literal(raw.get()).ok_or_else(|| serde::de::Error::custom("not an amount of energy"))
    }
}

fn raw<S: Serializer>(number: String, serializer: S) -> Result<S::Ok, S::Error> {
    RawValue::from_string(number).map_err(serde::ser::Error::custom)?.serialize(serializer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_to_the_bit() {
        for value in [0.0, -0.0, 60.0, 0.1, 1e-7, 1e21, f64::MAX, f64::MIN_POSITIVE] {
            let json = serde_json::to_string(&Real(value)).unwrap();
            let back: Real = serde_json::from_str(&json).unwrap();
            assert_eq!(back.0.to_bits(), value.to_bits(), "{json}");
        }
        for micro in [i64::MIN, -1, 0, 9_007_199_254_740_993, i64::MAX] {
            let json = serde_json::to_string(&MicroEu(micro)).unwrap();
            assert_eq!(serde_json::from_str::<MicroEu>(&json).unwrap(), MicroEu(micro), "{json}");
        }
    }
}
