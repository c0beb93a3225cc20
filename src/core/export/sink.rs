//! From lines to bytes, on a thread of its own: digest, dress, write. What comes here was scanned for leaks.

use super::ExportError;
use super::dress::Dress;
use super::leak::{Needles, scan};
use super::record::Digest;
use crate::core::escape;
use crate::core::model::privacy::hex;
use crossbeam_channel::{Receiver, Sender, bounded};
use sha2::{Digest as _, Sha256};
use std::io::Write;

/// What goes from the thread that reads to the one that writes.
pub enum Piece {
    /// Whole lines and how many they are; none at the end.
    Lines(String, u64),
    /// The journal of the session that was just begun.
    Ahead(Vec<String>),
}

/// Pieces that wait to be written.
const WAITING: usize = 2;
/// Texts that wait to be filled again: as many as are ever under way.
const SPARE: usize = 8;

/// The way to the writer: for whoever reads, and back.
pub struct Feed {
    pieces: Sender<Piece>,
    spare: Receiver<String>,
    /// Secrets may be in it.
    pub secrets: bool,
}

/// The other end.
pub struct Inlet {
    pieces: Receiver<Piece>,
    spare: Sender<String>,
}

/// The way, both ends of it.
pub fn way(secrets: bool) -> (Feed, Inlet) {
    let (to, pieces) = bounded(WAITING);
    let (back, spare) = bounded(SPARE);
    (Feed { pieces: to, spare, secrets }, Inlet { pieces, spare: back })
}

impl Feed {
    /// Lines that nobody looked at yet.
    pub fn lines(&self, lines: String, records: u64, needles: &Needles) -> Result<(), ExportError> {
        scan(&lines, needles, self.secrets).map_err(ExportError::Leak)?;
        self.scanned(lines, records)
    }

    /// Lines that were scanned; none and no record are the end.
    pub fn scanned(&self, lines: String, records: u64) -> Result<(), ExportError> {
        self.send(Piece::Lines(lines, records))
    }

    /// A session's journal, before its events.
    pub fn ahead(&self, journal: Vec<String>, needles: &Needles) -> Result<(), ExportError> {
        for line in &journal {
            scan(line, needles, self.secrets).map_err(ExportError::Leak)?;
        }
        self.send(Piece::Ahead(journal))
    }

    /// A text that was written, empty again: no memory has to be asked for.
    pub fn spare(&self) -> String {
        self.spare.try_recv().unwrap_or_default()
    }

    /// An error where the writer is gone, which has the better reason.
    fn send(&self, piece: Piece) -> Result<(), ExportError> {
        self.pieces.send(piece).map_err(|_| ExportError::WriterGone)
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
    /// It goes to a terminal, which stored texts must not drive.
    pub terminal: bool,
}

impl<W: Write> Sink<W> {
    /// Writes everything that comes, and the end.
    pub fn run(mut self, inlet: &Inlet) -> Result<File, ExportError> {
        let (mut digest, mut whole, mut bytes) = (Digest::default(), Sha256::new(), 0);
        // Lines are hashed once: up to the last one, file and digest are of the same bytes.
        let is_lines = self.dress.is_lines();
        let (mut buffer, mut finished) = (Vec::new(), false);
        while let Ok(piece) = inlet.pieces.recv() {
            match piece {
                Piece::Ahead(journal) => self.dress.ahead(&journal, &mut buffer),
                Piece::Lines(mut lines, records) if records > 0 => {
                    digest.lines(lines.as_bytes(), records);
                    if is_lines {
                        self.write(lines.as_bytes(), None, &mut bytes)?;
                    } else {
                        self.dress.lines(&lines, &mut buffer);
                    }
                    lines.clear();
                    let _enough = inlet.spare.try_send(lines);
                }
                Piece::Lines(..) => finished = true,
            }
            self.write(&buffer, Some(&mut whole), &mut bytes)?;
            buffer.clear();
        }
        // Whoever read ended in the middle; it says why.
        if !finished {
            return Err(ExportError::ReaderGone);
        }
        if is_lines {
            whole = digest.so_far();
        }
        let end = digest.end();
        self.dress.end(&end, &mut buffer);
        self.write(&buffer, Some(&mut whole), &mut bytes)?;
        self.out.flush().map_err(ExportError::Output)?;
        Ok(File { bytes, sha256: hex(&whole.finalize()), digest: end.digest })
    }

    fn write(&mut self, text: &[u8], whole: Option<&mut Sha256>, bytes: &mut u64) -> Result<(), ExportError> {
        if text.is_empty() {
            return Ok(());
        }
        if let Some(whole) = whole {
            whole.update(text);
        }
        *bytes += text.len() as u64;
        let written = if self.terminal {
            let text = String::from_utf8_lossy(text);
            self.out.write_all(escape::json(&text).as_bytes())
        } else {
            self.out.write_all(text)
        };
        written.map_err(ExportError::Output)
    }
}
