//! Documents have the journal of a session before its events; the records have it between them.

use crate::core::export::record::Kind;
use std::collections::VecDeque;

/// Puts records into the order in which their digest was made.
#[derive(Default)]
pub struct Weave {
    journal: VecDeque<(u64, Vec<u8>)>,
    ready: VecDeque<Vec<u8>>,
}

impl Weave {
    /// Takes the next record of a document.
    pub fn push(&mut self, line: Vec<u8>) -> Result<(), &'static str> {
        match Kind::of(&line) {
            None => return Err("a record of an unknown kind"),
            Some(Kind::Journal) => {
                let after = number(&line, b"\"after_seq\":").ok_or("a journal entry without its place")?;
                self.journal.push_back((after, line));
                return Ok(());
            }
            Some(Kind::Event) => {
                let seq = number(&line, b"\"seq\":").ok_or("an event without a number")?;
                while self.journal.front().is_some_and(|e| e.0 < seq) {
                    self.ready.extend(self.journal.pop_front().map(|e| e.1));
                }
            }
            Some(Kind::Baseline) => {}
            Some(_) => self.flush(),
        }
        self.ready.push_back(line);
        Ok(())
    }

    /// The end of the document.
    pub fn flush(&mut self) {
        self.ready.extend(self.journal.drain(..).map(|e| e.1));
    }

    /// The next record in its order, where that is known.
    pub fn pop(&mut self) -> Option<Vec<u8>> {
        self.ready.pop_front()
    }
}

/// The number behind the first member of a name. Our own records have it near their beginning, before anything that a
/// producer wrote.
fn number(line: &[u8], member: &[u8]) -> Option<u64> {
    let at = memchr::memmem::find(line, member)? + member.len();
    let digits = line[at..].iter().take_while(|b| b.is_ascii_digit()).count();
    std::str::from_utf8(&line[at..at + digits]).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_stand_behind_the_event_that_they_name() {
        let mut weave = Weave::default();
        let journal = |n| format!("{{\"message_type\":\"journal\",\"after_seq\":{n}}}");
        let event = |n| format!("{{\"session_id\":\"s\",\"seq\":{n}}}");
        let baseline = "{\"message_type\":\"baseline\"}".to_owned();
        for line in [journal(0), journal(2), journal(9), baseline.clone(), event(1), event(2), event(3)] {
            weave.push(line.into_bytes()).unwrap();
        }
        weave.flush();
        let woven: Vec<String> =
            std::iter::from_fn(|| weave.pop()).map(|l| String::from_utf8(l).unwrap()).collect();
        assert_eq!(woven, [baseline, journal(0), event(1), event(2), journal(2), event(3), journal(9)]);
        assert!(weave.push(b"{\"message_type\":\"other\"}".to_vec()).is_err());
    }
}
