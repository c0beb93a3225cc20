//! Replay from a file or standard input: NDJSON line by line, JSON and YAML documents as a whole.

use super::database::{compare_golden, settle};
use super::divergence::Divergence;
use super::document::Document;
use super::lines::{Line, Lines};
use super::stream::Stream;
use super::track::Track;
use super::{Checked, Options, Replay, ReplayError, Show, Start, yaml};
use crate::core::decode::Code;
use crate::core::export::undress;
use crate::core::model::privacy::hex;
use crate::core::select::{Point, SelectError};
use std::io::{BufRead, Read};

/// A file to be replayed.
pub struct FileInput<'r> {
    /// Its name, for messages; its ending says what it is where its content does not.
    pub name: String,
    /// Its bytes.
    pub read: Box<dyn BufRead + 'r>,
    /// The session that is meant, where it has several.
    pub session: Option<String>,
}

/// A document is read as a whole.
pub const MAX_DOCUMENT_BYTES: u64 = 1 << 30;

/// What a file of events looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One event a line.
    Lines,
    /// One document.
    Json,
    /// One document.
    Yaml,
}

/// Replays a file.
pub fn run(
    mut input: FileInput<'_>,
    options: &Options,
    show: Option<&mut Show<'_>>,
) -> Result<Replay, ReplayError> {
    refuse_snapshots(options, &input.name)?;
    let io = |name: &str| {
        let name = name.to_owned();
        move |source| ReplayError::Read { name, source }
    };
    let head = input.read.fill_buf().map_err(io(&input.name))?;
    let ours = undress::is_ours(head);
    let shape = if ours { Shape::Json } else { shape_of(&input.name, head) };
    let mut stream = Stream::new(input.name.clone(), input.session.take(), options);
    if shape == Shape::Lines {
        each_line(&mut stream, input.read, show)?;
        return finish(stream, None, options);
    }
    let mut text = String::new();
    let length = input.read.take(MAX_DOCUMENT_BYTES).read_to_string(&mut text).map_err(io(&input.name))?;
    if length as u64 == MAX_DOCUMENT_BYTES {
        let why = "a document of more than 1 GiB; write it as NDJSON, which is read line by line".into();
        return Err(ReplayError::Document { name: input.name, why });
    }
    // An export of ours is lines in another dress.
    if let Some(lines) = ours.then(|| undress::lines(&text)).flatten() {
        drop(text);
        each_line(&mut stream, Box::new(std::io::Cursor::new(lines)), show)?;
        return finish(stream, None, options);
    }
    let shape = if ours { shape_of(&input.name, text.as_bytes()) } else { shape };
    let bad = |why| ReplayError::Document { name: input.name.clone(), why };
    let text = if shape == Shape::Yaml { yaml::to_json(&text).map_err(bad)? } else { text };
    let document = Document::parse(text.trim_start_matches('\u{feff}')).map_err(bad)?;
    each_event(&mut stream, &document, shape, show)?;
    finish(stream, document.state_hash, options)
}

fn refuse_snapshots(options: &Options, name: &str) -> Result<(), ReplayError> {
    let id = match (&options.point, &options.start) {
        (Point::Snapshot(id), _) | (_, Start::Snapshot(id)) => *id,
        _ => return Ok(()),
    };
    Err(SelectError::NoPoint { session: format!("in {name}"), point: format!("snapshot {id}: it is a file") }
        .into())
}

/// What a file is: what its ending says, and where that leaves room, what it begins with.
pub fn shape_of(name: &str, head: &[u8]) -> Shape {
    let ending = name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "yaml" | "yml" => return Shape::Yaml,
        "ndjson" | "jsonl" => return Shape::Lines,
        _ => {}
    }
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    match head.first() {
        Some(b'[') => Shape::Json,
        Some(b'{') => {
            let line = head.split(|b| *b == b'\n').next().unwrap_or(head);
            let whole_line = line.len() < head.len();
            // A document spreads over several lines, or has its events on one that no event would be on.
            let is_open = whole_line
                && serde_json::from_slice::<serde::de::IgnoredAny>(line).is_err_and(|e| e.is_eof());
            if is_open || memchr::memmem::find(line, b"\"events\"").is_some() {
                Shape::Json
            } else {
                Shape::Lines
            }
        }
        Some(b'-') => Shape::Yaml,
        Some(c)
            if c.is_ascii_alphabetic()
                && head.split(|b| *b == b'\n').next().is_some_and(|l| l.contains(&b':')) =>
        {
            Shape::Yaml
        }
        _ => Shape::Lines,
    }
}

