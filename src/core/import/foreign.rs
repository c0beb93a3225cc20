//! Events of other programs: plain state events, and the documents of the WIRTHFORGE tools. They go the way of every
//! recording, into a private database: decoded, content replaced by commitments, placed, folded, sealed.

mod document;

use super::error::ImportError;
use super::input::Input;
use super::native::open_staged;
use super::source::{Proofs, RefusedLine, Source};
use crate::core::ambient;
use crate::core::config::Alerts;
use crate::core::fold::TypeNames;
use crate::core::model::time::Timestamp;
use crate::core::observer::Observer;
use crate::core::record::{Engine, Feedback, Nack, Options};
use crate::core::replay::file::{Shape, shape_of};
use crate::core::replay::lines::{Line, Lines};
use crate::core::store::{Ask, Opening, Place, Reader, SessionRow, Writer};
use document::Doc;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Refused lines that are told one by one.
const TOLD: usize = 100;

/// How the events of another program are taken in.
pub struct Terms<'t> {
    /// Where they are staged.
    pub staged: &'t Path,
    /// The content key's file; `None` commits under a key that is forgotten.
    pub key_file: Option<PathBuf>,
    /// Store content.
    pub content: bool,
    /// What keeps them apart from what we wrote.
    pub format: &'static str,
}

/// Reads a file.
pub fn stage(input: &Input, terms: &Terms<'_>, observer: &dyn Observer) -> Result<Source, ImportError> {
    drop(open_staged(terms.staged)?);
    let shape = shape_of(&input.name, input.begins());
    let refused = Arc::new(Refusals::default());
    let (head, rejected) = match shape {
        Shape::Lines => (Value::Null, lines(input, terms, &refused, observer)?),
        Shape::Json | Shape::Yaml => {
            let doc = Doc::read(input, shape)?;
            let rejected = events(input, &doc, terms, &refused)?;
            (doc.head, rejected)
        }
    };
    let sessions = settle(input, terms, &head)?;
    if sessions == 0
        && let Some(first) = told(&refused).first()
    {
        let why = format!("nothing of it is an event: {} ({})", first.message, first.code);
        return Err(ImportError::malformed(&input.name, format!("line {}", first.line), why));
    }
    let reader = Reader::open(terms.staged, Duration::ZERO)?;
    Ok(Source {
        name: input.name.clone(),
        path: input.known.clone(),
        format: terms.format,
        sha256: Some(input.sha256.clone()),
        types: TypeNames::load(&reader)?,
        reader,
        proofs: Proofs::None,
        doubt: None,
        refused: told(&refused),
        refused_count: rejected,
    })
}

/// The first lines that were refused, as the writing thread tells them.
type Refusals = Mutex<Vec<RefusedLine>>;

