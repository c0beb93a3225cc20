//! The scan of what leaves: secrets, and words that the filter took out and that stand somewhere else again. It looks
//! at the lines, not at what made them, so that a fault of the filter is found by something that is not the filter.

use super::policy::{is_id, is_public};
use super::record::Kind;
use crate::core::model::json::text;
use crate::core::validate::secrets;
use std::collections::{BTreeMap, HashSet};

/// Words of at least this many bytes are looked for, where they are several.
const SHORTEST: usize = 8;
/// A single word is looked for from this length on: shorter ones are names that stand in many places.
const LONG: usize = 32;
/// So many words are kept of one export; 16 bytes and a little each.
const MOST: usize = 250_000;
/// Of each one, so much is compared.
const WINDOW: usize = 8;
/// Of each one, so much is looked for at every fourth place: wherever it begins, one of its first four such windows
/// stands at one of them.
const STEP: usize = 4;
const SHORT: usize = WINDOW - STEP + 1;
/// Bits of what is kept of a beginning where it is looked for first: with as many words as are kept, every fifth place
/// has to be looked at again.
const COARSE: u32 = 20;

/// Words that were taken out, by their hashes: nothing of them is kept.
#[derive(Debug, Default, Clone)]
pub struct Needles {
    /// By the first bytes, as a number: lengths and hashes.
    found: BTreeMap<u64, HashSet<(usize, u64)>>,
    /// First bytes, coarsely: most places of a text are no beginning.
    coarse: Marks,
    /// Windows of [`SHORT`] bytes at the beginning, coarsely: most places are not near one, either.
    near: Marks,
    count: usize,
}

impl Needles {
    /// Adds the texts of a JSON value.
    pub fn add(&mut self, raw: &str) {
        // Mostly it is a number or a name: no text in it is long, none is several words.
        if raw.len() < LONG && raw.bytes().all(|b| b.is_ascii_graphic() && b != b'\\') {
            return;
        }
        match serde_json::from_str(raw) {
            Ok(value) => self.value(&value),
            Err(_) => self.words(raw),
        }
    }

    fn value(&mut self, value: &serde_json::Value) {
        match value {
            serde_json::Value::String(text) => self.words(text),
            serde_json::Value::Array(items) => items.iter().for_each(|i| self.value(i)),
            serde_json::Value::Object(members) => members.values().for_each(|v| self.value(v)),
            _ => {}
        }
    }

    /// Adds a text.
    fn words(&mut self, words: &str) {
        let words = words.trim();
        let several = words.contains(char::is_whitespace) && words.len() >= SHORTEST;
        if self.count >= MOST || !(several || words.len() >= LONG) {
            return;
        }
        let mut quoted = String::new();
        text::push_string(&mut quoted, words);
        let bytes = &quoted.as_bytes()[1..quoted.len() - 1];
        let Some(first) = window(bytes, 0) else { return };
        self.mark(first);
        if self.found.entry(first).or_default().insert((bytes.len(), hash(bytes))) {
            self.count += 1;
        }
    }

    fn mark(&mut self, first: u64) {
        self.coarse.insert(coarse(first));
        for at in 0..STEP {
            self.near.insert(coarse(short(first << (8 * at))));
        }
    }

    /// Leaves a text out that the owner gave as a name, and that may well stand in the words, too.
    pub fn forgive(&mut self, words: &str) {
        let mut quoted = String::new();
        text::push_string(&mut quoted, words.trim());
        let bytes = &quoted.as_bytes()[1..quoted.len() - 1];
        if let Some(hashes) = window(bytes, 0).and_then(|first| self.found.get_mut(&first))
            && hashes.remove(&(bytes.len(), hash(bytes)))
        {
            self.count -= 1;
        }
    }

    /// Whether there is room for no more.
    pub fn is_full(&self) -> bool {
        self.count >= MOST
    }

    /// Adds others, as long as there is room.
    pub fn join(&mut self, other: Self) {
        for (first, hashes) in other.found {
            if self.count >= MOST {
                return;
            }
            self.mark(first);
            let own = self.found.entry(first).or_default();
            let before = own.len();
            own.extend(hashes.into_iter().take(MOST - self.count));
            self.count += own.len() - before;
        }
    }

