//! WFR: nothing stands in a database that the policy keeps out of it, and nothing that nobody should keep there.
//!
//! No finding says what was found, only where it stands, of what kind it is and how long.

use super::findings::Sink;
use super::rule::{Rule, Scope, Severity};
use super::secrets::Hit;
use super::{personal, secrets};
use crate::core::model::event::spec::TypeSpec;
use crate::core::model::json::pointer::way_to;
use crate::core::model::json::{Fields, Scanner};
use crate::core::model::privacy::raw_content;
use crate::core::store::{Ask, EventChunk, JournalEntry, Part, SessionRow, StoreError};
use std::collections::BTreeSet;

/// Words where a commitment should be.
pub static RAW: Rule = Rule {
    id: "WFR001",
    severity: Severity::Error,
    title: "content stands in a session that does not store content",
    why: "A person's and a model's own words are replaced by a commitment at the door unless `--content` was given. \
          These were not: something else wrote them, or the row was changed so that it denies what it stores.",
    repair: "treat the file as confidential, and find out what wrote to it",
    scope: Scope::Session,
};
/// Keys and passwords.
pub static SECRET: Rule = Rule {
    id: "WFR002",
    severity: Severity::Warning,
    title: "something that looks like a secret is stored",
    why: "A key that stands in a recording goes wherever the recording goes: backups, exports, reports. It has the form \
          that its service gives its keys; nothing was sent anywhere to find out whether it is in use.",
    repair: "revoke the key, keep it out of what the producer sends, and do not share this database",
    scope: Scope::Session,
};
/// Personal data.
pub static PERSONAL: Rule = Rule {
    id: "WFR003",
    severity: Severity::Warning,
    title: "something that looks like personal data is stored in a session without content",
    why: "Such a session is taken for free of personal data, and so it is shared. Addresses and account numbers in \
          fields that are not content are stored as they come.",
    repair: "have the producer send an id instead, or put the words into a content field",
    scope: Scope::Session,
};

/// A pointer is for people; names beyond these lengths are cut.
const LONGEST_NAME: usize = 60;
const MOST_NAMES: usize = 12;
/// Hits of one text whose place is sought: each is a walk through the text.
const MOST_WAYS: usize = 40;
/// Things in the states of snapshots that are told of one session; a state has no end of places.
const MOST_TOLD: usize = 1000;

/// Looks at what one session stores.
#[derive(Debug)]
pub struct Privacy {
    /// The session's words are not to be stored.
    without_content: bool,
    wants: [bool; 3],
    /// What snapshots were found to hold: each holds what the one before it did.
    told: BTreeSet<(&'static str, String)>,
}

impl Privacy {
    /// A look at a session that stores content, or must not.
    pub fn new(stores_content: bool, sink: &Sink<'_>) -> Self {
        let without_content = !stores_content;
        let wants = [without_content && sink.wants(&RAW), sink.wants(&SECRET), sink.wants(&PERSONAL)];
        Self { without_content, wants, told: BTreeSet::new() }
    }

    /// What looks through the bytes of events. It knows nothing of what stands before them, so that another thread
    /// can have it.
    pub fn search(&self) -> Search {
        Search { secrets: self.wants[1], personal: self.wants[2] && self.without_content }
    }

    /// One event's data or unknown members: is there a word that nothing stands for?
    pub fn event(&self, spec: Option<&TypeSpec>, data: &Fields<'_>, seq: u64, sink: &mut Sink<'_>) {
        if self.wants[0]
            && let Some(name) = raw_content(spec, data)
        {
            sink.report(&RAW, Some(seq), format!("{} holds words", pointer("/data", &[name.to_owned()])));
        }
    }

    /// The same of unknown members, which no table knows.
    pub fn extra(&self, extra: &str, seq: u64, sink: &mut Sink<'_>) {
        if let Some(place) = self.raw_place(extra) {
            sink.report(&RAW, Some(seq), format!("{place} holds words"));
        }
    }

    fn words_of(&self, what: &str, object: &str, sink: &mut Sink<'_>) {
        if let Some(place) = self.raw_place(object) {
            sink.report(&RAW, None, format!("{place} in {what} holds words"));
        }
    }

    fn raw_place(&self, object: &str) -> Option<String> {
        let mut members = Vec::new();
        let wanted = Some(object).filter(|_| self.wants[0])?;
        let fields = Fields::scan(&mut Scanner::default(), wanted.as_bytes(), &mut members).ok()?;
        raw_content(None, &fields).map(|name| pointer("", &[name.to_owned()]))
    }