fn each_line(
    stream: &mut Stream<'_>,
    read: Box<dyn BufRead + '_>,
    mut show: Option<&mut Show<'_>>,
) -> Result<(), ReplayError> {
    let mut lines = Lines::new(read);
    let name = stream.name.clone();
    let io = move |source| ReplayError::Read { name: name.clone(), source };
    loop {
        let number = lines.number + 1;
        match lines.next().map_err(&io)? {
            None => return Ok(()),
            Some(Line::Bytes(line)) => stream.line(number, line, show.as_deref_mut())?,
            Some(Line::TooLong) => {
                let message = "the line is longer than 64 MiB".to_owned();
                stream.refused(number, Code::LineTooLong.as_str(), message, show.as_deref_mut())?;
            }
        }
    }
}

fn each_event(
    stream: &mut Stream<'_>,
    document: &Document<'_>,
    shape: Shape,
    mut show: Option<&mut Show<'_>>,
) -> Result<(), ReplayError> {
    stream.default_session.clone_from(&document.session_id);
    for (index, event) in document.events.iter().enumerate() {
        // Lines of a YAML file are lost on the way; its events have numbers.
        let place = if shape == Shape::Yaml { index as u64 + 1 } else { 0 };
        let told = stream.skipped;
        match stream.line(place, event.get().as_bytes(), show.as_deref_mut()) {
            Err(ReplayError::Line { name, code, message, .. }) if shape == Shape::Json => {
                return Err(ReplayError::Line { name, line: document.line_of(event), code, message });
            }
            other => other?,
        }
        if let Some(last) =
            stream.skipped_first.last_mut().filter(|l| stream.skipped > told && l.line == Some(0))
        {
            last.line = Some(document.line_of(event));
        }
    }
    Ok(())
}

fn finish(mut stream: Stream<'_>, stored: Option<String>, options: &Options) -> Result<Replay, ReplayError> {
    let session_id = stream.session()?;
    let stored = stored.or_else(|| stream.own.as_ref()?.state_hash(session_id.as_deref()));
    let Some(track) = stream.at_point() else {
        let session = session_id.unwrap_or_else(|| stream.name.clone());
        return Err(
            SelectError::NoPoint { session, point: in_words(&options.point, stream.track.seq) }.into()
        );
    };
    let at_end = options.point == Point::End && stream.fault.is_none();
    let mut replay = replay_of(&track, session_id, &mut stream);
    if let Some(stored) = stored.filter(|_| at_end) {
        compare_stored(&mut replay, stored);
    }
    if let Some(own) = &stream.own {
        replay.doubts.extend(own.doubt());
        replay.divergences.extend(own.divergence(replay.last_seq));
    }
    compare_golden(&mut replay, track.left_golden(), options);
    settle(&mut replay);
    Ok(replay)
}

fn replay_of(track: &Track, session_id: Option<String>, stream: &mut Stream<'_>) -> Replay {
    Replay {
        session_id,
        session: None,
        last_seq: track.seq,
        from: None,
        curve: track.curve.clone(),
        checked: Checked { events: track.folded, ..Checked::default() },
        verified: None,
        doubts: Vec::new(),
        divergences: Vec::new(),
        fault: stream.fault.take(),
        skipped: stream.skipped,
        skipped_first: std::mem::take(&mut stream.skipped_first),
        missing: 0,
        lost: None,
        damaged: Vec::new(),
        journal: Vec::new(),
        trace: track.trace.clone(),
        state: track.state.clone(),
    }
}

fn compare_stored(replay: &mut Replay, stored: String) {
    let found = hex(&replay.state.hash());
    replay.checked.stored_hash = Some(found == stored);
    if found != stored {
        let at = replay.last_seq;
        let message = "the state's hash that the file says is not that of its events";
        let divergence = Divergence::new("stored", (at.min(1), at), message);
        replay.divergences.push(Divergence { expected: Some(stored), found: Some(found), ..divergence });
    }
}

fn in_words(point: &Point, last: u64) -> String {
    match point {
        Point::Seq(seq) => format!("event {seq} (it has {last})"),
        Point::Frame(frame) => format!("event with frame {frame}"),
        Point::Key(key) => format!("event with key `{key}`"),
        _ => "such point".to_owned(),
    }
}

#[cfg(test)]
mod tests;
