//! The files of a configuration: which ones there are, and what each one says.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{ConfigError, Origin};
use super::layer::{Layer, Said};
use super::table;
use super::value::Raw;
use super::{Sources, rules, suggest};

/// The name that is looked for in the current folder and in those above it.
pub(super) const NEAREST_NAME: &str = "wfstate.toml";

/// No configuration is larger, in bytes; the path may name a device that never ends.
const MAX_BYTES: u64 = 1 << 20;

/// The files that apply, the weakest first. A file that was named is there whether it exists or not.
pub(super) fn find(sources: &Sources) -> Vec<PathBuf> {
    if sources.no_config {
        return Vec::new();
    }
    let config_home = sources.config_home.clone().or_else(|| Some(sources.home.as_ref()?.join(".config")));
    let user = config_home.map(|folder| folder.join("wfstate").join("config.toml"));
    let nearest = sources.current_dir.ancestors().map(|folder| folder.join(NEAREST_NAME));
    let mut files: Vec<_> = user.filter(|path| path.is_file()).into_iter().collect();
    files.extend(nearest.into_iter().find(|path| path.is_file()));
    files.extend(sources.config.clone());
    files
}

/// Reads one file and gives what it says to the layer, in the order of its lines.
pub(super) fn read(path: &Path, layer: &mut Layer) {
    let text = match read_text(path) {
        Ok(text) => text,
        Err(error) => return layer.refuse(error),
    };
    match DeTable::parse(&text) {
        Ok(document) => Document { path, text: &text, layer }.sections(document.get_ref()),
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            let (line, column) = position(&text, at);
            let message = error.message().to_owned();
            layer.refuse(ConfigError::Syntax { path: path.to_owned(), line, column, message });
        }
    }
}

fn read_text(path: &Path) -> Result<String, ConfigError> {
    let failed = |source: io::Error| ConfigError::Read { path: path.to_owned(), source };
    if fs::metadata(path).is_ok_and(|found| found.is_dir()) {
        return Err(failed(io::ErrorKind::IsADirectory.into()));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(failed)?;
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(ConfigError::TooLarge { path: path.to_owned(), max_bytes: MAX_BYTES });
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let (line, column) = position(&String::from_utf8_lossy(&error.as_bytes()[..valid]), valid);
        let message = "not UTF-8".to_owned();
        ConfigError::Syntax { path: path.to_owned(), line, column, message }
    })
}

/// A parsed file, on its way into a layer.
struct Document<'a> {
    path: &'a Path,
    text: &'a str,
    layer: &'a mut Layer,
}

impl Document<'_> {
    fn sections(&mut self, document: &DeTable<'_>) {
        for (name, value) in in_order(document) {
            let section: &str = name.get_ref();
            let origin = self.origin(name);
            let known = table::sections().contains(&section);
            match value.get_ref() {
                DeValue::Table(keys) if known => self.keys(section, keys),
                DeValue::Table(_) => self.layer.refuse(ConfigError::UnknownSection {
                    origin,
                    section: section.to_owned(),
                    suggestion: suggest::closest(section, table::sections()).map(str::to_owned),
                }),
                other if known => self.layer.refuse(ConfigError::NotASection {
                    origin,
                    section: section.to_owned(),
                    found: raw(other).to_string(),
                }),
                _ => self.layer.refuse(ConfigError::NoSection {
                    origin,
                    key: section.to_owned(),
                    suggestion: elsewhere(section),
                }),
            }
        }
    }

    fn keys(&mut self, section: &str, keys: &DeTable<'_>) {
        for (name, value) in in_order(keys) {
            let origin = self.origin(name);
            let key: &str = name.get_ref();
            let about = rules::ABOUT.iter().find(|a| section == rules::SECTION && a.0 == key);
            if let (Some((_, about)), DeValue::Table(names)) = (about, value.get_ref()) {
                let origin =
                    |at| Origin::File { path: self.path.to_owned(), line: position(self.text, at).0 };
                rules::read(*about, names, &origin, (&mut self.layer.rules, &mut self.layer.errors));
                continue;
            }
            match table::find_in_file(section, key) {
                Some(index) => self.layer.say(Said { index, raw: raw(value.get_ref()), origin }),
                None => self.layer.refuse(ConfigError::UnknownKey {
                    origin,
                    section: section.to_owned(),
                    key: key.to_owned(),
                    suggestion: suggest::closest(key, table::keys(section))
                        .map(str::to_owned)
                        .or_else(|| elsewhere(key)),
                }),
            }
        }
    }

    fn origin<T>(&self, item: &Spanned<T>) -> Origin {
        let line = position(self.text, item.span().start).0;
        Origin::File { path: self.path.to_owned(), line }
    }
}

/// The `section.key` that has this very key.
fn elsewhere(key: &str) -> Option<String> {
    table::TABLE.iter().find(|row| row.key == key).map(|row| format!("{}.{}", row.section, row.key))
}

/// The entries by place in the file, so that errors come in the order in which people read.
pub(super) fn in_order<'a, 'i>(
    table: &'a DeTable<'i>,
) -> Vec<(&'a Spanned<DeName<'i>>, &'a Spanned<DeValue<'i>>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(name, _)| name.span().start);
    entries
}

pub(super) type DeName<'i> = toml::de::DeString<'i>;

pub(super) fn raw(value: &DeValue<'_>) -> Raw {
    match value {
        DeValue::String(text) => Raw::Text(text.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or(Raw::Other("an integer beyond 64 bits"), Raw::Int),
        DeValue::Float(number) => number.as_str().parse().map_or(Raw::Other("a float"), Raw::Float),
        DeValue::Boolean(value) => Raw::Bool(*value),
        DeValue::Datetime(_) => Raw::Other("a date"),
        DeValue::Array(items) => {
            let texts = items.iter().map(|item| item.get_ref().as_str().map(str::to_owned));
            texts.collect::<Option<_>>().map_or(Raw::Other("an array of other things than texts"), Raw::List)
        }
        DeValue::Table(_) => Raw::Other("a table"),
    }
}

/// Line and column, from 1, of a place in bytes.
fn position(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}