    /// The session's row and journal.
    pub fn row(&self, row: &SessionRow, journal: &[JournalEntry], sink: &mut Sink<'_>) {
        let texts = [
            ("the label", row.label.as_deref()),
            ("the user id", Some(row.user_id.as_str())),
            ("the error message", row.error_message.as_deref()),
            ("the metadata", Some(row.metadata.as_str())),
        ];
        for (what, text) in texts.into_iter().filter_map(|(what, text)| Some((what, text?))) {
            self.text(what, None, text, sink);
        }
        self.words_of("the metadata", &row.metadata, sink);
        for entry in journal {
            let what = format!("entry {} of the journal", entry.number);
            self.text(&what, Some(entry.after_seq).filter(|s| *s > 0), &entry.facts, sink);
        }
    }

    /// A snapshot's state as it was unpacked; each thing once a session.
    pub fn state(&mut self, id: i64, seq: Option<u64>, state: &[u8], sink: &mut Sink<'_>) {
        let Ok(text) = std::str::from_utf8(state) else { return };
        for (rule, what) in self.looks_like(text) {
            let what = format!("{what} in the state");
            if self.told.len() < MOST_TOLD && self.told.insert((rule.id, what.clone())) {
                sink.report(rule, seq, format!("{what} of snapshot {id}"));
            }
        }
    }

    fn text(&self, what: &str, seq: Option<u64>, text: &str, sink: &mut Sink<'_>) {
        for (rule, found) in self.looks_like(text) {
            sink.report(rule, seq, format!("{found} in {what}"));
        }
    }

