//! Where lines come from: standard input, a file, a FIFO. Reading waits in `poll`, so that a signal ends it at
//! once and a pause of the producer is seen as one.

use super::{Engine, RecordError};
use crate::core::observer::Observer;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::fs::File;
use std::io::Read;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;

/// Bytes read at once.
const READ: usize = 128 << 10;
/// Of a line that is too long, as much is kept for a digest.
const HEAD: usize = 4096;
/// After a signal, what has arrived already is taken, up to this many reads.
const READS_AFTER_STOP: usize = 64;

/// An input that is read line by line.
#[derive(Debug)]
pub struct Input {
    file: File,
    regular: bool,
    max_line: usize,
}

/// Becomes readable when the recording is to end.
#[derive(Debug)]
pub struct Stop(pub OwnedFd);

impl Input {
    /// Standard input. It is duplicated, so that closing it here closes nothing else.
    pub fn stdin(max_line: usize) -> std::io::Result<Self> {
        let file = File::from(std::io::stdin().as_fd().try_clone_to_owned()?);
        let regular = file.metadata()?.is_file();
        Ok(Self { file, regular, max_line })
    }

    /// A file or a FIFO. Opening a FIFO that nobody writes yet does not block; reading it waits for a writer.
    pub fn open(path: &Path, max_line: usize) -> std::io::Result<Self> {
        let kind = std::fs::metadata(path)?.file_type();
        let mut options = std::fs::OpenOptions::new();
        options.read(true);
        if kind.is_fifo() {
            options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
        }
        if kind.is_dir() {
            return Err(std::io::Error::new(std::io::ErrorKind::IsADirectory, "it is a directory"));
        }
        Ok(Self { file: options.open(path)?, regular: kind.is_file(), max_line })
    }
}

impl Input {
    /// Whether somebody produces it while it is read: it cannot be read a second time.
    pub fn is_live(&self) -> bool {
        !self.regular
    }
}

/// What waiting found.
enum Wait {
    Input,
    Stop,
    Nothing,
    /// The writing thread has ended: nobody is acknowledged any more, however long the producer waits.
    Failed,
}

/// Feeds an input into a recording until it ends or a stop is wished for.
pub fn run(
    input: &mut Input,
    stop: &Stop,
    engine: &mut Engine,
    observer: &dyn Observer,
) -> Result<(), RecordError> {
    engine.heed(stop.0.try_clone().map_err(RecordError::Input)?);
    let total = input.file.metadata().ok().filter(|_| input.regular).map(|m| m.len());
    let mut done = 0;
    let mut lines =
        Lines { buffer: Vec::with_capacity(2 * READ), skipping: None, max_line: input.max_line, first: true };
    let mut reads_left = None;
    let mut chunk = vec![0; READ];
    loop {
        if !input.regular || reads_left.is_some() {
            let patience = if reads_left.is_some() { Some(0) } else { None };
            match wait(input, stop, None, reads_left.is_none(), Some(0))? {
                Wait::Input | Wait::Failed => {}
                Wait::Stop => {
                    engine.end_at_once();
                    reads_left = Some(READS_AFTER_STOP);
                    continue; // whether there is input at all is still to be seen; a read could wait for ever
                }
                Wait::Nothing if reads_left.is_some() => break,
                Wait::Nothing => {
                    engine.pause()?;
                    match wait(input, stop, Some(engine.writing()), true, patience)? {
                        Wait::Stop => {
                            engine.end_at_once();
                            reads_left = Some(READS_AFTER_STOP);
                        }
                        Wait::Input | Wait::Nothing => {}
                        Wait::Failed => return Err(engine.failed()),
                    }
                    continue;
                }
            }
        } else if stopped(stop)? {
            return Ok(()); // the line that is cut here goes on in the file
        }
        reads_left = match reads_left {
            Some(0) => return Ok(()), // and here in the pipe
            left => left.map(|n| n - 1),
        };
        match input.file.read(&mut chunk) {
            Ok(0) => break,
            Ok(n) => {
                lines.feed(&chunk[..n], engine)?;
                done += n as u64;
                if total.is_some() {
                    observer.progress("recording", done, total);
                }
                if !input.regular {
                    engine.more_coming()?;
                }
            }
            Err(e)
                if matches!(e.kind(), std::io::ErrorKind::Interrupted | std::io::ErrorKind::WouldBlock) => {}
            Err(e) => return Err(RecordError::Input(e)),
        }
    }
    lines.end(engine)
}

