//! WFD, of packs: what a pack says of itself against what is in it.

use super::findings::Sink;
use super::rule::{Rule, Scope, Severity};
use crate::core::pack::{Fault, Manifest, SessionEntry};
use crate::core::store::{Reader, StoreError};
use std::collections::BTreeMap;

/// The bytes of a member.
pub static MEMBER: Rule = Rule {
    id: "WFD008",
    severity: Severity::Error,
    title: "a member of a pack is not what its manifest says",
    why: "A backup or an archive lists its members with their lengths and digests when it is made. Other bytes mean that \
          the file was damaged where it was kept, or changed.",
    repair: "use another backup; this one can still be looked at, as far as no other finding says otherwise",
    scope: Scope::Database,
};
/// What the database comes to.
pub static SAYS: Rule = Rule {
    id: "WFD009",
    severity: Severity::Error,
    title: "a pack's manifest does not say what its database is",
    why: "The manifest says which database it is, how far its ledger goes, and what each session comes to; that is how a \
          backup is chosen, and how a restored one is checked. The manifest or the database was changed afterwards.",
    repair: "trust the database if no seal in it is broken, and make a new backup",
    scope: Scope::Database,
};

/// Reports members that are not as they should be.
pub fn members(faults: &[Fault], sink: &mut Sink<'_>) {
    for fault in faults {
        sink.report(&MEMBER, None, fault.to_string());
    }
}

/// Compares what the manifest says with what it would say if it were made now.
pub fn manifest(said: &Manifest, reader: &Reader, sink: &mut Sink<'_>) -> Result<(), StoreError> {
    if !sink.wants(&SAYS) {
        return Ok(());
    }
    let found = Manifest::of(reader, said.kind)?;
    for (what, said, found) in [
        ("database", &said.database, &found.database),
        ("ledger_head", &said.ledger_head, &found.ledger_head),
    ] {
        if said != found {
            sink.report(&SAYS, None, format!("{what} is {found}; the manifest says {said}"));
        }
    }
    sessions(&said.sessions, &found.sessions, sink);
    Ok(())
}

fn sessions(said: &[SessionEntry], found: &[SessionEntry], sink: &mut Sink<'_>) {
    let mut listed: BTreeMap<&str, &SessionEntry> = BTreeMap::new();
    for entry in said {
        if listed.insert(&entry.session_id, entry).is_some() {
            report(&entry.session_id, "the manifest lists it twice".into(), sink);
        }
    }
    for entry in found {
        match listed.remove(entry.session_id.as_str()) {
            None => report(&entry.session_id, "the manifest does not list it".into(), sink),
            Some(said) if said == entry => {}
            Some(said) => report(&entry.session_id, difference(said, entry), sink),
        }
    }
    for id in listed.keys() {
        report(id, "the manifest lists it, and it is not in the database".into(), sink);
    }
}

fn report(session_id: &str, message: String, sink: &mut Sink<'_>) {
    let mut own = sink.for_session(session_id);
    own.report(&SAYS, None, message);
    sink.absorb(own);
}

fn difference(said: &SessionEntry, found: &SessionEntry) -> String {
    let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".into());
    let energy = |e: &SessionEntry| e.energy.map_or("unknown".into(), |e| format!("{e} EU"));
    let pairs = [
        ("events", said.events.to_string(), found.events.to_string()),
        ("energy", energy(said), energy(found)),
        ("head", text(&said.head), text(&found.head)),
        ("state hash", text(&said.state_hash), text(&found.state_hash)),
    ];
    let wrong = pairs.iter().filter(|(_, said, found)| said != found);
    let wrong: Vec<String> =
        wrong.map(|(what, said, found)| format!("{what} {said} instead of {found}")).collect();
    format!("the manifest says {}", wrong.join(", "))
}