    /// Where the first of them stands.
    fn find(&self, bytes: &[u8]) -> Option<usize> {
        if self.count == 0 {
            return None;
        }
        // Every byte of an export comes by here.
        let (places, _) = bytes.as_chunks::<STEP>();
        for (nth, pair) in places.windows(2).enumerate() {
            let next = number(pair.as_flattened());
            if self.near.contains(coarse(short(next))) {
                let at = nth * STEP;
                let found = (at.saturating_sub(STEP - 1)..=at).find(|at| self.stands(bytes, *at));
                if found.is_some() {
                    return found;
                }
            }
        }
        // Where no two whole steps are left.
        let last = places.len().saturating_sub(2) * STEP;
        (last..bytes.len()).find(|at| self.stands(bytes, *at))
    }

    /// Whether one of them begins here.
    fn stands(&self, bytes: &[u8], at: usize) -> bool {
        let Some(first) = window(bytes, at).filter(|first| self.coarse.contains(coarse(*first))) else {
            return false;
        };
        let is_here = |(len, of): &(usize, u64)| bytes.get(at..at + len).is_some_and(|b| hash(b) == *of);
        self.found.get(&first).is_some_and(|hashes| hashes.iter().any(is_here))
    }
}

/// Small numbers, a bit for each: whether one is among them is one look into 128 KiB.
#[derive(Debug, Default, Clone)]
struct Marks(Vec<u64>);

impl Marks {
    fn insert(&mut self, n: u32) {
        self.0.resize(1 << (COARSE - 6), 0);
        if let Some(word) = self.0.get_mut(n as usize >> 6) {
            *word |= 1 << (n & 63);
        }
    }

    #[inline]
    fn contains(&self, n: u32) -> bool {
        self.0.get(n as usize >> 6).is_some_and(|word| word >> (n & 63) & 1 == 1)
    }
}

fn window(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..at + WINDOW).map(number)
}

#[inline]
fn number(window: &[u8]) -> u64 {
    window.try_into().map_or(0, u64::from_be_bytes)
}

/// The first [`SHORT`] bytes of a window.
#[inline]
fn short(window: u64) -> u64 {
    window >> (8 * (WINDOW - SHORT))
}

#[inline]
fn coarse(first: u64) -> u32 {
    (first.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - COARSE)) as u32
}

fn hash(bytes: &[u8]) -> u64 {
    use std::hash::Hasher;
    // Keys of its own in each process would serve as well; nothing of it is kept.
    let mut hasher = std::hash::DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}

/// Something that may not leave, and where: never what.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} stands in {place}")]
pub struct Leak {
    /// Of what kind.
    pub what: &'static str,
    /// The record.
    pub place: String,
}

/// Looks at whole lines.
pub fn scan(lines: &str, needles: &Needles, secrets_may_leave: bool) -> Result<(), Leak> {
    let bytes = lines.as_bytes();
    if !secrets_may_leave
        && secrets::next(bytes, 0).is_some()
        && let Some(hit) = secrets::find(bytes).into_iter().next()
    {
        return Err(Leak { what: hit.kind, place: place_of(lines, hit.at.start) });
    }
    let mut from = 0;
    while let Some(at) = needles.find(&bytes[from..]).map(|at| from + at) {
        match end_of_identifier(lines, at) {
            Some(end) => from = end,
            None => {
                return Err(Leak { what: "what the privacy filter takes out", place: place_of(lines, at) });
            }
        }
    }
    Ok(())
}

