//! The line of an event: written out of what is stored, and read back to exactly that.

use crate::core::model::chain::{Hash, Sealed};
use crate::core::model::energy::MicroEu;
use crate::core::model::event::Flags;
use crate::core::model::json::{Fields, Kind, Member, Scanner, Value, text};
use crate::core::model::time::Timestamp;
use std::borrow::Cow;

/// Members that are ours; an envelope that has one of them of its own is written as text.
const OURS: [&str; 6] = ["flags", "erased", "raw", "extra", "commitment", "leaf"];

/// An event to be written.
#[derive(Debug, Clone, Copy)]
pub struct EventRecord<'a> {
    /// What is stored (or left of it).
    pub event: Sealed<'a>,
    /// Its data was erased.
    pub erased: bool,
    /// Its commitment, where its key is not in the file.
    pub commitment: Option<&'a Hash>,
    /// Its leaf as its seal has it, where content of its stretch was erased.
    pub leaf: Option<&'a Hash>,
}

/// Writes lines of one session's events. Neighbours mostly share a second.
#[derive(Debug, Clone)]
pub struct EventWriter {
    head: String,
    second: i64,
    time: String,
}

impl EventWriter {
    /// For a session.
    pub fn new(session_id: &str) -> Self {
        Self {
            head: format!("{{\"session_id\":\"{session_id}\",\"seq\":"),
            second: i64::MIN,
            time: String::new(),
        }
    }

    /// Appends the line of an event, without its line end.
    pub fn push(&mut self, out: &mut String, record: &EventRecord<'_>) {
        let e = &record.event;
        out.push_str(&self.head);
        push_integer(out, e.seq);
        out.push_str(",\"timestamp\":\"");
        self.push_time(out, e.at);
        out.push_str("Z\",\"type\":\"");
        out.push_str(e.type_name);
        out.push('"');
        if let Some(frame) = e.frame {
            out.push_str(",\"frame_id\":");
            push_integer(out, frame);
        }
        // What came from the data is in the data; the envelope had none.
        let derived = e.flags.has(Flags::ENERGY_FROM_DATA) && !record.erased;
        if let Some(energy) = e.energy.filter(|_| !derived) {
            out.push_str(",\"energy_delta\":");
            push_micro(out, energy);
        }
        if let Some(key) = e.key {
            out.push_str(",\"event_key\":");
            text::push_string(out, key);
        }
        if e.flags.0 != 0 {
            out.push_str(",\"flags\":");
            push_integer(out, e.flags.0.into());
        }
        push_data(out, record);
        if let Some(extra) = e.extra {
            push_extra(out, extra);
        }
        for (name, hash) in [(",\"commitment\":\"", record.commitment), (",\"leaf\":\"", record.leaf)] {
            if let Some(hash) = hash {
                out.push_str(name);
                push_hash(out, hash);
                out.push('"');
            }
        }
        out.push('}');
    }

    /// To the microsecond, without the `Z` behind it.
    fn push_time(&mut self, out: &mut String, at: Timestamp) {
        let second = at.0.div_euclid(1_000_000);
        if second != self.second || self.time.is_empty() {
            self.time = Timestamp(second.saturating_mul(1_000_000)).to_string();
            self.time.truncate(self.time.len().saturating_sub("000000Z".len()));
            self.second = second;
        }
        out.push_str(&self.time);
        push_six(out, at.0.rem_euclid(1_000_000).unsigned_abs());
    }
}

fn push_data(out: &mut String, record: &EventRecord<'_>) {
    if record.erased {
        out.push_str(",\"erased\":true,\"data\":{}");
        return;
    }
    // Stored data was scanned at the door: it is text.
    let data = match std::str::from_utf8(record.event.payload) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(record.event.payload),
    };
    out.push_str(",\"data\":");
    if memchr::memchr2(b'\n', b'\r', data.as_bytes()).is_none() {
        out.push_str(&data);
        return;
    }
    // Only white space can be such a byte; the exact bytes stand beside it.
    out.push_str(&on_one_line(&data));
    out.push_str(",\"raw\":");
    text::push_string(out, &data);
}

fn on_one_line(data: &str) -> String {
    data.replace(['\n', '\r'], " ")
}

