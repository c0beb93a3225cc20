//! The documents of `--schema-path`, and what they may refer to: themselves and each other. A reference to anything
//! else is refused before the first schema is compiled, so that no address in a file makes wfstate open another one.

use super::SchemaError;
use jsonschema::{Retrieve, Uri};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The drafts that are understood, each by its own rules. What people have is 2020-12, or draft 7 from before it.
const DRAFTS: &[&str] = &[
    "https://json-schema.org/draft/2020-12/schema",
    "https://json-schema.org/draft/2019-09/schema",
    "http://json-schema.org/draft-07/schema",
];
/// Members whose values are examples and constants: a `$ref` in them is a word.
const PLAIN: &[&str] = &["const", "enum", "default", "example", "examples", "x-invalid"];
/// Schemas within schemas.
const DEEPEST: usize = 200;

/// Files by the address that they have for each other.
#[derive(Debug, Default)]
pub struct Documents(BTreeMap<String, (PathBuf, Value)>);

impl Documents {
    /// Takes in a file. Its own `$id` gives way to its place: that is what `common.json` means.
    pub fn add(&mut self, uri: String, path: PathBuf, mut value: Value) {
        if let Some(object) = value.as_object_mut() {
            object.remove("$id");
        }
        self.0.insert(uri, (path, value));
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Their addresses, sorted.
    pub fn uris(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// One of them.
    pub fn get(&self, uri: &str) -> Option<(&Path, &Value)> {
        self.0.get(uri).map(|(path, value)| (path.as_path(), value))
    }

    /// What a reference in a document leads to: the address of a document, and a place in it.
    pub fn resolve(&self, from: &str, reference: &str) -> Option<(String, &Value)> {
        let (file, place) = reference.split_once('#').unwrap_or((reference, ""));
        let uri = if file.is_empty() { from.to_owned() } else { beside(from, file) };
        let (_, value) = self.get(&uri)?;
        Some((uri, value.pointer(place)?))
    }
}

/// The address of a file that is named in a document.
fn beside(from: &str, file: &str) -> String {
    let (folder, _) = from.rsplit_once('/').unwrap_or((from, ""));
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in file.split('/') {
        match part {
            "." => {}
            // Not above the directory: `wfstate:///0` has four parts.
            ".." if parts.len() > 4 => drop(parts.pop()),
            other => parts.push(other),
        }
    }
    parts.join("/")
}

/// Gives the documents to the compiler, and nothing else.
pub struct Retriever(pub Arc<Documents>);

impl Retrieve for Retriever {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        let uri = uri.as_str().split('#').next().unwrap_or_default();
        let found = self.0.get(uri).map(|(_, value)| value.clone());
        found.ok_or_else(|| "it is not in the directory of schemas".into())
    }
}

/// Looks at every document: is it a schema of a draft that is understood, and does it stay among its own?
pub fn check(documents: &Documents) -> Result<(), SchemaError> {
    for (uri, (path, value)) in &documents.0 {
        let failed = |(pointer, message): (String, String)| SchemaError {
            file: path.clone(),
            pointer: Some(pointer).filter(|p| !p.is_empty()),
            message,
        };
        let look = Look { documents, uri };
        look.within(value, &mut String::new(), 0).map_err(failed)?;
        jsonschema::meta::validate(value)
            .map_err(|e| failed((e.instance_path().to_string(), format!("it is no schema: {e}"))))?;
    }
    Ok(())
}

struct Look<'d> {
    documents: &'d Documents,
    uri: &'d str,
}

type Found = Result<(), (String, String)>;

impl Look<'_> {
    fn within(&self, value: &Value, at: &mut String, depth: usize) -> Found {
        if depth > DEEPEST {
            return Err((at.clone(), format!("schemas within schemas, deeper than {DEEPEST}")));
        }
        let own = at.len();
        match value {
            Value::Object(members) => {
                for (name, inner) in members.iter().filter(|(name, _)| !PLAIN.contains(&name.as_str())) {
                    at.push('/');
                    at.push_str(&name.replace('~', "~0").replace('/', "~1"));
                    if let Value::String(text) = inner {
                        self.word(name, text).map_err(|message| (at.clone(), message))?;
                    }
                    self.within(inner, at, depth + 1)?;
                    at.truncate(own);
                }
            }
            Value::Array(items) => {
                for (n, inner) in items.iter().enumerate() {
                    at.push('/');
                    at.push_str(&n.to_string());
                    self.within(inner, at, depth + 1)?;
                    at.truncate(own);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn word(&self, name: &str, text: &str) -> Result<(), String> {
        match name {
            "$schema" if !DRAFTS.contains(&text.trim_end_matches('#')) => {
                Err(format!("`{text}` is not understood; JSON Schema 2020-12 is (2019-09 and draft 7 too)"))
            }
            "$ref" | "$dynamicRef" | "$recursiveRef" => self.reference(text),
            _ => Ok(()),
        }
    }

    fn reference(&self, text: &str) -> Result<(), String> {
        let file = text.split('#').next().unwrap_or_default();
        if file.is_empty() {
            return Ok(());
        }
        if file.contains(':') || file.starts_with('/') || file.contains('\\') {
            return Err(format!(
                "`{text}` leads out of the directory; only `#/…` and names of files in it are followed"
            ));
        }
        match self.documents.get(&beside(self.uri, file)) {
            Some(_) => Ok(()),
            None => Err(format!("`{text}` names a file that is not in the directory")),
        }
    }
}
