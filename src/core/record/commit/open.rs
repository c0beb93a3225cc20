//! Opening a session: taking the lease, and finding out where it stands.

use super::{Commits, Known};
use crate::core::ambient;
use crate::core::fold::FoldFailure;
use crate::core::model::chain::GENESIS;
use crate::core::model::id::SessionId;
use crate::core::model::state::State;
use crate::core::record::RecordError;
use crate::core::record::batch::{OpenRequest, Opened};
use crate::core::record::place::SessionStart;
use crate::core::record::spill::leftover;
use crate::core::recover::{seal_at_end, state_at_end};
use crate::core::schemas;
use crate::core::store::{Ask, NewSession, Place, SessionRow, StoreError, Transaction};
use serde_json::{Value, json};

impl Commits {
    /// Opens a session, and remembers it under the next track number.
    pub(super) fn open(&mut self, request: &OpenRequest) -> Result<Opened, RecordError> {
        let owner = self.options.opening.owner.clone();
        let durable = self.options.opening.durable;
        let source = file_name(&self.options.source);
        // What a recorder that died since we began left of it belongs before what comes now.
        if let (true, Place::File(path)) = (request.resume, &self.options.place) {
            let directory = self.options.spill_directory.as_deref();
            for notice in leftover::drain_all(&mut self.writer, path, directory, request.at)? {
                self.feedback.warn(&notice);
            }
        }
        let mut tx = self.writer.begin()?;
        let existing = find(&tx, request)?;
        let opened = match existing {
            Some(session) => go_on(&mut tx, &session, request, (&owner, &source))?,
            None => begin_new(&mut tx, request, (&owner, &source), durable)?,
        };
        tx.commit()?;
        if let Opened::Started(start) = &opened {
            self.sessions.push(Known::new(start));
        }
        Ok(opened)
    }
}

fn find(tx: &Transaction<'_>, request: &OpenRequest) -> Result<Option<SessionRow>, StoreError> {
    match (&request.session_id, request.resume) {
        (Some(id), _) => tx.ask(|q| q.session(id)),
        (None, true) => tx.ask(|q| q.latest_interrupted()),
        (None, false) => Ok(None),
    }
}

/// Makes a session: its row, its first key, its first journal entry.
pub fn begin_new(
    tx: &mut Transaction<'_>,
    request: &OpenRequest,
    (owner, source): (&str, &str),
    durable: bool,
) -> Result<Opened, RecordError> {
    let session_id = match &request.session_id {
        Some(id) => id.clone(),
        None if request.kind == "workflow" => ambient::workflow_id().map_err(RecordError::System)?,
        None => free_name(tx, request)?,
    };
    let session = NewSession {
        session_id: session_id.clone(),
        kind: request.kind,
        label: request.label.clone(),
        stores_content: request.content,
        durability: if durable { "disk" } else { "process" },
        start: request.at,
        owner: owner.to_owned(),
        key: request.key,
        metadata: "{}".into(),
    };
    let no = tx.insert_session(&session)?;
    let mut facts = facts_of(source, request.content);
    // What the row says of the session is sealed here.
    facts["kind"] = session.kind.into();
    facts["label"] = session.label.into();
    facts["durability"] = session.durability.into();
    tx.journal((no, &session_id), (0, &GENESIS), request.at, "recorder.opened", &facts.to_string())?;
    Ok(Opened::Started(Box::new(SessionStart {
        no,
        session_id,
        database: *tx.uuid(),
        last_seq: 0,
        state: State::default(),
        seal: GENESIS,
        key: request.key,
        content: request.content,
    })))
}

/// The journal is sealed for ever: it names the file, not where on this machine it was.
fn file_name(source: &str) -> String {
    source.rsplit('/').next().unwrap_or(source).to_owned()
}

fn facts_of(source: &str, content: bool) -> Value {
    let version = env!("CARGO_PKG_VERSION");
    json!({ "source": source, "content": content, "version": version, "schemas": schemas::digest() })
}

/// The first free name of the seeds' form.
fn free_name(tx: &Transaction<'_>, request: &OpenRequest) -> Result<String, StoreError> {
    let mut counter = 1;
    loop {
        let name = SessionId::for_stream(request.at, counter);
        if tx.ask(|q| q.session(name.as_str()))?.is_none() {
            return Ok(name.as_str().to_owned());
        }
        counter += 1;
    }
}

fn go_on(
    tx: &mut Transaction<'_>,
    session: &SessionRow,
    request: &OpenRequest,
    (owner, source): (&str, &str),
) -> Result<Opened, RecordError> {
    if let Some(holder) = session.owner.as_deref().filter(|o| ambient::is_alive(o)) {
        return Err(StoreError::Owned { session: session.session_id.clone(), owner: name_of(holder) }.into());
    }
    let last_seq = tx.ask(|q| q.last_seq(session.no))?;
    if last_seq > 0 && !request.resume {
        let (no, session_id, content) = (session.no, session.session_id.clone(), session.stores_content);
        return Ok(Opened::Exists { no, session_id, last_seq, content });
    }
    let damaged = |source| match source {
        FoldFailure::Store(e) => RecordError::Store(e),
        source @ FoldFailure::Event(_) => {
            RecordError::Damaged { session: session.session_id.clone(), source }
        }
    };
    let state = state_at_end(tx, session.no, last_seq).map_err(damaged)?.state;
    let seal = seal_at_end(tx, session.no)?;
    let key = key_from(tx, session.no, last_seq + 1, request.key)?;
    tx.claim(session.no, owner, request.at)?;
    let mut noted = json!({ "last_seq": last_seq });
    if request.content && !session.stores_content {
        tx.mark_content(session.no)?;
        // From here on words are stored: that belongs into the audit trail.
        noted["content"] = true.into();
    }
    if let Some(label) = &request.label {
        tx.set_label(session.no, label)?;
    }
    let mut facts = facts_of(source, request.content);
    // A label that is given now replaces the one in the row; null leaves it.
    facts["label"] = request.label.clone().into();
    let name = (session.no, session.session_id.as_str());
    tx.journal(name, (last_seq, &seal), request.at, "recorder.resumed", &facts.to_string())?;
    tx.ledger(request.at, "resumed", Some(&session.pseudonym), &noted.to_string())?;
    Ok(Opened::Started(Box::new(SessionStart {
        no: session.no,
        session_id: session.session_id.clone(),
        database: *tx.uuid(),
        last_seq,
        state,
        seal,
        key,
        content: request.content,
    })))
}

/// The key from an event on: the one that is there already (of a recording that stored nothing), or the new one.
pub fn key_from(
    tx: &mut Transaction<'_>,
    session_no: i64,
    first_seq: u64,
    new: [u8; 32],
) -> Result<[u8; 32], StoreError> {
    let there = tx.ask(|q| q.seal_keys(session_no))?;
    if let Some((_, key)) = there.iter().find(|(from, _)| *from == first_seq) {
        return Ok(*key);
    }
    tx.insert_key(session_no, first_seq, &new)?;
    Ok(new)
}

/// An owner as a message names it.
pub fn name_of(owner: &str) -> String {
    let mut parts = owner.split(':');
    match (parts.next(), parts.next()) {
        (Some(pid), Some(start)) => format!("{pid} (start time {start})"),
        _ => owner.to_owned(),
    }
}