fn push_extra(out: &mut String, extra: &str) {
    let members = extra.strip_prefix('{').and_then(|e| e.strip_suffix('}')).filter(|_| can_be_spliced(extra));
    match members {
        Some("") | None => {
            out.push_str(",\"extra\":");
            text::push_string(out, extra);
        }
        Some(members) => {
            out.push(',');
            out.push_str(members);
        }
    }
}

/// Whether the members of an envelope can stand beside ours and come back byte for byte.
fn can_be_spliced(extra: &str) -> bool {
    let mut members = Vec::new();
    if memchr::memchr2(b'\n', b'\r', extra.as_bytes()).is_some()
        || Scanner::default().object(extra.as_bytes(), &mut members).is_err()
    {
        return false;
    }
    let own = || members.iter().filter(|m| m.depth == 1);
    own().all(|m| !is_ours(&text::unescape(m.key(extra)))) && rebuilt(extra, own()) == extra
}

fn is_ours(name: &str) -> bool {
    OURS.contains(&name) || KNOWN.contains(&name)
}

/// The members that every event has, or may have.
const KNOWN: [&str; 7] = ["session_id", "seq", "timestamp", "type", "frame_id", "energy_delta", "event_key"];

/// Members as the decoder keeps those that it does not know.
fn rebuilt<'m>(whole: &str, members: impl Iterator<Item = &'m Member>) -> String {
    let mut out = String::from("{");
    for member in members {
        if out.len() > 1 {
            out.push(',');
        }
        text::push_string(&mut out, &text::unescape(member.key(whole)));
        out.push(':');
        out.push_str(member.value(whole));
    }
    out.push('}');
    out
}

/// Every event has several numbers; the general way of writing one takes as long as all the rest of it.
fn push_integer(out: &mut String, mut n: u64) {
    let mut digits = [b'0'; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] += digit(n);
        n /= 10;
        if n == 0 {
            break;
        }
    }
    push_ascii(out, &digits[at..]);
}

/// Six digits, zeros in front.
fn push_six(out: &mut String, mut n: u64) {
    let mut digits = [b'0'; 6];
    for place in digits.iter_mut().rev() {
        *place += digit(n);
        n /= 10;
    }
    push_ascii(out, &digits);
}

/// Millionths as their exact decimal.
fn push_micro(out: &mut String, micro: i64) {
    if micro < 0 {
        out.push('-');
    }
    push_integer(out, micro.unsigned_abs() / 1_000_000);
    let part = micro.unsigned_abs() % 1_000_000;
    if part != 0 {
        out.push('.');
        push_six(out, part);
        out.truncate(out.trim_end_matches('0').len());
    }
}

fn push_hash(out: &mut String, hash: &Hash) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = [0; 64];
    for (pair, byte) in text.as_chunks_mut::<2>().0.iter_mut().zip(hash) {
        *pair = [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
    }
    push_ascii(out, &text);
}

fn digit(n: u64) -> u8 {
    (n % 10) as u8
}

fn push_ascii(out: &mut String, digits: &[u8]) {
    out.push_str(std::str::from_utf8(digits).unwrap_or_default());
}

/// An event as it was read: what was stored, and what proves it.
#[derive(Debug, Clone)]
pub struct EventLine<'a> {
    /// Its session.
    pub session_id: Cow<'a, str>,
    /// Its number.
    pub seq: u64,
    /// Its time.
    pub at: Timestamp,
    /// Its type.
    pub type_name: Cow<'a, str>,
    /// Its frame.
    pub frame: Option<u64>,
    /// What its envelope says of energy. With the flag [`Flags::ENERGY_FROM_DATA`] it stands in the data.
    pub energy_delta: Option<MicroEu>,
    /// Its producer's key.
    pub key: Option<Cow<'a, str>>,
    /// How it came in.
    pub flags: Flags,
    /// Its data, byte for byte as it was stored.
    pub data: Cow<'a, str>,
    /// Its data was erased before it was written here.
    pub erased: bool,
    /// Unknown members of its envelope, as they were stored.
    pub extra: Option<String>,
    /// Its commitment, where it says it.
    pub commitment: Option<Hash>,
    /// Its leaf as its seal has it, where it says it.
    pub leaf: Option<Hash>,
}

