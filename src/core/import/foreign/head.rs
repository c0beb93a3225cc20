//! What a file says of a session, besides its events.

use crate::core::import::input::Input;
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
        if let Some(user) = self.user_id.as_deref().filter(|u| !u.is_empty()) {
            user.clone_into(&mut row.user_id);
        }
        row.label = self.label.clone().or(row.label.take());
        row.error_message = self.error_message.clone().or(row.error_message.take());
        let mut metadata = self.metadata.clone();
        let from = json!({ "format": format, "sha256": input.sha256 });
        metadata.insert("imported_from".into(), from);
        row.metadata = Value::Object(metadata).to_string();
    }
}
