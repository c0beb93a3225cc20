//! Why a line was refused: a stable code, the place, and what to know. Never the content.

use crate::core::model::event::spec::SpecError;
use crate::core::model::json::{JsonError, JsonFault};
use crate::core::model::state::FoldError;
use crate::core::model::upcast::UpcastError;

/// The stable names of refusals, as `nack` lines and the quarantine print them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each name says itself; `as_str` is the public spelling")]
pub enum Code {
    MalformedJson,
    TrailingComma,
    TwoDocuments,
    NotUtf8,
    LoneSurrogate,
    ControlCharacter,
    DuplicateKey,
    NotFinite,
    NumberChanges,
    TooDeep,
    TooManyValues,
    NotAnObject,
    Truncated,
    LineTooLong,
    MissingField,
    InvalidField,
    AmbiguousData,
    BadType,
    BadSessionId,
    BadTime,
    BadFrame,
    BadEnergy,
    BadKey,
    UnknownType,
    TooManyTypes,
    FrameWentBack,
    EnergyOverflow,
    KeyConflict,
    SessionExists,
    RollbackMismatch,
}

impl Code {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::MalformedJson,
        Self::TrailingComma,
        Self::TwoDocuments,
        Self::NotUtf8,
        Self::LoneSurrogate,
        Self::ControlCharacter,
        Self::DuplicateKey,
        Self::NotFinite,
        Self::NumberChanges,
        Self::TooDeep,
        Self::TooManyValues,
        Self::NotAnObject,
        Self::Truncated,
        Self::LineTooLong,
        Self::MissingField,
        Self::InvalidField,
        Self::AmbiguousData,
        Self::BadType,
        Self::BadSessionId,
        Self::BadTime,
        Self::BadFrame,
        Self::BadEnergy,
        Self::BadKey,
        Self::UnknownType,
        Self::TooManyTypes,
        Self::FrameWentBack,
        Self::EnergyOverflow,
        Self::KeyConflict,
        Self::SessionExists,
        Self::RollbackMismatch,
    ];

    /// The code of this spelling.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }

    /// The spelling outside.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MalformedJson => "malformed_json",
            Self::TrailingComma => "trailing_comma",
            Self::TwoDocuments => "two_documents",
            Self::NotUtf8 => "not_utf8",
            Self::LoneSurrogate => "lone_surrogate",
            Self::ControlCharacter => "control_character",
            Self::DuplicateKey => "duplicate_key",
            Self::NotFinite => "not_finite",
            Self::NumberChanges => "number_changes",
            Self::TooDeep => "too_deep",
            Self::TooManyValues => "too_many_values",
            Self::NotAnObject => "not_an_object",
            Self::Truncated => "truncated",
            Self::LineTooLong => "line_too_long",
            Self::MissingField => "missing_field",
            Self::InvalidField => "invalid_field",
            Self::AmbiguousData => "ambiguous_data",
            Self::BadType => "bad_type",
            Self::BadSessionId => "bad_session_id",
            Self::BadTime => "bad_time",
            Self::BadFrame => "bad_frame",
            Self::BadEnergy => "bad_energy",
            Self::BadKey => "bad_key",
            Self::UnknownType => "unknown_type",
            Self::TooManyTypes => "too_many_types",
            Self::FrameWentBack => "frame_went_back",
            Self::EnergyOverflow => "energy_overflow",
            Self::KeyConflict => "key_conflict",
            Self::SessionExists => "session_exists",
            Self::RollbackMismatch => "rollback_mismatch",
        }
    }
}

/// A refused line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// What kind.
    pub code: Code,
    /// What is wrong, in words.
    pub message: String,
    /// JSON pointer of the place, where there is one.
    pub pointer: Option<String>,
    /// Column of the line (1-based, in bytes), where the grammar broke.
    pub column: Option<usize>,
}

impl Refusal {
    /// A refusal at a place in the document.
    pub fn new(code: Code, pointer: &str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), pointer: Some(pointer.to_owned()), column: None }
    }

    /// A refusal of the whole line.
    pub fn whole(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), pointer: None, column: None }
    }

    /// Whether the line was a JSON document, so that its parts can be told apart.
    pub fn was_parsed(&self) -> bool {
        self.column.is_none() && self.code != Code::LineTooLong
    }
}

impl From<JsonError> for Refusal {
    fn from(e: JsonError) -> Self {
        let code = match e.fault {
            JsonFault::Empty | JsonFault::Malformed => Code::MalformedJson,
            JsonFault::Truncated => Code::Truncated,
            JsonFault::TrailingComma => Code::TrailingComma,
            JsonFault::TwoDocuments => Code::TwoDocuments,
            JsonFault::NotUtf8 => Code::NotUtf8,
            JsonFault::LoneSurrogate => Code::LoneSurrogate,
            JsonFault::ControlCharacter => Code::ControlCharacter,
            JsonFault::DuplicateKey => Code::DuplicateKey,
            JsonFault::NotFinite => Code::NotFinite,
            JsonFault::NumberChanges => Code::NumberChanges,
            JsonFault::TooDeep => Code::TooDeep,
            JsonFault::TooMany => Code::TooManyValues,
            JsonFault::NotAnObject => Code::NotAnObject,
        };
        let column = Some(e.at + 1);
        Self { code, message: e.fault.to_string(), pointer: None, column }
    }
}

impl From<SpecError> for Refusal {
    fn from(e: SpecError) -> Self {
        let code = match e {
            SpecError::Missing { .. } | SpecError::NoFrame { .. } => Code::MissingField,
            SpecError::Invalid { .. } => Code::InvalidField,
        };
        Self { code, message: e.to_string(), pointer: Some(e.pointer()), column: None }
    }
}

impl From<UpcastError> for Refusal {
    fn from(e: UpcastError) -> Self {
        FoldError::Upcast(e).into()
    }
}

impl From<FoldError> for Refusal {
    fn from(e: FoldError) -> Self {
        let (code, pointer) = match e {
            FoldError::Upcast(_) => (Code::InvalidField, "/data"),
            FoldError::EnergyOverflow => (Code::EnergyOverflow, "/energy_delta"),
            FoldError::FrameWentBack { .. } => (Code::FrameWentBack, "/frame_id"),
        };
        Self::new(code, pointer, e.to_string())
    }
}