/// Where the identifier ends that a byte stands in, if it is one that may leave: the event's key, a public field of its
/// data, the last prompt of a state. The same name may well stand in what was taken out; that is no reason to keep the event at home.
fn end_of_identifier(lines: &str, at: usize) -> Option<usize> {
    let bytes = lines.as_bytes();
    let begin = memchr::memrchr(b'"', &bytes[..at])? + 1;
    let end = at + memchr::memchr(b'"', &bytes[at..])?;
    let text = lines.get(begin..end).filter(|text| is_id(text))?;
    let of_line = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |n| n + 1);
    let line = lines[of_line..].lines().next()?;
    let name = lines[of_line..begin - 1].strip_suffix("\":")?.rsplit('"').next()?;
    let record: serde_json::Value = serde_json::from_str(line).ok()?;
    let leaves = match Kind::of(line.as_bytes())? {
        Kind::Event if name == "event_key" => record[name] == text,
        Kind::Event => record["data"][name] == text && is_public(record["type"].as_str()?, name),
        // The state names the prompt that came last.
        Kind::Snapshot | Kind::Baseline => {
            name == "last_prompt_id" && record["state"]["session_context"][name] == text
        }
        _ => false,
    };
    leaves.then_some(end)
}

/// The record that a byte stands in.
fn place_of(lines: &str, at: usize) -> String {
    let begin = memchr::memrchr(b'\n', &lines.as_bytes()[..at]).map_or(0, |n| n + 1);
    let line = lines[begin..].lines().next().unwrap_or_default();
    let value = serde_json::from_str::<serde_json::Value>(line).unwrap_or_default();
    let session = value["session_id"].as_str().unwrap_or("?").to_owned();
    match Kind::of(line.as_bytes()) {
        Some(Kind::Event) => format!("event {} of session {session}", value["seq"]),
        Some(Kind::Journal) => format!("journal entry {} of session {session}", value["number"]),
        Some(kind @ (Kind::Session | Kind::Baseline)) => format!("the {} record of {session}", kind.name()),
        Some(Kind::Snapshot) => format!("the snapshot at event {} of session {session}", value["last_seq"]),
        Some(Kind::Export | Kind::End) | None => "the head of the file".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &str = "{\"message_type\":\"session\",\"session_id\":\"s\",\"label\":\"Big Corp\"}\n\
                         {\"session_id\":\"s\",\"seq\":7,\"data\":{\"a\":\"say \\\"well kept secret\\\" now\"}}\n";

    #[test]
    fn words_that_were_taken_out_are_found_wherever_they_stand() {
        let mut needles = Needles::default();
        assert_eq!(scan(LINES, &needles, false), Ok(()));
        for raw in [r#""other words""#, "17", r#"{"a":["short"]}"#, r#""12345678901234567890""#] {
            needles.add(raw);
        }
        assert_eq!((scan(LINES, &needles, false), needles.count), (Ok(()), 1));
        needles.add(r#"{"deep":[{"x":"\"well kept secret\""}]}"#);
        let leak = scan(LINES, &needles, false).unwrap_err();
        assert_eq!(leak.place, "event 7 of session s");
        assert!(!leak.to_string().contains("well kept"));
    }

    #[test]
    fn names_that_the_owner_gave_are_no_leak() {
        let mut needles = Needles::default();
        needles.add(r#""Big Corp""#);
        assert_eq!(scan(LINES, &needles, false).unwrap_err().place, "the session record of s");
        needles.forgive("Big Corp");
        assert_eq!(scan(LINES, &needles, false), Ok(()));
    }

    #[test]
    fn an_identifier_that_may_leave_is_no_leak_where_it_may_and_only_there() {
        let id = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
        let mut needles = Needles::default();
        needles.add(&format!("\"{id}\""));
        let line = |key: &str, kind: &str, data: &str| {
            format!(
                "{{\"session_id\":\"s\",\"seq\":7,\"type\":\"{kind}\",\"event_key\":\"{key}\",\"data\":{data}}}\n"
            )
        };
        let prompt = format!("{{\"prompt_id\":\"{id}\",\"interface\":\"text\"}}");
        let good = [line(&format!("{id}/prompt"), "user.prompt", &prompt), line("k", "user.prompt", &prompt)];
        let state = |name: &str| {
            format!(
                "{{\"message_type\":\"snapshot\",\"session_id\":\"s\",\"state\":{{\"session_context\":{{\"{name}\":\"{id}\"}}}}}}\n"
            )
        };
        assert!(scan(&state("last_action"), &needles, false).is_err());
        for lines in [good.concat(), good[1].clone(), state("last_prompt_id")] {
            assert_eq!(scan(&lines, &needles, false), Ok(()), "{lines}");
        }
        let words = format!("{{\"prompt_id\":\"see {id}\"}}");
        let other = format!("{{\"other\":\"{id}\"}}");
        let bad = [
            line("k", "tool.call", &prompt),
            line("k", "user.prompt", &other),
            line("k", "user.prompt", &words),
            line("k", "user.prompt", &format!("{{\"prompt_id\":\"x\",\"deep\":{prompt}}}")),
            good[0].replacen('{', "{\"message_type\":\"journal\",", 1),
        ];
        for lines in bad {
            assert!(scan(&format!("{}{lines}", good[1]), &needles, false).is_err(), "{lines}");
        }
    }

    #[test]
    fn none_of_many_words_is_overlooked_wherever_it_begins() {
        let words = |n: u32| format!("{:x} words of {n}", n.wrapping_mul(2_654_435_761));
        let mut needles = Needles::default();
        (0..5000).for_each(|n| needles.words(&words(n)));
        for n in 0..5000 {
            let before = "x".repeat(n as usize % 17);
            for behind in ["", "y", "yyy\n", "yyyyyyyyyyyyy"] {
                let text = |n: u32| format!("{before}{}{behind}", words(n));
                assert_eq!(needles.find(text(n).as_bytes()), Some(before.len()), "{n}");
                assert_eq!(needles.find(text(n + 5000).as_bytes()), None, "{n}");
            }
        }
    }

    #[test]
    fn the_shortest_words_are_found_at_every_place() {
        let mut needles = Needles::default();
        needles.words("so it is");
        for (before, behind) in (0..20).flat_map(|before| (0..20).map(move |behind| (before, behind))) {
            let text = |words: &str| format!("{}{words}{}", "s".repeat(before), "s".repeat(behind));
            assert_eq!(needles.find(text("so it is").as_bytes()), Some(before));
            assert_eq!(needles.find(text("so it iz").as_bytes()), None);
        }
    }

    #[test]
    fn what_is_passed_over_unread_has_no_words_in_it() {
        for raw in [
            r#""d8ea7b72e17ce94a""#,
            "17.25",
            "[\"several\",\"names\"]",
            r#"{"a":"b\u0020c d"}"#,
            r#""two\twords""#,
            r#""two\u00a0words""#,
            "\"two\u{a0}words\"",
            "two words",
            "two\twords",
            "two\u{b}words",
            "a_name_of_more_than_thirty-one_letters",
        ] {
            let (mut quick, mut read) = (Needles::default(), Needles::default());
            quick.add(raw);
            match serde_json::from_str(raw) {
                Ok(value) => read.value(&value),
                Err(_) => read.words(raw),
            }
            assert_eq!(quick.found, read.found, "{raw}");
        }
    }

    #[test]
    fn every_kind_of_secret_is_a_leak_unless_it_may_leave() {
        for (kind, secret) in secrets::tests::specimens() {
            let line = format!("{{\"session_id\":\"s\",\"seq\":3,\"data\":{{\"a\":{}}}}}\n", quoted(&secret));
            let leak = scan(&line, &Needles::default(), false).unwrap_err();
            assert_eq!((leak.what, leak.place.as_str()), (kind, "event 3 of session s"));
            assert_eq!(scan(&line, &Needles::default(), true), Ok(()));
        }
    }

    fn quoted(text: &str) -> String {
        serde_json::to_string(text).unwrap()
    }

    #[test]
    fn the_memory_for_words_is_bounded() {
        let mut needles = Needles::default();
        (0..MOST + 1000).for_each(|n| needles.words(&format!("{n} words in a row")));
        assert_eq!(needles.count, MOST);
        // Over all sessions of an export as well.
        let mut other = Needles::default();
        (0..100).for_each(|n| other.words(&format!("other words in a row, {n}")));
        needles.join(other);
        assert_eq!(needles.found.values().map(HashSet::len).sum::<usize>(), MOST);
    }
}
