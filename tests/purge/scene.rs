//! Databases with a session that is to go, every part of which bears a mark, and the search for that mark in the
//! bytes of every file.

use crate::common::{Lab, Rng};
use serde_json::Value;
use std::fmt::Write;

/// Stands in every part of the session that is to go, and nowhere else.
pub const MARK: &str = "VICTIM9x";
/// The sessions of a scene; the first is to go.
pub const SESSIONS: [&str; 3] = ["VICTIM9x-session", "other-one", "other-two"];

pub fn hex(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}

/// Base64 without padding, of bytes.
pub fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for group in bytes.chunks(3) {
        let n = group.iter().fold(0u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - group.len()));
        for at in 0..=group.len() {
            out.push(char::from(DIGITS[(n >> (18 - 6 * at) & 63) as usize]));
        }
    }
    out
}

/// An event of a session, with the session's word in every field and in several encodings.
fn event(session: &str, n: u64, rng: &mut Rng) -> String {
    let word = session.split('-').next().unwrap();
    let pad = format!("{word}-filler ").repeat(rng.below(60) as usize * usize::from(rng.below(4) == 0));
    let wide: String = word.chars().map(|c| format!("{c}\\u0000")).collect();
    let data = format!(
        "{{\"note\":\"{word} note {n}\",\"hex\":\"{}\",\"b64\":\"{}\",\"wide\":\"{wide}\",\"pad\":\"{pad}\",\
         \"text\":\"{word} said {n}\",\"{word}_key\":{{\"deep\":[\"{word}-{n}\"]}}}}",
        hex(word),
        base64(word.as_bytes()),
    );
    let at = 1_755_460_080_000_u64 + n;
    format!(
        "{{\"session_id\":\"{session}\",\"event_key\":\"{word}-key-{n}\",\"type\":\"x.{}\",\"timestamp\":{at},\
         \"energy_delta\":0.25,\"{word}_extra\":\"{word} more {n}\",\"data\":{data}}}\n",
        word.to_lowercase(),
    )
}

fn start(session: &str) -> String {
    let word = session.split('-').next().unwrap();
    format!(
        "{{\"session_id\":\"{session}\",\"type\":\"system.start\",\"timestamp\":1755460080000,\
         \"data\":{{\"version\":\"1\",\"mode\":\"offline\",\"user_id\":\"{word}-user\",\"model_id\":\"{word}-model\"}}}}\n"
    )
}

/// A database in which three sessions were recorded side by side, some of whose lines were refused.
pub fn recorded(seed: u64, events: u64) -> Lab {
    let lab = Lab::new();
    let mut rng = Rng::new(seed);
    let mut lines: String = SESSIONS.iter().map(|s| start(s)).collect();
    for n in 1..=events {
        for session in SESSIONS {
            if rng.below(4) > 0 {
                lines += &event(session, n, &mut rng);
            }
            if n % 40 == 1 {
                // Refused, and kept in quarantine.
                let word = session.split('-').next().unwrap();
                let _ = writeln!(
                    lines,
                    "{{\"session_id\":\"{session}\",\"type\":\"x.q\",\"data\":7,\"{word}\":\"{word} {n}\"}}"
                );
            }
        }
    }
    lab.record(&["--content", "--snapshot-every", "20"], lines).expect(3);
    lab
}

/// The forms in which the mark may stand in a file.
fn forms() -> Vec<(&'static str, Vec<u8>)> {
    let wide =
        |low: bool| -> Vec<u8> { MARK.bytes().flat_map(|b| if low { [b, 0] } else { [0, b] }).collect() };
    // Whatever stands before it, base64 of its inner bytes is one of three.
    let shifted = |skip: usize| base64(&MARK.as_bytes()[skip..skip + 6]).into_bytes();
    vec![
        ("plain", MARK.as_bytes().to_vec()),
        ("lower", MARK.to_lowercase().into_bytes()),
        ("hex", hex(MARK).into_bytes()),
        ("HEX", hex(MARK).to_uppercase().into_bytes()),
        ("base64", shifted(0)),
        ("base64", shifted(1)),
        ("base64", shifted(2)),
        ("UTF-16", wide(true)),
        ("UTF-16", wide(false)),
        ("escaped", MARK.chars().map(|c| format!("{c}\\u0000")).collect::<String>().into_bytes()),
    ]
}

/// Where the mark stands in the bytes of the files of a directory, plain, encoded, or inside a zstd frame.
pub fn found(lab: &Lab) -> Vec<String> {
    let mut all = Vec::new();
    for name in lab.files().into_iter().filter(|n| n.starts_with("t.db")) {
        let bytes = std::fs::read(lab.path(&name)).unwrap();
        all.extend(marks(&bytes).into_iter().map(|form| format!("{form} in {name}")));
        for at in memchr::memmem::find_iter(&bytes, &[0x28, 0xb5, 0x2f, 0xfd]) {
            let inflated = inflate(&bytes[at..]);
            all.extend(
                marks(&inflated).into_iter().map(|form| format!("{form} in a frame at {at} of {name}")),
            );
        }
    }
    all
}

fn marks(bytes: &[u8]) -> Vec<&'static str> {
    forms()
        .into_iter()
        .filter(|(_, form)| memchr::memmem::find(bytes, form).is_some())
        .map(|(n, _)| n)
        .collect()
}

/// As much as a frame gives before it breaks.
fn inflate(frame: &[u8]) -> Vec<u8> {
    use std::io::Read;
    let mut out = Vec::new();
    if let Ok(mut decoder) = zstd::stream::read::Decoder::new(frame) {
        let mut part = [0; 4096];
        while let Ok(n) = decoder.read(&mut part) {
            if n == 0 || out.len() > 1 << 20 {
                break;
            }
            out.extend_from_slice(&part[..n]);
        }
    }
    out
}

/// The state hashes of the sessions that stay, computed from their events.
pub fn others(lab: &Lab) -> Vec<Value> {
    let replay = |s: &&str| lab.run(&["replay", s, "--json"], "").expect(0).answer()["state_hash"].clone();
    SESSIONS[1..].iter().map(replay).collect()
}

pub fn kinds(lab: &Lab, kind: &str) -> u64 {
    lab.one(&format!("SELECT count(*) FROM ledger WHERE kind = '{kind}'")).parse().unwrap()
}

/// Seals all events of a session into segments.
pub fn seal(lab: &Lab, session: &str) {
    use wfstate::store::{Ask, Opening, Place};
    let opening = Opening {
        create: None,
        durable: true,
        lock_timeout: std::time::Duration::from_secs(5),
        owner: wfstate::ambient::process_name(),
    };
    let mut writer = wfstate::Writer::open(&Place::parse(&lab.path("t.db")), &opening).unwrap();
    let row = writer.ask(|q| q.session(session)).unwrap().unwrap();
    let last = writer.ask(|q| q.last_seq(row.no)).unwrap();
    let mut tx = writer.begin().unwrap();
    let sealed = tx.seal_range(row.no, (1, last)).unwrap();
    assert_eq!(sealed.events, last);
    tx.commit().unwrap();
    writer.tidy().unwrap();
}
