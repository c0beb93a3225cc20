//! Values of settings, and how they are read from what a file, a variable or a flag says.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Serialize, Serializer};

use super::table::{Kind, Preset, Row};
use crate::core::model::quantity::{parse_bytes, parse_duration_ms};

/// The value of one setting. In JSON it is the bare value, and `null` when off or hidden.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// Not set, or turned off.
    Off,
    /// A truth value.
    Bool(bool),
    /// A whole number, in the unit of the key.
    Int(u64),
    /// A number.
    Float(f64),
    /// A text.
    Text(String),
    /// A path.
    #[serde(serialize_with = "serialize_path")]
    Path(PathBuf),
    /// Texts.
    List(Vec<String>),
    /// Something was set that is neither kept nor shown.
    Hidden,
}

/// What a source says, before the key's kind is applied.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Raw {
    /// Text of a variable or a flag: it may stand for any type.
    Word(String),
    /// A TOML string.
    Text(String),
    /// A TOML integer.
    Int(i64),
    /// A TOML float.
    Float(f64),
    /// A TOML boolean.
    Bool(bool),
    /// A TOML array of strings.
    List(Vec<String>),
    /// Any other TOML value, by the name of its type.
    Other(&'static str),
}

/// Why a value is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It is of another type.
    Type,
    /// It is of the type and outside what is allowed.
    Range,
}

impl Value {
    /// The value of a row that nothing sets.
    pub(super) fn preset(row: &Row) -> Self {
        match row.default {
            Preset::Off => Self::Off,
            Preset::Bool(value) => Self::Bool(value),
            Preset::Int(value) => Self::Int(value),
            Preset::Float(value) => Self::Float(value),
            Preset::Text(value) => Self::Text(value.to_owned()),
            Preset::Empty => Self::List(Vec::new()),
        }
    }

    /// Reads what a source says as the value of `row`.
    pub(super) fn read(row: &Row, raw: Raw) -> Result<Self, Refusal> {
        let raw = raw.for_kind(row.kind);
        if row.may_be_off && raw.says_off() {
            return Ok(Self::Off);
        }
        match (row.kind, raw) {
            (Kind::Bool, Raw::Bool(value)) => Ok(Self::Bool(value)),
            (Kind::Float { min, max }, Raw::Float(value)) => {
                (min..=max).contains(&value).then_some(Self::Float(value)).ok_or(Refusal::Range)
            }
            (Kind::List, Raw::List(items)) => Ok(Self::List(items)),
            (kind, Raw::Int(value)) => {
                let (min, max) = bounds(kind).ok_or(Refusal::Type)?;
                let value = u64::try_from(value).map_err(|_| Refusal::Range)?;
                whole(value, min, max)
            }
            (kind, Raw::Text(text)) => Self::read_text(kind, text),
            _ => Err(Refusal::Type),
        }
    }

    fn read_text(kind: Kind, text: String) -> Result<Self, Refusal> {
        match kind {
            Kind::Duration { unit, min, max } => {
                let length_ms = parse_duration_ms(&text).map_err(|_| Refusal::Type)?.unsigned_abs();
                if length_ms % unit.length_ms() != 0 {
                    return Err(Refusal::Range);
                }
                whole(length_ms / unit.length_ms(), min, max)
            }
            Kind::Bytes { min } => whole(parse_bytes(&text).map_err(|_| Refusal::Type)?, min, u64::MAX),
            Kind::Path => printable(text).map(|text| Self::Path(text.into())),
            Kind::Text => printable(text).map(Self::Text),
            Kind::Choice(words) => words.contains(&&*text).then_some(Self::Text(text)).ok_or(Refusal::Range),
            Kind::List => {
                let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
                Ok(Self::List(items.map(str::to_owned).collect()))
            }
            Kind::Secret => Ok(Self::Hidden),
            Kind::Bool | Kind::Int { .. } | Kind::Float { .. } => Err(Refusal::Type),
        }
    }
}

/// As TOML, so that what `config show` prints can be pasted into a file.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Off => f.write_str("\"off\""),
            Self::Bool(value) => value.fmt(f),
            Self::Int(value) => value.fmt(f),
            // Debug keeps the point of `50.0`, which makes it a TOML float.
            Self::Float(value) => write!(f, "{value:?}"),
            Self::Text(text) => write_quoted(f, text),
            Self::Path(path) => write_quoted(f, &path.to_string_lossy()),
            Self::List(items) => {
                f.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    f.write_str(if index == 0 { "" } else { ", " })?;
                    write_quoted(f, item)?;
                }
                f.write_str("]")
            }
            Self::Hidden => f.write_str("\"(hidden)\""),
        }
    }
}