    fn looks_like(&self, text: &str) -> Vec<(&'static Rule, String)> {
        let mut found = Vec::new();
        if self.wants[1] {
            found.extend(describe(text, "", secrets::find(text.as_bytes())).map(|m| (&SECRET, m)));
        }
        if self.wants[2] && self.without_content {
            found.extend(describe(text, "", personal::find(text.as_bytes())).map(|m| (&PERSONAL, m)));
        }
        found
    }
}

/// Refused lines, which no session has.
pub fn quarantine(from: &impl Ask, sink: &mut Sink<'_>) -> Result<(), StoreError> {
    let mut after = i64::MIN;
    while sink.wants(&SECRET) {
        let page = from.ask(|q| q.quarantine_after(after, 16))?;
        let Some(last) = page.last() else { break };
        after = last.entry_no;
        for entry in &page {
            let Some(line) = &entry.refused.line else { continue };
            for message in describe(line, "", secrets::find(line.as_bytes())) {
                let message = format!("{message} in line {} of the quarantine", entry.refused.line_no);
                sink.report(&SECRET, None, message);
            }
        }
    }
    Ok(())
}

/// Looks through the bytes of events for what looks like a secret or a person's data.
#[derive(Debug, Clone, Copy)]
pub struct Search {
    secrets: bool,
    personal: bool,
}

impl Search {
    /// The next events, all their bytes at once.
    pub fn chunk(self, chunk: &EventChunk, sink: &mut Sink<'_>) {
        if self.secrets {
            search(chunk, &SECRET, (secrets::next, secrets::find), sink);
        }
        if self.personal {
            search(chunk, &PERSONAL, (personal::next, personal::find), sink);
        }
    }
}

type Shapes = (fn(&[u8], usize) -> Option<usize>, fn(&[u8]) -> Vec<Hit>);

/// Searches a chunk: quickly over all of it, closely where something was found.
fn search(chunk: &EventChunk, rule: &'static Rule, (next, find): Shapes, sink: &mut Sink<'_>) {
    let bytes = chunk.bytes();
    let (mut from, mut row) = (0, 0);
    while let Some(at) = next(bytes, from) {
        let Some((own, part, range)) = chunk.part_at(row, at) else { break };
        (row, from) = (own, range.end);
        let Ok(text) = std::str::from_utf8(&bytes[range]) else { continue };
        let base = match part {
            Part::Payload => "/data",
            Part::Key => "/event_id",
            Part::Extra => "",
        };
        for message in describe(text, base, find(text.as_bytes())) {
            sink.report(rule, Some(chunk.rows()[own].seq), message);
        }
    }
}

/// What is said of hits in one text: each kind at its first place, and how many more.
fn describe(text: &str, base: &str, hits: Vec<Hit>) -> impl Iterator<Item = String> {
    let mut kinds: Vec<(Hit, String, u64)> = Vec::new();
    let mut ways = 0;
    for hit in hits {
        if let Some(known) = kinds.iter_mut().find(|k| k.0.kind == hit.kind) {
            known.2 += 1;
            continue;
        }
        ways += 1;
        if ways > MOST_WAYS {
            break;
        }
        let way = way_to(text, hit.at.start);
        if names_something_else(hit.kind, way.segments.last()) {
            continue;
        }
        let mut place = pointer(base, &way.segments);
        if way.in_key {
            place = format!("the name of a member of {}", if place.is_empty() { "/" } else { &place });
        }
        kinds.push((hit, place, 1));
    }
    kinds.into_iter().map(|(hit, place, times)| {
        let more = if times > 1 { format!(" and {} more of its kind", times - 1) } else { String::new() };
        let at = if place.is_empty() { String::new() } else { format!(" at {place}") };
        format!("{} ({} bytes){at}{more}", hit.kind, hit.at.len())
    })
}

/// A model's name may have an `@` in it, and a hash or an id may be all digits.
fn names_something_else(kind: &str, member: Option<&String>) -> bool {
    let Some(member) = member else { return false };
    let lower = member.to_ascii_lowercase();
    let about = ["hash", "digest", "commitment", "signature", "_id", "seed"];
    match kind {
        "e-mail address" => lower.contains("model"),
        "payment card number" | "IBAN" => {
            lower == "id" || member.ends_with("Id") || about.iter().any(|w| lower.ends_with(w))
        }
        _ => false,
    }
}

/// A message without what looks like a secret or a person's data.
pub fn hide(message: &str) -> String {
    let bytes = message.as_bytes();
    let (mut out, mut upto) = (String::new(), 0);
    let mut hits: Vec<Hit> = secrets::find(bytes).into_iter().chain(personal::find(bytes)).collect();
    hits.sort_by_key(|hit| hit.at.start);
    for at in hits.into_iter().map(|hit| hit.at).filter(|at| !at.is_empty()) {
        out.push_str(message.get(upto..at.start).unwrap_or_default());
        out.push('…');
        upto = upto.max(at.end);
    }
    out.push_str(message.get(upto..).unwrap_or_default());
    out
}

/// A JSON pointer that gives nothing away: a name that looks like a secret itself is left out.
fn pointer(base: &str, names: &[String]) -> String {
    let mut out = base.to_owned();
    for name in names.iter().take(MOST_NAMES) {
        out.push('/');
        let b = name.as_bytes();
        if !secrets::find(b).is_empty() || !personal::find(b).is_empty() {
            out.push('…');
            continue;
        }
        out.extend(name.chars().take(LONGEST_NAME).map(|c| if c == '~' || c == '/' { '_' } else { c }));
        if name.chars().count() > LONGEST_NAME {
            out.push('…');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_says_where_and_how_long_and_never_what() {
        let secret = secrets::tests::specimens().remove(1).1;
        let said = |text: &str| describe(text, "/data", secrets::find(text.as_bytes())).collect::<Vec<_>>();
        let text = format!(r#"{{"a":{{"b":["x","{secret} {secret}"]}}}}"#);
        assert_eq!(said(&text), ["GitHub token (40 bytes) at /data/a/b/1 and 1 more of its kind"]);
        let text = format!(r#"{{"a":{{"{secret}":1}}}}"#);
        assert_eq!(said(&text), ["GitHub token (40 bytes) at the name of a member of /data/a"]);
        let text = format!(r#"{{"{secret}":["AK{}"]}}"#, "IAQ7RF2LXV9BTZK4MW");
        assert!(said(&text).iter().all(|m| !m.contains(&secret)), "{:?}", said(&text));
    }

    #[test]
    fn a_hundred_thousand_hashes_ids_and_words_raise_no_alarm() {
        let mut x: u64 = 88_172_645_463_325_252;
        let mut drawn = |alphabet: &[u8], n: usize| -> String {
            let mut one = || {
                x ^= x << 13;
                x ^= x >> 7;
                x ^= x << 17;
                char::from(alphabet[usize::try_from(x % alphabet.len() as u64).unwrap()])
            };
            (0..n).map(|_| one()).collect()
        };
        let hex = b"0123456789abcdef";
        let all: Vec<u8> = (b'0'..=b'9').chain(b'A'..=b'Z').chain(b'a'..=b'z').chain(*b"-_").collect();
        for _ in 0..20_000 {
            for text in [
                drawn(hex, 64),
                drawn(b"0123456789ABCDEF", 32),
                format!(
                    "{}-{}-{}-{}-{}",
                    drawn(hex, 8),
                    drawn(hex, 4),
                    drawn(hex, 4),
                    drawn(hex, 4),
                    drawn(hex, 12)
                ),
                drawn(&all, 43),
                format!("{}@{}", drawn(&all[36..62], 8), drawn(&all, 6)),
            ] {
                let (secret, personal) = (secrets::find(text.as_bytes()), personal::find(text.as_bytes()));
                assert!(secret.is_empty() && personal.is_empty(), "{text}: {secret:?} {personal:?}");
            }
        }
    }

    #[test]
    fn a_models_name_and_a_hash_are_nobodys_data() {
        let said = |text: &str| describe(text, "/data", personal::find(text.as_bytes())).count();
        assert_eq!(said(r#"{"model_id":"jo@example.org","token_hash":"4111111111111111"}"#), 0);
        assert_eq!(said(r#"{"id":"4111111111111111","orderId":"4111111111111111"}"#), 0);
        assert_eq!(said(r#"{"from":"jo@example.org","card":"4111111111111111"}"#), 2);
    }
}
