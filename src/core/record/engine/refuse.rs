//! Lines that are refused: counted, told, and kept aside.

use super::Engine;
use crate::core::ambient;
use crate::core::decode::{Code, Refusal};
use crate::core::record::batch::Note;
use crate::core::record::feedback::Nack;
use crate::core::record::quarantine::redact_line;
use crate::core::record::{RecordError, Unknown};
use crate::core::store::Refused;

/// What a refusal takes besides the line and the words, more or less.
const SMALL_PARTS: usize = 300;

impl Engine {
    /// Takes a line out of quarantine again; it goes into the session that it names, or was meant for.
    pub fn retry_line(
        &mut self,
        entry_no: i64,
        session: Option<String>,
        line: &str,
    ) -> Result<(), RecordError> {
        self.own = session;
        self.retrying = Some(entry_no);
        let taken = self.line(line.as_bytes());
        self.retrying = None;
        taken
    }

    /// Takes note of a line that was too long to be kept: only its length is known, and its first bytes.
    pub fn long_line(&mut self, head: &[u8], length: u64) -> Result<(), RecordError> {
        self.summary.lines += 1;
        let refusal =
            Refusal::whole(Code::LineTooLong, format!("the line has {length} bytes, more than the limit"));
        self.refuse(head, length, refusal)?;
        self.dealt_lines = self.summary.lines;
        Ok(())
    }

    /// Keeps a refused line in quarantine, under the policy that its content is under.
    pub(super) fn refuse(&mut self, line: &[u8], length: u64, refusal: Refusal) -> Result<(), RecordError> {
        self.summary.rejected += 1;
        let line_no = self.summary.lines;
        self.batch.held_bytes += refusal.message.len() + SMALL_PARTS;
        self.batch.nacks.push(Nack {
            line: line_no,
            code: refusal.code.as_str(),
            message: refusal.message.clone(),
        });
        match (refusal.code, self.retrying) {
            // The session's events are where they were, and this line's producer is told.
            (Code::SessionExists, None) => {}
            (_, Some(entry_no)) => self.batch.notes.push(Note::Retried { entry_no, status: "refused again" }),
            (_, None) if !self.options.hold_refused => {}
            (_, None) => {
                let refused = self.quarantined(line, length, &refusal);
                self.batch.held_bytes += refused.line.as_ref().map_or(0, String::len) + SMALL_PARTS;
                self.batch.notes.push(Note::Quarantine(Box::new(refused)));
            }
        }
        let unknown = refusal.code == Code::UnknownType && self.options.unknown == Unknown::Quarantine;
        if self.options.abort_on_invalid && !unknown {
            return Err(RecordError::Invalid { line: line_no, refusal });
        }
        Ok(())
    }

    fn quarantined(&self, line: &[u8], length: u64, refusal: &Refusal) -> Refused {
        let whole = length == line.len() as u64;
        let kept = (whole && (refusal.was_parsed() || self.options.content))
            .then(|| redact_line(&self.key, line, self.options.content))
            .flatten();
        Refused {
            session_id: kept.as_ref().and_then(|k| k.session_id.clone()).or_else(|| self.own.clone()),
            received: ambient::now(),
            source: self.options.source.clone(),
            line_no: self.summary.lines,
            code: refusal.code.as_str().to_owned(),
            message: refusal.message.clone(),
            pointer: refusal.pointer.clone(),
            column: refusal.column.map(|c| c as u64),
            length,
            digest: self.key.digest(line),
            line: kept.map(|k| k.line),
        }
    }
}