impl<'a> EventLine<'a> {
    /// Reads a line that [`EventWriter`] wrote. `members` is a buffer.
    pub fn parse(scanner: &mut Scanner, members: &mut Vec<Member>, line: &'a str) -> Result<Self, String> {
        let line = scanner.object(line.as_bytes(), members).map_err(|e| e.to_string())?;
        let mut event = Self::nothing();
        let (mut shown, mut raw) = ("{}", None);
        let (mut strangers, mut seen) = (Vec::new(), (false, false, false, false, false));
        for member in members.iter().filter(|m| m.depth == 1) {
            let value = member.value(line);
            let text = || match member.kind {
                Kind::String => Ok(text::unescape(&value[1..value.len() - 1])),
                _ => Err(format!("`{}` is no string", member.key(line))),
            };
            let number = || value.parse::<u64>().map_err(|_| format!("`{}` is no number", member.key(line)));
            match &*text::unescape(member.key(line)) {
                "session_id" => (event.session_id, seen.0) = (text()?, true),
                "seq" => (event.seq, seen.1) = (number()?, true),
                "timestamp" => {
                    let at = Timestamp::parse(&text()?).map_err(|e| format!("`timestamp`: {e}"))?;
                    (event.at, seen.2) = (at.at, true);
                }
                "type" => (event.type_name, seen.3) = (text()?, true),
                "frame_id" => event.frame = Some(number()?),
                "energy_delta" => {
                    let energy =
                        MicroEu::from_literal(value).ok_or("`energy_delta` is no amount of energy")?;
                    event.energy_delta = Some(energy);
                }
                "event_key" => event.key = Some(text()?),
                "flags" => {
                    event.flags = Flags(value.parse().map_err(|_| "`flags` is no number below 256")?);
                }
                "data" if member.kind == Kind::Object => (shown, seen.4) = (value, true),
                "raw" => raw = Some(text()?),
                "erased" => event.erased = value == "true",
                "extra" => event.extra = Some(text()?.into_owned()),
                "commitment" => event.commitment = Some(hash_of("commitment", &text()?)?),
                "leaf" => event.leaf = Some(hash_of("leaf", &text()?)?),
                _ => strangers.push(member),
            }
        }
        if !(seen.0 && seen.1 && seen.2 && seen.3 && seen.4) {
            return Err("it lacks session_id, seq, timestamp, type or data".into());
        }
        event.data = match raw {
            None => Cow::Borrowed(shown),
            // What a person reads must be what is stored.
            Some(raw) if on_one_line(&raw) == shown => raw,
            Some(_) => return Err("`raw` and `data` differ".into()),
        };
        if !strangers.is_empty() {
            event.extra = Some(rebuilt(line, strangers.into_iter()));
        }
        Ok(event)
    }

    fn nothing() -> Self {
        Self {
            session_id: Cow::Borrowed(""),
            seq: 0,
            at: Timestamp(0),
            type_name: Cow::Borrowed(""),
            frame: None,
            energy_delta: None,
            key: None,
            flags: Flags(0),
            data: Cow::Borrowed("{}"),
            erased: false,
            extra: None,
            commitment: None,
            leaf: None,
        }
    }

    /// Its energy, out of the envelope or, where the flag says so, out of the data.
    pub fn energy(&self, scanner: &mut Scanner) -> Option<MicroEu> {
        if self.erased || !self.flags.has(Flags::ENERGY_FROM_DATA) {
            return self.energy_delta;
        }
        let mut members = Vec::new();
        let data = Fields::scan(scanner, self.data.as_bytes(), &mut members).ok()?;
        data.get("energy").filter(Value::is_number).and_then(|v| MicroEu::from_literal(v.literal()))
    }

    /// What its seal covers; `energy` is the envelope's, or what the data says where the flag says so.
    pub fn sealed(&self, energy: Option<MicroEu>) -> Sealed<'_> {
        Sealed {
            seq: self.seq,
            at: self.at,
            type_name: &self.type_name,
            flags: self.flags,
            frame: self.frame,
            energy: energy.map(|e| e.0),
            key: self.key.as_deref(),
            extra: self.extra.as_deref(),
            payload: self.data.as_bytes(),
        }
    }
}

