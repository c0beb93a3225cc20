//! What the decoder refuses, as findings.

use crate::core::decode::{Code, Refusal};
use crate::core::validate::rule::Rule;
use crate::core::validate::{data, energy, gaps, keys};

/// The rule that a refused line breaks.
pub fn rule_of(code: Code) -> &'static Rule {
    match code {
        Code::MalformedJson
        | Code::TrailingComma
        | Code::TwoDocuments
        | Code::NotUtf8
        | Code::LoneSurrogate
        | Code::ControlCharacter
        | Code::DuplicateKey
        | Code::NotFinite
        | Code::NumberChanges
        | Code::TooDeep
        | Code::TooManyValues
        | Code::NotAnObject
        | Code::Truncated
        | Code::LineTooLong => &data::DAMAGED,
        Code::FrameWentBack => &gaps::FRAME_BACK,
        Code::EnergyOverflow => &energy::OVERFLOW,
        Code::KeyConflict => &keys::EVENT_KEY,
        Code::MissingField
        | Code::InvalidField
        | Code::AmbiguousData
        | Code::BadType
        | Code::BadSessionId
        | Code::BadTime
        | Code::BadFrame
        | Code::BadEnergy
        | Code::BadKey
        | Code::UnknownType
        | Code::TooManyTypes
        | Code::SessionExists
        | Code::RollbackMismatch => &data::SCHEMA,
    }
}

/// Place, words and code.
pub fn in_words(refusal: &Refusal) -> String {
    let column = refusal.column.map(|c| format!("column {c}: ")).unwrap_or_default();
    let pointer = refusal.pointer.as_deref().map(|p| format!("{p}: ")).unwrap_or_default();
    format!("{column}{pointer}{} ({})", refusal.message, refusal.code.as_str())
}

/// The session that a refused line names, as far as it can be read.
pub fn session_of(refusal: &Refusal, bytes: &[u8]) -> Option<String> {
    if !refusal.was_parsed() {
        return None;
    }
    super::named(&serde_json::from_slice(bytes).ok()?)
}
