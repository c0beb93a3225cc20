//! Retention by kind, by label and by mode: `[retention.kind.workflow]`, `[retention.label."nightly"]`,
//! `[retention.mode.debug]`, each with the same few keys.

use super::error::{ConfigError, Origin};
use super::file::{in_order, raw};
use super::layer::{Entry, check_row};
use super::suggest;
use super::table::{Kind, Preset, Row, Unit};
use super::value::Value;
use toml::de::{DeTable, DeValue};

/// The section that these stand in.
pub(super) const SECTION: &str = "retention";

/// What a rule can be about.
pub(super) static ABOUT: &[(&str, About)] =
    &[("kind", About::Kind), ("label", About::Label), ("mode", About::Mode)];

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// Sessions of a kind.
    Kind,
    /// Sessions with a label.
    Label,
    /// Sessions of a mode.
    Mode,
}

impl About {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Label => "label",
            Self::Mode => "mode",
        }
    }

    /// What it may be about; empty where that is anything.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Kind => &["stream", "workflow"],
            Self::Label => &[],
            Self::Mode => &["normal", "debug", "offline", "online", "private"],
        }
    }
}

/// One rule: what it is about, and how much of that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keep {
    /// Purge sessions that ended so many days ago.
    pub max_age_days: Option<u64>,
    /// Purge all but the newest so many.
    pub max_count: Option<u64>,
    /// Purge the oldest until the others take no more than this.
    pub max_bytes: Option<u64>,
    /// Compact events so many days after the session ended.
    pub compact_days: Option<u64>,
}

/// **RULE KEYS**: the keys of such a section.
pub(super) static KEYS: &[Row] = &[
    key("max_age", days(), "Purge sessions that ended so long ago"),
    key("max_count", Kind::Int { min: 0, max: 1_000_000_000 }, "Purge all but the newest so many"),
    key("max_bytes", Kind::Bytes { min: 0 }, "Purge the oldest until the others take no more"),
    key("compact_after", days(), "Compact events of sessions that ended so long ago"),
];

/// What a file says in such a section.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub about: About,
    pub name: String,
    /// As it is written.
    pub section: String,
    /// Index in [`KEYS`].
    pub key: usize,
    pub entry: Entry,
}

/// Reads `[retention.<about>.<name>]`. Each error goes to `refuse`.
pub(super) fn read(
    about: About,
    names: &DeTable<'_>,
    origin: &dyn Fn(usize) -> Origin,
    (say, refuse): (&mut Vec<Said>, &mut Vec<ConfigError>),
) {
    for (name, value) in in_order(names) {
        let text: &str = name.get_ref();
        let section = section_of(about, text);
        let at = origin(name.span().start);
        if !about.names().is_empty() && !about.names().contains(&text) {
            refuse.push(ConfigError::UnknownSection {
                origin: at,
                section,
                suggestion: suggest::closest(text, about.names().iter().copied())
                    .map(|near| section_of(about, near)),
            });
            continue;
        }
        let DeValue::Table(keys) = value.get_ref() else {
            let found = raw(value.get_ref()).to_string();
            refuse.push(ConfigError::NotASection { origin: at, section, found });
            continue;
        };
        for (key, value) in in_order(keys) {
            let at = origin(key.span().start);
            let word: &str = key.get_ref();
            let Some(index) = KEYS.iter().position(|row| row.key == word) else {
                let suggestion = suggest::closest(word, KEYS.iter().map(|row| row.key)).map(str::to_owned);
                let (section, key) = (section.clone(), word.to_owned());
                refuse.push(ConfigError::UnknownKey { origin: at, section, key, suggestion });
                continue;
            };
            match check_row(&KEYS[index], raw(value.get_ref()), at) {
                Ok(entry) => {
                    let (section, name) = (section.clone(), text.to_owned());
                    // What a stronger file says holds.
                    say.retain(|s| (s.about, s.name.as_str(), s.key) != (about, text, index));
                    say.push(Said { about, name, section, key: index, entry });
                }
                Err(error) => refuse.push(error),
            }
        }
    }
}

/// The rules that were said, each once, in the order of their names; what was said last holds.
pub(super) fn collect(said: &[Said]) -> Vec<(About, String, Keep)> {
    let mut rules: std::collections::BTreeMap<(About, &str), Keep> = std::collections::BTreeMap::new();
    for s in said {
        let keep = rules.entry((s.about, &s.name)).or_default();
        let value = match s.entry.value {
            Value::Int(value) => Some(value),
            _ => None,
        };
        match KEYS[s.key].key {
            "max_age" => keep.max_age_days = value,
            "max_count" => keep.max_count = value,
            "max_bytes" => keep.max_bytes = value,
            _ => keep.compact_days = value,
        }
    }
    rules.into_iter().map(|((about, name), keep)| (about, name.to_owned(), keep)).collect()
}

/// The section's name as TOML has it.
fn section_of(about: About, name: &str) -> String {
    let bare = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    let name = if bare { name.to_owned() } else { Value::Text(name.to_owned()).to_string() };
    format!("{SECTION}.{}.{name}", about.name())
}

const fn key(key: &'static str, kind: Kind, doc: &'static str) -> Row {
    Row { section: SECTION, key, kind, default: Preset::Off, may_be_off: true, doc, seed_section: None }
}

const fn days() -> Kind {
    Kind::Duration { unit: Unit::Days, min: 1, max: 36_500 }
}
