//! From lines to bytes, on a thread of its own: scan, digest, dress, write.

use super::ExportError;
use super::dress::Dress;
use super::leak::{Needles, scan};
use super::record::Digest;
use crate::core::escape;
use crate::core::model::privacy::hex;
use crossbeam_channel::{Receiver, Sender};
use sha2::{Digest as _, Sha256};
use std::io::Write;

/// What goes from the thread that reads to the one that writes.
pub enum Piece {
    /// Whole lines and how many they are.
    Lines(String, u64),
    /// The journal of the session that was just begun.
    Ahead(Vec<String>),
    /// What is to be looked for from here on, and names that are no leak.
    Needles(Needles, Vec<String>),
}

/// The way to the writer.
pub struct Feed(pub Sender<Piece>);

impl Feed {
    /// Sends; an error where the writer is gone, which has the better reason.
    pub fn send(&self, piece: Piece) -> Result<(), ExportError> {
        self.0.send(piece).map_err(|_| ExportError::WriterGone)
    }
}

/// What was written.
#[derive(Debug, Clone)]
pub struct File {
    /// Its size.
    pub bytes: u64,
    /// Of its bytes, hex.
    pub sha256: String,
    /// Of its records, hex.
    pub digest: String,
}

/// Writes.
pub struct Sink<W> {
    pub out: W,
    pub dress: Box<dyn Dress>,
    /// Secrets may be in it.
    pub secrets: bool,
    /// It goes to a terminal, which stored texts must not drive.
    pub terminal: bool,
}

impl<W: Write> Sink<W> {
    /// Writes everything that comes, and the end.
    pub fn run(mut self, pieces: &Receiver<Piece>) -> Result<File, ExportError> {
        let (mut digest, mut whole, mut bytes) = (Digest::default(), Sha256::new(), 0);
        // Lines are hashed once: up to the last one, file and digest are of the same bytes.
        let hashes = !self.dress.is_lines();
        let (mut needles, mut buffer) = (Needles::default(), Vec::new());
        let mut finished = false;
        while let Ok(piece) = pieces.recv() {
            match piece {
                Piece::Needles(more, names) => {
                    needles.join(more);
                    for name in &names {
                        needles.forgive(name);
                    }
                }
                Piece::Ahead(journal) => {
                    for line in &journal {
                        scan(line, &needles, self.secrets).map_err(ExportError::Leak)?;
                    }
                    self.dress.ahead(&journal, &mut buffer);
                }
                Piece::Lines(lines, records) if records > 0 => {
                    scan(&lines, &needles, self.secrets).map_err(ExportError::Leak)?;
                    digest.lines(lines.as_bytes(), records);
                    self.dress.lines(&lines, &mut buffer);
                }
                Piece::Lines(..) => finished = true,
            }
            self.write(&mut buffer, hashes.then_some(&mut whole), &mut bytes)?;
        }
        // Whoever read ended in the middle; it says why.
        if !finished {
            return Err(ExportError::ReaderGone);
        }
        if self.dress.is_lines() {
            whole = digest.so_far();
        }
        let end = digest.end();
        self.dress.end(&end, &mut buffer);
        self.write(&mut buffer, Some(&mut whole), &mut bytes)?;
        self.out.flush().map_err(ExportError::Output)?;
        Ok(File { bytes, sha256: hex(&whole.finalize()), digest: end.digest })
    }

    fn write(
        &mut self,
        buffer: &mut Vec<u8>,
        whole: Option<&mut Sha256>,
        bytes: &mut u64,
    ) -> Result<(), ExportError> {
        if let Some(whole) = whole {
            whole.update(&buffer[..]);
        }
        *bytes += buffer.len() as u64;
        let written = if self.terminal {
            let text = String::from_utf8_lossy(buffer);
            self.out.write_all(escape::json(&text).as_bytes())
        } else {
            self.out.write_all(buffer)
        };
        buffer.clear();
        written.map_err(ExportError::Output)
    }
}
