//! WFH with a head that was kept elsewhere: the database must still extend it.

use super::baselines::PASSED;
use super::findings::Sink;
use super::ledger::Book;
use super::rule::{Rule, Scope, Severity};
use crate::core::head::{Head, OpenHead};
use crate::core::model::privacy::hex;
use crate::core::store::{Ask, Reader, StoreError};

/// The head.
pub static HEAD: Rule = Rule {
    id: "WFH010",
    severity: Severity::Error,
    title: "the database does not extend the head that was kept",
    why: "The head is one line that `wfstate head` printed earlier. What it stood for was changed, cut off or replaced \
          since, or it is another database's.",
    repair: "restore a backup that extends the head",
    scope: Scope::Ledger,
};

/// Heads were named, and what is looked at has nothing that could be held against them.
pub fn unsealed(heads: &[Head], sink: &mut Sink<'_>) {
    if !heads.is_empty() {
        sink.report(&HEAD, None, "an export has no seals, so that no head can be held against it");
    }
}

/// Checks a database against the heads that were kept of it.
pub fn check(reader: &Reader, book: &Book, heads: &[Head], sink: &mut Sink<'_>) -> Result<(), StoreError> {
    let own: Vec<&Head> = heads.iter().filter(|h| h.database == *reader.uuid()).collect();
    if own.is_empty() && !heads.is_empty() {
        let uuid = uuid::Uuid::from_bytes(*reader.uuid());
        sink.report(&HEAD, None, format!("none of the heads is of this database ({uuid})"));
    }
    for head in own {
        check_ledger(reader, head, sink)?;
        for open in &head.open {
            check_session(reader, book, open, sink)?;
        }
    }
    Ok(())
}

fn check_ledger(reader: &Reader, head: &Head, sink: &mut Sink<'_>) -> Result<(), StoreError> {
    if head.ledger_no == 0 {
        return Ok(());
    }
    let entries = reader.ask(|q| q.ledger())?;
    let why = match entries.iter().find(|e| e.number == head.ledger_no) {
        Some(entry) if entry.hash == head.ledger_hash => return Ok(()),
        Some(_) => "is another one than it was",
        None => "is gone",
    };
    sink.report(&HEAD, None, format!("ledger entry {} {why}", head.ledger_no));
    Ok(())
}

fn check_session(
    reader: &Reader,
    book: &Book,
    open: &OpenHead,
    sink: &mut Sink<'_>,
) -> Result<(), StoreError> {
    if book.subject(&open.pseudonym).is_some_and(|s| s.purged) {
        return Ok(());
    }
    let seq = Some(open.last_seq);
    let Some(row) = reader.ask(|q| q.session_by_pseudonym(&open.pseudonym))? else {
        let message =
            format!("session {}, which had {} events, is gone", hex(&open.pseudonym), open.last_seq);
        sink.report(&HEAD, None, message);
        return Ok(());
    };
    let mut own = sink.for_session(&row.session_id);
    let floor = reader.ask(|q| q.floor(row.no))?;
    match reader.ask(|q| q.seal_at(row.no, open.last_seq))? {
        _ if open.last_seq < floor => {
            let message = format!("it ended with this event; it was compacted to event {floor} since");
            own.report(&PASSED, seq, message);
        }
        Some(seal) if seal == open.seal => {}
        Some(_) => own.report(&HEAD, seq, "the seal at this event is another one than it was"),
        None => {
            own.report(&HEAD, seq, "the session ended its sealed events here, and no longer has this one");
        }
    }
    sink.absorb(own);
    Ok(())
}