fn stopped(stop: &Stop) -> Result<bool, RecordError> {
    let mut fds = [PollFd::new(&stop.0, PollFlags::IN)];
    Ok(poll_for(&mut fds, Some(0))? && !fds[0].revents().is_empty())
}

/// Waits for input or a stop; `patience` 0 only looks, `None` waits.
fn wait(
    input: &Input,
    stop: &Stop,
    writing: Option<BorrowedFd<'_>>,
    heed_stop: bool,
    patience: Option<i64>,
) -> Result<Wait, RecordError> {
    let fd: BorrowedFd<'_> = input.file.as_fd();
    let mut fds = vec![PollFd::from_borrowed_fd(fd, PollFlags::IN)];
    if heed_stop {
        fds.push(PollFd::new(&stop.0, PollFlags::IN));
    }
    if let Some(writing) = writing {
        fds.push(PollFd::from_borrowed_fd(writing, PollFlags::IN));
    }
    if !poll_for(&mut fds, patience)? {
        return Ok(Wait::Nothing);
    }
    if heed_stop && !fds[1].revents().is_empty() {
        return Ok(Wait::Stop);
    }
    if writing.is_some() && fds.last().is_some_and(|fd| !fd.revents().is_empty()) {
        return Ok(Wait::Failed);
    }
    Ok(if fds[0].revents().is_empty() { Wait::Nothing } else { Wait::Input })
}

fn poll_for(fds: &mut [PollFd<'_>], patience: Option<i64>) -> Result<bool, RecordError> {
    let timeout = patience.map(|tv_sec| Timespec { tv_sec, tv_nsec: 0 });
    match poll(fds, timeout.as_ref()) {
        Ok(n) => Ok(n > 0),
        Err(rustix::io::Errno::INTR) => Ok(false),
        Err(e) => Err(RecordError::Input(e.into())),
    }
}

/// Cuts a stream of bytes into lines. A line over the limit is passed over without being gathered.
struct Lines {
    buffer: Vec<u8>,
    skipping: Option<u64>,
    max_line: usize,
    first: bool,
}

impl Lines {
    fn feed(&mut self, mut bytes: &[u8], engine: &mut Engine) -> Result<(), RecordError> {
        while let Some(end) = memchr::memchr(b'\n', bytes) {
            let (line, rest) = (&bytes[..end], &bytes[end + 1..]);
            self.finish_line(line, engine)?;
            bytes = rest;
        }
        self.keep(bytes);
        Ok(())
    }

    /// The end of a line has come; its beginning may stand in the buffer.
    fn finish_line(&mut self, tail: &[u8], engine: &mut Engine) -> Result<(), RecordError> {
        if self.buffer.is_empty() && self.skipping.is_none() && tail.len() <= self.max_line {
            return self.line(tail, engine);
        }
        self.keep(tail);
        let buffer = std::mem::take(&mut self.buffer);
        let result = match self.skipping.take() {
            Some(length) => engine.long_line(&buffer, length),
            None => self.line(&buffer, engine),
        };
        self.buffer = buffer;
        self.buffer.clear();
        result
    }

    fn keep(&mut self, bytes: &[u8]) {
        match &mut self.skipping {
            Some(length) => *length += bytes.len() as u64,
            None if self.buffer.len() + bytes.len() > self.max_line => {
                self.skipping = Some((self.buffer.len() + bytes.len()) as u64);
                self.buffer.truncate(HEAD);
                let room = HEAD - self.buffer.len();
                self.buffer.extend_from_slice(&bytes[..bytes.len().min(room)]);
                self.buffer.shrink_to(2 * READ);
            }
            None => self.buffer.extend_from_slice(bytes),
        }
    }

    fn line(&mut self, line: &[u8], engine: &mut Engine) -> Result<(), RecordError> {
        let mut line = line.strip_suffix(b"\r").unwrap_or(line);
        if std::mem::take(&mut self.first) && line.starts_with(b"\xEF\xBB\xBF") {
            line = &line[3..];
            engine.note_bom();
        }
        engine.line(line)
    }

    /// The input is over: a last line without a line end counts.
    fn end(&mut self, engine: &mut Engine) -> Result<(), RecordError> {
        if self.buffer.is_empty() && self.skipping.is_none() {
            return Ok(());
        }
        self.finish_line(&[], engine)
    }
}
