//! WFJ004: a user's own schemas of events (`--schema-path`), beside the built-in ones.
//!
//! In a directory are looked for: `event/<type>.json` and `<type>.json`, which describe the data of one type; documents
//! that describe the whole event and tell the types apart (one branch of a `oneOf`, `anyOf` or `$defs` for each); and
//! `energy-state.json`, which takes the place of the built-in schema of the state. All of it is read, checked and
//! compiled before the first database is opened, and nothing is ever fetched.

mod envelope;
mod refs;

use super::best;
use super::findings::Sink;
use super::rule::{Rule, Scope, Severity};
use crate::core::model::energy::MicroEu;
use crate::core::model::event::Flags;
use crate::core::store::{EventChunk, StoredEvent};
use jsonschema::Validator;
use refs::{Documents, Retriever};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Events that the user's schemas do not allow.
pub static OWN: Rule = Rule {
    id: "WFJ004",
    severity: Severity::Error,
    title: "an event does not follow your own schema of its type",
    why: "The directory of `--schema-path` has a schema for this type of event, and the event is not what it says. Only \
          the branch of the event's own type is asked, so there is one message for an event.",
    repair: "correct the producer or the schema; an event that is stored stays as it came",
    scope: Scope::Session,
};

/// Files of a directory, and bytes of a file: beyond these it is not a directory of schemas.
const MOST_FILES: usize = 1000;
const LARGEST: u64 = 4 << 20;

/// Why schemas cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}{}: {message}", .file.display(), .pointer.as_ref().map(|p| format!(": {p}")).unwrap_or_default())]
pub struct SchemaError {
    /// The file or directory.
    pub file: PathBuf,
    /// Where in it.
    pub pointer: Option<String>,
    /// What is wrong.
    pub message: String,
}

/// The user's schemas, ready to be used by any thread.
#[derive(Debug, Clone, Default)]
pub struct UserSchemas(Arc<Compiled>);

#[derive(Debug, Default)]
struct Compiled {
    types: BTreeMap<String, Vec<Own>>,
    state: Option<Validator>,
}

/// One schema of one type.
#[derive(Debug)]
pub struct Own {
    file: String,
    validator: Validator,
    /// It describes the whole event, and calls the data so.
    envelope: Option<&'static str>,
}

impl UserSchemas {
    /// Reads the schemas of directories.
    pub fn load(directories: &[PathBuf]) -> Result<Self, SchemaError> {
        let mut documents = Documents::default();
        for (number, directory) in directories.iter().enumerate() {
            read_directory(directory, number, &mut documents)?;
        }
        refs::check(&documents)?;
        let documents = Arc::new(documents);
        let mut compiled = Compiled::default();
        for uri in documents.uris() {
            compiled.take(&documents, uri)?;
        }
        Ok(Self(Arc::new(compiled)))
    }

    /// Whether there is no schema of an event.
    pub fn is_empty(&self) -> bool {
        self.0.types.is_empty()
    }

