//! Documents that describe whole events, all types in one: which branch is whose.
//!
//! A validator that is given all branches at once has for one wrong event something against each of them. Here every
//! type gets a schema with its own branch alone, and all else that the document says stays in force.

use super::refs::Documents;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What a document says of one type.
#[derive(Debug)]
pub struct Branch {
    /// The type.
    pub type_name: String,
    /// The document with this branch alone.
    pub schema: Value,
    /// What it calls the data.
    pub data: &'static str,
}

/// References that are followed to find out a branch's type.
const FARTHEST: usize = 8;

/// The branches of a document; none where it does not describe whole events.
pub fn branches(documents: &Documents, uri: &str, document: &Value) -> Vec<Branch> {
    let look = Look { documents };
    let own = look.types(uri, document, 0);
    if !own.is_empty() && look.data(uri, document, 0).is_some() {
        // One schema for these types, told apart within it if at all.
        let data = look.data(uri, document, 0).unwrap_or("data");
        let branch = |type_name| Branch { type_name, schema: document.clone(), data };
        return own.into_iter().map(branch).collect();
    }
    for choice in ["oneOf", "anyOf"] {
        let list = document.get(choice).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let found = look.chosen(uri, document, Some(choice), list.iter().cloned());
        if !found.is_empty() {
            return found;
        }
    }
    for definitions in ["$defs", "definitions"] {
        let Some(list) = document.get(definitions).and_then(Value::as_object) else { continue };
        let name = |n: &String| n.replace('~', "~0").replace('/', "~1");
        let refs = list.keys().map(|n| json!({ "$ref": format!("#/{definitions}/{}", name(n)) }));
        let found = look.chosen(uri, document, None, refs);
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

struct Look<'d> {
    documents: &'d Documents,
}

impl Look<'_> {
    /// One schema for each type that a branch names.
    fn chosen(
        &self,
        uri: &str,
        document: &Value,
        choice: Option<&str>,
        branches: impl Iterator<Item = Value>,
    ) -> Vec<Branch> {
        let mut by_type: BTreeMap<String, (Vec<Value>, &'static str)> = BTreeMap::new();
        for branch in branches {
            let data = self.data(uri, &branch, 0).or_else(|| self.data(uri, document, 0)).unwrap_or("data");
            for type_name in self.types(uri, &branch, 0) {
                by_type.entry(type_name).or_insert_with(|| (Vec::new(), data)).0.push(branch.clone());
            }
        }
        // Taken out once: with it, a document of a thousand branches would be copied a thousand times.
        let base = without(document, choice);
        let alone = |(type_name, (mut branches, data)): (String, (Vec<Value>, &'static str))| {
            let branch = match branches.len() {
                1 => branches.remove(0),
                _ => json!({ "anyOf": branches }),
            };
            Branch { type_name, schema: with(&base, branch), data }
        };
        by_type.into_iter().map(alone).collect()
    }

    /// The types that a schema is for: a constant or a list at `properties/type`.
    fn types(&self, uri: &str, schema: &Value, steps: usize) -> Vec<String> {
        let of = schema.pointer("/properties/type");
        let words = |v: &Value| v.as_str().map(str::to_owned);
        let mut found: Vec<String> = Vec::new();
        found.extend(of.and_then(|t| words(t.get("const")?)));
        let list = of.and_then(|t| t.get("enum")?.as_array()).map(Vec::as_slice).unwrap_or_default();
        found.extend(list.iter().filter_map(words));
        if found.is_empty() {
            found = self
                .first(uri, schema, steps, |uri, inner, steps| {
                    Some(self.types(uri, inner, steps)).filter(|t| !t.is_empty())
                })
                .unwrap_or_default();
        }
        found
    }

    /// What a schema calls the data of an event.
    fn data(&self, uri: &str, schema: &Value, steps: usize) -> Option<&'static str> {
        let named = |name: &str| schema.get("properties").is_some_and(|p| p.get(name).is_some());
        ["data", "payload"]
            .into_iter()
            .find(|&name| named(name))
            .or_else(|| self.first(uri, schema, steps, |uri, inner, steps| self.data(uri, inner, steps)))
    }

    /// Asks what a schema refers to, and then what it is made of.
    fn first<T>(
        &self,
        uri: &str,
        schema: &Value,
        steps: usize,
        ask: impl Fn(&str, &Value, usize) -> Option<T>,
    ) -> Option<T> {
        if steps >= FARTHEST {
            return None;
        }
        let target = schema.get("$ref").and_then(Value::as_str).and_then(|r| self.documents.resolve(uri, r));
        if let Some(found) = target.and_then(|(uri, inner)| ask(&uri, inner, steps + 1)) {
            return Some(found);
        }
        let parts = schema.get("allOf").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        parts.iter().find_map(|inner| ask(uri, inner, steps + 1))
    }
}

/// A document without its choice.
fn without(document: &Value, choice: Option<&str>) -> Value {
    let Some(object) = document.as_object() else { return document.clone() };
    let stays = object.iter().filter(|(name, _)| Some(name.as_str()) != choice);
    Value::Object(stays.map(|(name, value)| (name.clone(), value.clone())).collect())
}

/// A document and one branch of the choice that it had.
fn with(base: &Value, branch: Value) -> Value {
    let mut document = base.clone();
    if let Some(object) = document.as_object_mut() {
        let all = object.entry("allOf").or_insert_with(|| json!([]));
        if let Some(all) = all.as_array_mut() {
            all.push(branch);
        }
    }
    document
}
