//! What a file says of a session, besides its events.

use crate::core::import::input::Input;
use crate::core::model::json::{Fields, Scanner, text};
use crate::core::model::privacy::raw_content;
use crate::core::model::time::Timestamp;
use crate::core::store::SessionRow;
use serde_json::{Map, Value, json};

/// What a file says of a session. What it does not say, its events do.
#[derive(Debug, Clone, Default)]
pub struct Head {
    /// Its name, as a session of ours may be called.
    pub session_id: String,
    /// `stream` or `workflow`.
    pub kind: &'static str,
    /// What it is about.
    pub label: Option<String>,
    /// Whose it is.
    pub user_id: Option<String>,
    /// When it began.
    pub start: Option<Timestamp>,
    /// When it ended.
    pub end: Option<Timestamp>,
    /// Whether it ended in good order.
    pub clean: Option<bool>,
    /// Its status, where `Completed` and `Interrupted` do not say all.
    pub status: Option<&'static str>,
    /// Words that are the row's where the events say the same, and are kept in the metadata otherwise: a row here
    /// says what its events do.
    pub said: Vec<(&'static str, String)>,
    /// What it failed of.
    pub error_message: Option<String>,
    /// More about it. No content: it is stored as it is.
    pub metadata: Map<String, Value>,
}

impl Head {
    /// Has a staged session say it.
    pub(super) fn settle(
        &self,
        row: &mut SessionRow,
        (first, last): (Option<Timestamp>, Option<Timestamp>),
        (format, input): (&'static str, &Input),
    ) {
        row.start = self.start.or(first).unwrap_or(row.start);
        row.end = self.end.or(last).or(row.end);
        row.clean = self.clean.unwrap_or(row.clean);
        let by_end = if row.clean { "Completed" } else { "Interrupted" };
        self.status.unwrap_or(by_end).clone_into(&mut row.status);
        row.label = self.label.clone().or(row.label.take());
        row.error_message = self.error_message.clone().or(row.error_message.take());
        let mut metadata = self.metadata.clone();
        let user = self.user_id.iter().map(|user| ("user_id", user.clone()));
        for (name, said) in user.chain(self.said.iter().cloned()) {
            let of_events = match name {
                "user_id" => Some(row.user_id.as_str()),
                "mode" => Some(row.mode.as_str()),
                "model_id" => row.model_id.as_deref(),
                "hardware_tier" => row.hardware_tier.as_deref(),
                _ => None,
            };
            if !said.is_empty() && of_events != Some(said.as_str()) {
                metadata.entry(name).or_insert(Value::String(said));
            }
        }
        let from = json!({ "format": format, "sha256": input.sha256 });
        metadata.insert("imported_from".into(), from);
        row.metadata = Value::Object(metadata).to_string();
    }
}

/// Takes members out that hold somebody's words, by the names that such members have. Says whether there were any.
pub fn take_words_out(metadata: &mut Map<String, Value>) -> bool {
    let mut found = false;
    loop {
        let whole = Value::Object(metadata.clone()).to_string();
        let mut members = Vec::new();
        let name = match Fields::scan(&mut Scanner::default(), whole.as_bytes(), &mut members) {
            Ok(fields) => raw_content(None, &fields).map(|name| text::unescape(name).into_owned()),
            // What cannot be looked through is not kept.
            Err(_) => {
                metadata.clear();
                return true;
            }
        };
        match name.and_then(|name| metadata.remove(&name)) {
            Some(_) => found = true,
            None => return found,
        }
    }
}
