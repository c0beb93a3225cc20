//! WFH, per session: what the row says of how the session was opened, against the journal, which is sealed.
//!
//! A row is a cache for lists, and nothing seals it. What it keeps of the events is compared with the fold, its
//! beginning and end with the ledger; what is left are the words that the recorder was given when it opened or
//! resumed the session, and those stand in the journal too.

use super::findings::Sink;
use super::rule::{Rule, Scope, Severity};
use crate::core::store::{JournalEntry, SessionRow};
use serde_json::Value;

/// Rows that say otherwise.
pub static SAID: Rule = Rule {
    id: "WFH011",
    severity: Severity::Error,
    title: "a session's row contradicts its journal",
    why: "Kind, label, durability and whether content is stored are written to the row and to the journal in one \
          transaction, and the journal is sealed; declared losses stand in both. The row was changed afterwards.",
    repair: "trust the journal if it is whole; restore a backup",
    scope: Scope::Session,
};

/// Compares a row that nobody is writing with what its journal says. A member that an entry of an older version
/// does not have says nothing.
pub fn check(row: &SessionRow, journal: &[JournalEntry], sink: &mut Sink<'_>) {
    let Some(said) = Said::by(journal) else { return };
    let mut wrong = Vec::new();
    for (name, stored, said) in [
        ("kind", Some(row.kind.as_str()), &said.kind),
        ("durability", Some(row.durability.as_str()), &said.durability),
        ("label", row.label.as_deref(), &said.label),
    ] {
        if let Some(said) = said.as_ref().filter(|said| said.as_str() != stored) {
            let stored = stored.map_or(Value::Null, Value::from);
            wrong.push(format!("{name} {stored} instead of {said}"));
        }
    }
    if said.content.is_some_and(|content| content != row.stores_content) {
        wrong.push(format!("content stored: {}", row.stores_content));
    }
    if row.lost > 0 && !journal.iter().any(|e| e.kind == "recorder.gap") {
        wrong.push(format!("{} events lost, and no loss is declared", row.lost));
    }
    if !wrong.is_empty() {
        sink.report(&SAID, None, format!("the row says {}", wrong.join(", ")));
    }
}

/// What the entries say, texts or null; `None` is not known.
struct Said {
    kind: Option<Value>,
    durability: Option<Value>,
    label: Option<Value>,
    content: Option<bool>,
}

impl Said {
    fn by(journal: &[JournalEntry]) -> Option<Self> {
        let facts = |e: &JournalEntry| serde_json::from_str::<Value>(&e.facts).ok();
        let opened = facts(journal.iter().find(|e| e.kind == "recorder.opened")?)?;
        let member = |name: &str| opened.get(name).cloned();
        let mut said = Self {
            kind: member("kind"),
            durability: member("durability"),
            label: member("label"),
            content: member("content").and_then(|c| c.as_bool()),
        };
        for entry in journal.iter().filter(|e| e.kind == "recorder.resumed") {
            said.resumed(&facts(entry)?);
        }
        Some(said)
    }

    /// A resumption can give another label, and content from there on; neither is ever taken back.
    fn resumed(&mut self, facts: &Value) {
        match facts.get("label") {
            None => self.label = None,
            Some(Value::Null) => {}
            Some(label) => self.label = Some(label.clone()),
        }
        match facts.get("content").and_then(Value::as_bool) {
            None => self.content = None,
            Some(content) => self.content = self.content.map(|before| before || content),
        }
    }
}