fn told(refused: &Refusals) -> Vec<RefusedLine> {
    refused.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

struct Listener(Arc<Refusals>);

impl Feedback for Listener {
    fn nack(&mut self, nack: &Nack) {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if told.len() < TOLD {
            told.push(RefusedLine { line: nack.line, code: nack.code, message: nack.message.clone() });
        }
    }
}

fn engine(
    input: &Input,
    terms: &Terms<'_>,
    session: String,
    refused: &Arc<Refusals>,
) -> Result<Engine, ImportError> {
    let opening = Opening {
        create: None,
        durable: false,
        lock_timeout: Duration::ZERO,
        owner: ambient::process_name(),
    };
    let never = Alerts {
        event_queue_depth: u64::MAX,
        write_latency_ms: f64::INFINITY,
        frame_processing_ms: f64::INFINITY,
        memory_usage_mb: u64::MAX,
    };
    let options = Options {
        key_file: terms.key_file.clone(),
        session: Some(session),
        content: terms.content,
        hold_refused: false,
        source: input.name.clone(),
        spill_bytes: 0,
        ballast_bytes: 0,
        stats_interval: Duration::from_secs(u64::from(u32::MAX)),
        snapshot_interval: Duration::from_secs(u64::from(u32::MAX)),
        alerts: never,
        ..Options::new(Place::parse(terms.staged), opening)
    };
    Ok(Engine::start(options, Box::new(Listener(Arc::clone(refused))))?)
}

fn lines(
    input: &Input,
    terms: &Terms<'_>,
    refused: &Arc<Refusals>,
    observer: &dyn Observer,
) -> Result<u64, ImportError> {
    let mut engine = engine(input, terms, derived_name(input, None), refused)?;
    let mut lines = Lines::new(input.read_whole()?);
    loop {
        let number = lines.number;
        match lines.next().map_err(|e| input.io(e))? {
            None => break,
            Some(Line::Bytes(line)) => engine.line(line)?,
            Some(Line::TooLong) => engine.long_line(b"", 64 << 20)?,
        }
        if number.is_multiple_of(20_000) {
            observer.progress("read", number, None);
        }
    }
    Ok(engine.finish()?.rejected)
}

fn events(input: &Input, doc: &Doc, terms: &Terms<'_>, refused: &Arc<Refusals>) -> Result<u64, ImportError> {
    let session = doc.session_id.clone().unwrap_or_else(|| derived_name(input, doc.first_time()));
    let mut engine = engine(input, terms, session, refused)?;
    doc.each_event(&mut |event| Ok(engine.line(event)?))?;
    Ok(engine.finish()?.rejected)
}

/// The name of a session that has none: the same for the same bytes, so that they are not imported twice.
fn derived_name(input: &Input, at: Option<Timestamp>) -> String {
    let digest = input.sha256.get(..12).unwrap_or("0");
    at.map_or_else(|| format!("import_{digest}"), |at| format!("{}_{digest}", at.compact()))
}

/// Gives the sessions the times that they had and says where they are from; counts them.
fn settle(input: &Input, terms: &Terms<'_>, head: &Value) -> Result<u64, ImportError> {
    let opening = Opening {
        create: None,
        durable: false,
        lock_timeout: Duration::ZERO,
        owner: ambient::process_name(),
    };
    let mut writer = Writer::open(&Place::parse(terms.staged), &opening)?;
    let count = writer.ask(|q| q.session_count())?;
    let rows = writer.ask(|q| q.sessions(0, usize::try_from(count).unwrap_or(usize::MAX)))?;
    let mut tx = writer.begin()?;
    for row in rows {
        let (first, last) = tx.query().time_span(row.no)?;
        let row = settled(row, (first, last), head, (terms, input));
        tx.set_start(row.no, row.start)?;
        tx.set_outcome(&row, row.start)?;
    }
    tx.commit()?;
    writer.tidy()?;
    Ok(count)
}

fn settled(
    mut row: SessionRow,
    (first, last): (Option<Timestamp>, Option<Timestamp>),
    head: &Value,
    (terms, input): (&Terms<'_>, &Input),
) -> SessionRow {
    let is_of = head.get("session_id").and_then(Value::as_str).is_none_or(|id| id == row.session_id);
    let head = if is_of { head } else { &Value::Null };
    let time = |name: &str| Some(Timestamp::parse(head.get(name)?.as_str()?).ok()?.at);
    row.start = time("start_time").or(first).unwrap_or(row.start);
    let ended = head.get("clean_shutdown").map(|c| c == &json!(true) || c == &json!(1));
    row.end = time("end_time").or(last).or(row.end);
    row.clean = ended.unwrap_or(row.clean);
    let status = if row.clean { "Completed" } else { "Interrupted" };
    status.clone_into(&mut row.status);
    if let Some(user) = head.get("user_id").and_then(Value::as_str).filter(|u| !u.is_empty()) {
        user.clone_into(&mut row.user_id);
    }
    let mut metadata = head.get("metadata").cloned().filter(Value::is_object).unwrap_or_else(|| json!({}));
    metadata["imported_from"] = json!({ "format": terms.format, "sha256": input.sha256 });
    row.metadata = metadata.to_string();
    row
}
