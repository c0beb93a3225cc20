//! The answer of a verb that answers while it works: lines on standard output from another thread.

use super::ui::warning;
use crate::core::record::{Ack, Feedback, Nack};
use serde_json::json;
use std::fs::File;
use std::io::{BufWriter, ErrorKind, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// Writes acknowledgements, refusals and passed-on lines. When the reader goes away the recording goes on: it is
/// said once, and nothing more is acknowledged.
pub struct Stream {
    out: Option<BufWriter<File>>,
    acks: bool,
    durable: &'static str,
    failed: Arc<Mutex<Option<std::io::Error>>>,
}

impl Stream {
    /// A stream to a file; `acks` asks for acknowledgements and refusals as JSON lines.
    pub fn new(out: File, acks: bool, durable: bool) -> Self {
        let durable = if durable { "disk" } else { "process" };
        Self { out: Some(BufWriter::new(out)), acks, durable, failed: Arc::default() }
    }

    /// Where the first error other than a closed pipe is kept.
    pub fn failure(&self) -> Arc<Mutex<Option<std::io::Error>>> {
        Arc::clone(&self.failed)
    }

    fn put(&mut self, bytes: &[u8]) {
        let Some(out) = &mut self.out else { return };
        let written = out.write_all(bytes).and_then(|()| out.write_all(b"\n"));
        self.settle(written);
    }

    fn settle(&mut self, written: std::io::Result<()>) {
        let Err(e) = written else { return };
        // What could not be written must not be tried again when the buffer is dropped.
        if let Some(out) = self.out.take() {
            let _ = out.into_parts();
        }
        if e.kind() == ErrorKind::BrokenPipe {
            warning("standard output was closed; the recording goes on without acknowledging");
        } else {
            warning(&format!("standard output: {e}; the recording goes on without acknowledging"));
            *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(e);
        }
    }
}

/// Only what a person should know goes out, as warnings.
pub struct Warnings;

impl Feedback for Warnings {
    fn warn(&mut self, message: &str) {
        warning(message);
    }
}

impl Feedback for Stream {
    fn ack(&mut self, ack: &Ack) {
        if self.acks {
            let line = json!({
                "message_type": "ack",
                "session_id": ack.session_id,
                "last_seq": ack.last_seq,
                "lines": ack.lines,
                "durable": self.durable,
            });
            self.put(line.to_string().as_bytes());
        }
    }

    fn nack(&mut self, nack: &Nack) {
        if self.acks {
            let line = json!({
                "message_type": "nack",
                "line": nack.line,
                "code": nack.code,
                "message": nack.message,
            });
            self.put(line.to_string().as_bytes());
        }
    }

    fn warn(&mut self, message: &str) {
        warning(message);
    }

    fn accepted_line(&mut self, line: &[u8]) {
        self.put(line);
    }

    fn flush(&mut self) {
        let Some(out) = &mut self.out else { return };
        let flushed = out.flush();
        self.settle(flushed);
    }
}
