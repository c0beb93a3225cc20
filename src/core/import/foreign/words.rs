//! Where another program stores words, for those who ask.

use crate::core::model::event::spec_of;
use crate::core::model::json::{Fields, Kind, Member, Scanner, Value};
use crate::core::model::privacy::raw_content;

/// Looks through events.
#[derive(Debug, Default)]
pub struct Words {
    scanner: Scanner,
    members: Vec<Member>,
}

impl Words {
    /// The name of the first member of an event's data that holds words.
    pub fn find(&mut self, event: &[u8]) -> Option<String> {
        let text = self.scanner.object(event, &mut self.members).ok()?;
        let named = |name: &str| {
            self.members.iter().position(|m| m.depth == 1 && !m.key_escaped && m.key(text) == name)
        };
        let value = |at: usize| Value { kind: self.members[at].kind, raw: self.members[at].value(text) };
        let type_name = value(named("type")?).text()?;
        let at = named("data").filter(|at| self.members[*at].kind == Kind::Object)?;
        let own = self.members[at + 1..].iter().take_while(|m| m.depth == 2).count();
        let data = Fields::new(text, &self.members[at + 1..=at + own], 2).within(self.members[at].span());
        raw_content(spec_of(&type_name), &data).map(str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_the_data_and_nowhere_else() {
        let mut words = Words::default();
        let mut find = |event: &str| words.find(event.as_bytes());
        let event = r#"{"type":"ai.output","data":{"token_index":0,"token":"hello"},"token":"x"}"#;
        assert_eq!(find(event).as_deref(), Some("token"));
        assert_eq!(find(r#"{"type":"ai.output","data":{"token_index":0}}"#), None);
        assert_eq!(find(r#"{"type":"user.action","data":{"action":"pause"}}"#), None);
        assert_eq!(find("{}"), None);
    }
}