impl Raw {
    /// Gives the untyped words of variables, and numbers, the type that the kind asks for, where they can
    /// have it.
    fn for_kind(self, kind: Kind) -> Self {
        match (kind, self) {
            (Kind::Bool, Self::Word(word)) => match word.to_ascii_lowercase().as_str() {
                "true" | "1" | "yes" | "on" => Self::Bool(true),
                "false" | "0" | "no" | "off" => Self::Bool(false),
                _ => Self::Text(word),
            },
            (Kind::Int { .. }, Self::Word(word)) => word.parse().map_or(Self::Text(word), Self::Int),
            (Kind::Float { .. }, Self::Word(word)) => word.parse().map_or(Self::Text(word), Self::Float),
            // A bare number counts in the unit of the key, also between quotes.
            (Kind::Duration { .. } | Kind::Bytes { .. }, Self::Word(word) | Self::Text(word)) => {
                word.parse().map_or(Self::Text(word), Self::Int)
            }
            // Bounds of settings are far below 2^53, where the conversion is exact.
            #[expect(clippy::cast_precision_loss, reason = "a number beyond 2^53 is out of range anyway")]
            (Kind::Float { .. }, Self::Int(value)) => Self::Float(value as f64),
            (_, Self::Word(word)) => Self::Text(word),
            (_, other) => other,
        }
    }

    fn says_off(&self) -> bool {
        matches!(self, Self::Text(text) if text == "off" || text == "none")
    }
}

/// What was found, as errors quote it: never long.
impl fmt::Display for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LONGEST: usize = 60;
        match self {
            Self::Word(text) | Self::Text(text) if text.chars().count() > LONGEST => {
                let start: String = text.chars().take(LONGEST).collect();
                write!(f, "\"{start}…\"")
            }
            Self::Word(text) | Self::Text(text) => write!(f, "\"{text}\""),
            Self::Int(value) => value.fmt(f),
            Self::Float(value) => write!(f, "{value:?}"),
            Self::Bool(value) => value.fmt(f),
            Self::List(_) => f.write_str("an array"),
            Self::Other(name) => f.write_str(name),
        }
    }
}

/// Paths are shown, not opened: bytes that are not UTF-8 are replaced instead of failing the answer.
pub(super) fn serialize_path<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&path.to_string_lossy())
}

/// What a row allows, for people.
pub(super) fn allowed(row: &Row) -> String {
    let mut text = match row.kind {
        Kind::Bool => "true or false".to_owned(),
        Kind::Int { min, max } => format!("a whole number from {min} to {max}"),
        Kind::Float { min, max } => format!("a number from {min} to {max}"),
        Kind::Duration { unit, min, max } => {
            let name = unit.name();
            format!("whole {name} from {min} to {max}, as a number or as a text such as \"90s\" or \"30d\"")
        }
        Kind::Bytes { min } => format!("at least {min} bytes, as a number or as a text such as \"64M\""),
        Kind::Path => "a path".to_owned(),
        Kind::Text | Kind::Secret => "a text".to_owned(),
        Kind::Choice(words) => {
            let quoted: Vec<_> = words.iter().map(|word| format!("\"{word}\"")).collect();
            quoted.join(", ")
        }
        Kind::List => "an array of texts".to_owned(),
    };
    if row.may_be_off {
        text.push_str("; or \"off\"");
    }
    text
}

/// What the kinds that count allow.
fn bounds(kind: Kind) -> Option<(u64, u64)> {
    match kind {
        Kind::Int { min, max } | Kind::Duration { min, max, .. } => Some((min, max)),
        Kind::Bytes { min } => Some((min, u64::MAX)),
        _ => None,
    }
}

fn whole(value: u64, min: u64, max: u64) -> Result<Value, Refusal> {
    (min..=max).contains(&value).then_some(Value::Int(value)).ok_or(Refusal::Range)
}

/// Names of files, hosts and users are never empty and hold no control characters.
fn printable(text: String) -> Result<String, Refusal> {
    if text.is_empty() || text.chars().any(char::is_control) { Err(Refusal::Range) } else { Ok(text) }
}

fn write_quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("\"")?;
    for c in text.chars() {
        match c {
            '"' | '\\' => write!(f, "\\{c}")?,
            c if c.is_control() => write!(f, "\\u{:04X}", u32::from(c))?,
            c => write!(f, "{c}")?,
        }
    }
    f.write_str("\"")
}