fn hash_of(name: &str, text: &str) -> Result<Hash, String> {
    let hash = crate::core::head::unhex(text).and_then(|b| Hash::try_from(b).ok());
    hash.ok_or_else(|| format!("`{name}` is no hash"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn there_and_back(event: Sealed<'_>) {
        let mut out = String::new();
        let record = EventRecord { event, erased: false, commitment: Some(&[7; 32]), leaf: Some(&[8; 32]) };
        EventWriter::new("s.1").push(&mut out, &record);
        assert!(!out.contains('\n'), "{out}");
        let mut members = Vec::new();
        let line = EventLine::parse(&mut Scanner::default(), &mut members, &out).unwrap();
        let back = line.sealed(line.energy_delta);
        assert_eq!(format!("{back:?}"), format!("{event:?}"), "{out}");
        assert_eq!((line.commitment, line.leaf), (Some([7; 32]), Some([8; 32])));
        assert_eq!(line.session_id, "s.1");
    }

    #[test]
    fn whatever_was_stored_comes_back_byte_for_byte() {
        let base = Sealed {
            seq: 7,
            at: Timestamp(1_755_460_080_000_042),
            type_name: "x.y",
            flags: Flags(0),
            frame: None,
            energy: None,
            key: None,
            extra: None,
            payload: br#"{ "a" : 1.50e0 }"#,
        };
        there_and_back(base);
        there_and_back(Sealed { frame: Some(3), energy: Some(-1_500_000), key: Some("k \"é\n"), ..base });
        there_and_back(Sealed { flags: Flags(3), at: Timestamp(-1), payload: b"{}", ..base });
        there_and_back(Sealed { payload: "{\n \"a\":\r\n [\"é\"]}".as_bytes(), ..base });
        for extra in [
            r#"{"a":1,"b":{"c":[1, 2]}}"#,
            r#"{"flags":1}"#,
            r#"{"commitment":"x","é":"\u0041"}"#,
            r#"{"message_type":"end"}"#,
            "{}",
            "{\"a\":\n1}",
            r#"{"raw":1,"extra":2}"#,
            r#"{"leaf":"x"}"#,
        ] {
            there_and_back(Sealed { extra: Some(extra), ..base });
        }
    }

    #[test]
    fn numbers_are_written_as_everywhere_else() {
        let written = |push: &dyn Fn(&mut String)| {
            let mut out = String::from("{\"a\":10");
            push(&mut out);
            out.split_off("{\"a\":10".len())
        };
        for n in [0, 1, 9, 10, 99, 100, 1_000_000, 1_048_576, u64::MAX - 1, u64::MAX] {
            assert_eq!(written(&|out| push_integer(out, n)), n.to_string());
            assert_eq!(written(&|out| push_six(out, n % 1_000_000)), format!("{:06}", n % 1_000_000));
        }
        for micro in [0, 1, -1, 999_999, 1_000_000, -1_500_000, 100_000_010, i64::MIN, i64::MAX] {
            assert_eq!(written(&|out| push_micro(out, micro)), MicroEu(micro).to_string());
        }
        let hash = std::array::from_fn(|at| u8::try_from(at * 8 + at % 3).unwrap());
        assert_eq!(written(&|out| push_hash(out, &hash)), crate::core::model::privacy::hex(&hash));
    }

    #[test]
    fn the_line_is_a_plain_state_event_in_a_fixed_order() {
        let event = Sealed {
            seq: 1,
            at: Timestamp(1_755_460_080_000_000),
            type_name: "energy.update",
            flags: Flags(Flags::ENERGY_FROM_DATA),
            frame: Some(221),
            energy: Some(15_500_000),
            key: Some("evt_001"),
            extra: Some(r#"{"channel2":"x"}"#),
            payload: br#"{"energy":15.5}"#,
        };
        let mut out = String::new();
        EventWriter::new("s")
            .push(&mut out, &EventRecord { event, erased: false, commitment: None, leaf: None });
        let line = r#"{"session_id":"s","seq":1,"timestamp":"2025-08-17T19:48:00.000000Z","type":"energy.update","frame_id":221,"event_key":"evt_001","flags":4,"data":{"energy":15.5},"channel2":"x"}"#;
        assert_eq!(out, line);
    }
}
