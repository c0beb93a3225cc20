//! One source of settings after another: each says values, and each may say wrong ones. All errors are
//! kept, so that `config check` can show every one of them at once.

use super::error::{ConfigError, Origin};
use super::table::{self, Kind, Row, TABLE};
use super::value::{Raw, Refusal, Value, allowed};
use super::{Sources, rules, suggest};

/// What one source says about one row of the table.
pub(super) struct Said {
    pub(super) index: usize,
    pub(super) raw: Raw,
    pub(super) origin: Origin,
}

/// A value that passed.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) value: Value,
    pub(super) origin: Origin,
}

/// The entries of all sources read so far, one per row of the table, and what was wrong with them.
pub(super) struct Layer {
    pub(super) entries: Vec<Entry>,
    pub(super) errors: Vec<ConfigError>,
    /// Retention by kind, label and mode.
    pub(super) rules: Vec<rules::Said>,
}

impl Layer {
    /// The defaults.
    pub(super) fn defaults() -> Self {
        let entry = |row: &Row| Entry { value: Value::preset(row), origin: Origin::Default };
        Self { entries: TABLE.iter().map(entry).collect(), errors: Vec::new(), rules: Vec::new() }
    }

    /// Takes a value over what weaker sources said, or keeps the error.
    pub(super) fn say(&mut self, said: Said) {
        match check(said) {
            Ok((index, entry)) => self.entries[index] = entry,
            Err(error) => self.refuse(error),
        }
    }

    pub(super) fn refuse(&mut self, error: ConfigError) {
        self.errors.push(error);
    }

    /// The variables `WFSTATE_<SECTION>_<KEY>`. An empty one counts as not set. The twins of global flags
    /// (`WFSTATE_DB`, …) are the command line's business and pass by.
    pub(super) fn environment(&mut self, sources: &Sources) {
        for (name, value) in &sources.environment {
            if !name.starts_with("WFSTATE_") || value.is_empty() {
                continue;
            }
            match TABLE.iter().position(|row| row.environment_name() == *name) {
                Some(index) => self.say(Said {
                    index,
                    raw: Raw::Word(value.clone()),
                    origin: Origin::Environment { name: name.clone() },
                }),
                None => self.unknown_variable(name),
            }
        }
    }

    fn unknown_variable(&mut self, name: &str) {
        let twins: Vec<_> = TABLE.iter().map(Row::environment_name).collect();
        let suggestion = suggest::closest(name, twins.iter().map(String::as_str)).map(str::to_owned);
        let in_section = table::sections()
            .iter()
            .any(|section| name.starts_with(&format!("WFSTATE_{}_", section.to_ascii_uppercase())));
        if in_section || suggestion.is_some() {
            self.refuse(ConfigError::UnknownVariable { name: name.to_owned(), suggestion });
        }
    }
}

/// Checks what a source says against its row.
pub(super) fn check(said: Said) -> Result<(usize, Entry), ConfigError> {
    let Said { index, raw, origin } = said;
    Ok((index, check_row(&TABLE[index], raw, origin)?))
}

/// Checks a value against a row.
pub(super) fn check_row(row: &Row, raw: Raw, origin: Origin) -> Result<Entry, ConfigError> {
    let found = if row.kind == Kind::Secret { "not a text".to_owned() } else { raw.to_string() };
    let (section, key) = (row.section, row.key);
    match Value::read(row, raw) {
        Ok(value) => Ok(Entry { value, origin }),
        Err(Refusal::Type) => {
            Err(ConfigError::WrongType { origin, section, key, found, allowed: allowed(row) })
        }
        Err(Refusal::Range) => {
            Err(ConfigError::OutOfRange { origin, section, key, found, allowed: allowed(row) })
        }
    }
}