    /// The schemas of a type.
    pub fn of_type(&self, name: &str) -> &[Own] {
        self.0.types.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// The schema of states.
    pub fn state(&self) -> Option<&Validator> {
        self.0.state.as_ref()
    }
}

impl Compiled {
    fn take(&mut self, documents: &Arc<Documents>, uri: &str) -> Result<(), SchemaError> {
        let Some((path, value)) = documents.get(uri) else { return Ok(()) };
        let stem = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default();
        let build = |value: &Value| compile(documents, uri, path, value);
        if stem == "energy-state" || stem.ends_with("-energy-state") {
            self.state = Some(build(value)?);
            return Ok(());
        }
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let of_data = path.parent().is_some_and(|p| p.ends_with("event"));
        let branches = if of_data { Vec::new() } else { envelope::branches(documents, uri, value) };
        if branches.is_empty() {
            // An old version of a schema stands beside the new one as `<type>@1`.
            let own = Own { file, validator: build(value)?, envelope: None };
            if !stem.contains('@') {
                self.types.entry(stem.to_owned()).or_default().push(own);
            }
            return Ok(());
        }
        for branch in branches {
            let own =
                Own { file: file.clone(), validator: build(&branch.schema)?, envelope: Some(branch.data) };
            self.types.entry(branch.type_name).or_default().push(own);
        }
        Ok(())
    }
}

fn compile(
    documents: &Arc<Documents>,
    uri: &str,
    path: &Path,
    value: &Value,
) -> Result<Validator, SchemaError> {
    let retriever = Retriever(Arc::clone(documents));
    let options = jsonschema::options().with_base_uri(uri).with_retriever(retriever);
    options.build(value).map_err(|e| SchemaError {
        file: path.to_owned(),
        pointer: Some(e.instance_path().to_string()).filter(|p| !p.is_empty()),
        message: e.to_string(),
    })
}

/// Reads `<directory>/*.json` and `<directory>/event/*.json`.
fn read_directory(directory: &Path, number: usize, documents: &mut Documents) -> Result<(), SchemaError> {
    let failed = |file: &Path, message: String| SchemaError { file: file.to_owned(), pointer: None, message };
    let before = documents.len();
    for (folder, optional) in [(directory.to_owned(), false), (directory.join("event"), true)] {
        if optional && !folder.is_dir() {
            continue;
        }
        let entries = std::fs::read_dir(&folder).map_err(|e| failed(&folder, e.to_string()))?;
        let mut files: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
        files.retain(|f| f.extension().is_some_and(|e| e == "json") && f.is_file());
        files.sort();
        if documents.len() + files.len() > MOST_FILES {
            return Err(failed(
                &folder,
                format!("more than {MOST_FILES} files; this is no directory of schemas"),
            ));
        }
        for file in files {
            let value = read(&file).map_err(|message| failed(&file, message))?;
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let within = if optional { "event/" } else { "" };
            documents.add(format!("wfstate:///{number}/{within}{name}"), file, value);
        }
    }
    if documents.len() == before {
        return Err(failed(directory, "no schema is there: neither *.json nor event/*.json".into()));
    }
    Ok(())
}

fn read(file: &Path) -> Result<Value, String> {
    let size = std::fs::metadata(file).map_err(|e| e.to_string())?.len();
    if size > LARGEST {
        return Err(format!("it has {size} bytes; a schema has at most {LARGEST}"));
    }
    let text = std::fs::read(file).map_err(|e| e.to_string())?;
    let value = serde_json::from_slice(&text).map_err(|e| format!("it is not JSON: {e}"))?;
    match value {
        Value::Object(_) | Value::Bool(_) => Ok(value),
        _ => Err("a schema is a JSON object".into()),
    }
}

/// Checks one event against the user's schemas of its type; each says at most one thing.
pub fn check(
    schemas: &[Own],
    (session, name): (&str, &str),
    (chunk, e): (&EventChunk, &StoredEvent),
    sink: &mut Sink<'_>,
) {
    if schemas.is_empty() || !sink.wants(&OWN) {
        return;
    }
    let Some(Ok(data)) = chunk.payload(e).map(serde_json::from_slice::<Value>) else { return };
    let mut whole: Option<Value> = None;
    for own in schemas {
        let (document, base) = match own.envelope {
            None => (&data, "/data"),
            Some(called) => {
                let event = whole.insert(event(session, name, (chunk, e), called, &data));
                (&*event, "")
            }
        };
        if own.validator.is_valid(document) {
            continue;
        }
        // Words are sought for the few findings that will be shown.
        let words = sink.has_room().then(|| best::message(&own.validator, document, base)).flatten();
        let message = words.unwrap_or_default();
        sink.report(&OWN, Some(e.seq), format!("{name}: {message} ({})", own.file));
    }
}

/// The event as a state event (WF-TECH-004), with what was stored of it.
fn event(
    session: &str,
    name: &str,
    (chunk, e): (&EventChunk, &StoredEvent),
    called: &str,
    data: &Value,
) -> Value {
    let mut event: Map<String, Value> =
        chunk.extra(e).and_then(|extra| serde_json::from_str(extra).ok()).unwrap_or_default();
    event.insert("session_id".into(), session.into());
    event.insert("timestamp".into(), e.at.to_string().into());
    event.insert("type".into(), name.into());
    event.insert(called.into(), data.clone());
    if let Some(frame) = e.frame {
        event.insert("frame_id".into(), frame.into());
    }
    if let Some(key) = chunk.key(e) {
        event.insert("event_id".into(), key.into());
    }
    let energy = e.energy.filter(|_| !e.flags.has(Flags::ENERGY_FROM_DATA));
    if let Some(Ok(energy)) = energy.map(|n| MicroEu(n).to_string().parse::<f64>()) {
        event.insert("energy_delta".into(), energy.into());
    }
    Value::Object(event)
}

#[cfg(test)]
mod tests;
