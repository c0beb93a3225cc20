//! The layered configuration.
//!
//! Flags over environment over `--config` over the nearest `wfstate.toml` upwards over the user's
//! `config.toml` over defaults. A value remembers where it comes from. Names, kinds and defaults are rows of
//! [`table::TABLE`]; a name that is not there is an error, never ignored.

mod error;
mod file;
mod kind;
mod layer;
mod rules;
pub mod suggest;
pub mod table;
#[cfg(test)]
mod tests;
mod value;
mod view;

use std::net::IpAddr;
use std::path::{Path, PathBuf};

pub use error::{ConfigError, Origin};
pub use rules::{About, Keep};
pub use value::Value;
pub use view::{Alerts, Database, Performance, Privacy, Record, Retention, Validate};

use serde::Serialize;

use layer::{Entry, Layer, Said};
use table::{Row, TABLE};
use value::Raw;

/// Everything that a configuration depends on, besides the files themselves.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The file of `--config`. It must exist; the files that are found still apply below it.
    pub config: Option<PathBuf>,
    /// Read no file at all.
    pub no_config: bool,
    /// The environment.
    pub environment: Vec<(String, String)>,
    /// Where the search for the nearest `wfstate.toml` starts; absolute.
    pub current_dir: PathBuf,
    /// `$XDG_CONFIG_HOME`; when not set, `.config` in `home`.
    pub config_home: Option<PathBuf>,
    /// The user's home, for `~/` in paths.
    pub home: Option<PathBuf>,
}

/// A configuration in which every value is allowed.
#[derive(Debug, Clone)]
pub struct Config {
    entries: Vec<Entry>,
    rules: Vec<rules::Said>,
    files: Vec<PathBuf>,
}

/// One setting, as `config show` prints it.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Setting<'a> {
    /// The section.
    pub section: &'a str,
    /// The key.
    pub key: &'static str,
    /// The value. Its text is TOML.
    pub value: &'a Value,
    /// Where the value comes from.
    pub origin: &'a Origin,
    /// What the key does, in one line.
    pub doc: &'static str,
}

impl Config {
    /// Reads all layers. The first error in reading order is the answer when there is any.
    pub fn load(sources: &Sources) -> Result<Self, ConfigError> {
        let (config, errors) = Self::examine(sources);
        errors.into_iter().next().map_or(Ok(config), Err)
    }

    /// Every error there is, for `config check`.
    pub fn check(sources: &Sources) -> Vec<ConfigError> {
        Self::examine(sources).1
    }

    /// The files that apply, the weakest first, whether they can be read or not.
    pub fn files_of(sources: &Sources) -> Vec<PathBuf> {
        file::find(sources)
    }

    /// The files that were read, the weakest first.
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// All settings in the order of the table; behind them those of single kinds, labels and modes.
    pub fn settings(&self) -> impl Iterator<Item = Setting<'_>> {
        let table = TABLE.iter().zip(&self.entries).map(|(row, entry)| (row.section, row, entry));
        let rules = self.rules.iter().map(|s| (s.section.as_str(), &rules::KEYS[s.key], &s.entry));
        table.chain(rules).map(|(section, row, entry)| Setting {
            section,
            key: row.key,
            value: &entry.value,
            origin: &entry.origin,
            doc: row.doc,
        })
    }

    /// Sets a value from the command line, over all layers. `value` is read as a variable's would be.
    pub fn set_flag(&mut self, section: &str, key: &str, value: &str) -> Result<(), ConfigError> {
        let origin = Origin::Flag;
        let Some(index) = table::find(section, key) else {
            return Err(ConfigError::UnknownKey {
                origin,
                section: section.to_owned(),
                key: key.to_owned(),
                suggestion: suggest::closest(key, table::keys(section)).map(str::to_owned),
            });
        };
        let (index, entry) = layer::check(Said { index, raw: Raw::Word(value.to_owned()), origin })?;
        let before = std::mem::replace(&mut self.entries[index], entry);
        check_engine(&self.entries).inspect_err(|_| self.entries[index] = before)
    }

    /// The value of a key; [`Value::Off`] when there is no such key.
    pub fn value(&self, section: &str, key: &str) -> &Value {
        table::find(section, key).map_or(&Value::Off, |index| &self.entries[index].value)
    }

    fn examine(sources: &Sources) -> (Self, Vec<ConfigError>) {
        let mut layer = Layer::defaults();
        let files = file::find(sources);
        for path in &files {
            file::read(path, &mut layer);
        }
        layer.environment(sources);
        if let Err(error) = check_engine(&layer.entries) {
            layer.refuse(error);
        }
        let Layer { mut entries, errors, rules } = layer;
        for entry in &mut entries {
            place_path(entry, sources);
        }
        (Self { entries, rules, files }, errors)
    }
}

/// Puts the path of an entry where its writer means it: `~/` at home, a relative one beside its file.
fn place_path(entry: &mut Entry, sources: &Sources) {
    let Value::Path(path) = &entry.value else { return };
    let placed = match (path.strip_prefix("~"), &sources.home, &entry.origin) {
        (Ok(rest), Some(home), _) => home.join(rest),
        (_, _, Origin::File { path: file, .. }) => {
            let folder = file.parent().unwrap_or(Path::new(""));
            sources.current_dir.join(folder).join(path)
        }
        _ => return,
    };
    entry.value = Value::Path(placed);
}

/// The seeds' local `MariaDB` is understood, must be local, and is not there yet.
fn check_engine(entries: &[Entry]) -> Result<(), ConfigError> {
    let entry = |key| table::find("database", key).map(|index| &entries[index]);
    let text = |key| match entry(key) {
        Some(Entry { value: Value::Text(text), origin }) => Some((text.clone(), origin.clone())),
        _ => None,
    };
    let Some((engine, origin)) = text("type").filter(|(engine, _)| engine != "sqlite") else {
        return Ok(());
    };
    if let Some((host, origin)) = text("host").filter(|(host, _)| !is_local_host(host)) {
        return Err(ConfigError::NotLocal { origin, key: "host", host });
    }
    if let Some((host, origin)) = text("socket").filter(|(socket, _)| !socket.starts_with('/')) {
        return Err(ConfigError::NotLocal { origin, key: "socket", host });
    }
    Err(ConfigError::EngineNotAvailable { origin, engine })
}

fn is_local_host(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    host.starts_with('/')
        || host.eq_ignore_ascii_case("localhost")
        || bare.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

/// The rows of the settings, for documentation and completions.
pub fn rows() -> &'static [Row] {
    TABLE
}
