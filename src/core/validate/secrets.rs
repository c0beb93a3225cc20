//! What a secret looks like: keys of well known services, private keys, tokens, and `password=` with something that
//! was not written by hand for a manual.
//!
//! One search over all bytes finds the words that secrets begin with; only there is looked closer. A shape says
//! nothing of whether the key is in use, so each is as narrow as its service makes it: a false alarm that comes each
//! night is soon ignored together with the true one.

use super::unescaped;
use aho_corasick::{AhoCorasick, Input, MatchKind};
use std::ops::Range;
use std::sync::LazyLock;

/// Something that looks like a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Of what kind.
    pub kind: &'static str,
    /// Where.
    pub at: Range<usize>,
}

/// How it is looked at where a word was found: the bytes and where the word begins.
type Look = fn(&[u8], usize) -> Option<Range<usize>>;

/// SHAPE TABLE: the word that one begins with, its kind, and the closer look.
static SHAPES: &[(&str, &str, Look)] = &[
    ("AKIA", "AWS access key", |b, at| run(b, at, 4, upper_or_digit, 16..=16)),
    ("ASIA", "AWS access key", |b, at| run(b, at, 4, upper_or_digit, 16..=16)),
    ("ghp_", "GitHub token", |b, at| run(b, at, 4, alnum, 36..=255)),
    ("gho_", "GitHub token", |b, at| run(b, at, 4, alnum, 36..=255)),
    ("ghu_", "GitHub token", |b, at| run(b, at, 4, alnum, 36..=255)),
    ("ghs_", "GitHub token", |b, at| run(b, at, 4, alnum, 36..=255)),
    ("ghr_", "GitHub token", |b, at| run(b, at, 4, alnum, 36..=255)),
    ("github_pat_", "GitHub token", |b, at| run(b, at, 11, word, 50..=255)),
    ("glpat-", "GitLab token", |b, at| run(b, at, 6, word_or_dash, 20..=64)),
    ("xoxb-", "Slack token", |b, at| run(b, at, 5, word_or_dash, 20..=255)),
    ("xoxp-", "Slack token", |b, at| run(b, at, 5, word_or_dash, 20..=255)),
    ("xoxa-", "Slack token", |b, at| run(b, at, 5, word_or_dash, 20..=255)),
    ("xoxr-", "Slack token", |b, at| run(b, at, 5, word_or_dash, 20..=255)),
    ("xoxs-", "Slack token", |b, at| run(b, at, 5, word_or_dash, 20..=255)),
    ("sk_live_", "Stripe key", |b, at| run(b, at, 8, alnum, 16..=255)),
    ("rk_live_", "Stripe key", |b, at| run(b, at, 8, alnum, 16..=255)),
    ("sk_test_", "Stripe key", |b, at| run(b, at, 8, alnum, 16..=255)),
    ("sk-", "API key", |b, at| run(b, at, 3, word_or_dash, 20..=255).filter(|r| is_drawn(&b[r.clone()]))),
    ("hf_", "Hugging Face token", |b, at| run(b, at, 3, alnum, 34..=40)),
    ("AIza", "Google API key", |b, at| run(b, at, 4, word_or_dash, 35..=35)),
    ("-----BEGIN ", "private key", private_key),
    ("eyJ", "JSON web token", json_web_token),
    ("://", "password in a URL", url_password),
    ("Bearer ", "bearer token", bearer),
    ("bearer ", "bearer token", bearer),
    ("password", ASSIGNED, assigned),
    ("Password", ASSIGNED, assigned),
    ("PASSWORD", ASSIGNED, assigned),
    ("passwd", ASSIGNED, assigned),
    ("PASSWD", ASSIGNED, assigned),
    ("secret", ASSIGNED, assigned),
    ("Secret", ASSIGNED, assigned),
    ("SECRET", ASSIGNED, assigned),
    ("api_key", ASSIGNED, assigned),
    ("apiKey", ASSIGNED, assigned),
    ("apikey", ASSIGNED, assigned),
    ("API_KEY", ASSIGNED, assigned),
    ("api-key", ASSIGNED, assigned),
    ("access_token", ASSIGNED, assigned),
    ("accessToken", ASSIGNED, assigned),
    ("ACCESS_TOKEN", ASSIGNED, assigned),
    ("auth_token", ASSIGNED, assigned),
    ("authToken", ASSIGNED, assigned),
];

const ASSIGNED: &str = "value that is assigned to a password or key";

/// Escapes behind which any of the words may stand.
const HIDDEN: [&str; 7] = [r"\u002", r"\u003", r"\u004", r"\u005", r"\u006", r"\u007", r":\/\/"];

/// Leftmost matches are what lets the search look at many bytes at a time: 6 GB a second where it finds nothing, and
/// half of one otherwise.
static WORDS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let words = SHAPES.iter().map(|s| s.0).chain(HIDDEN.iter().copied());
    AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(words).ok()
});

/// The next place from `from` on that is worth a closer look.
pub fn next(bytes: &[u8], from: usize) -> Option<usize> {
    let words = WORDS.as_ref()?;
    words.find(Input::new(bytes).span(from..bytes.len())).map(|found| found.start())
}

/// Everything in these bytes that looks like a secret, in order, each byte in one hit.
pub fn find(bytes: &[u8]) -> Vec<Hit> {
    unescaped::find(bytes, find_plain)
}

fn find_plain(bytes: &[u8]) -> Vec<Hit> {
    let Some(words) = WORDS.as_ref() else { return Vec::new() };
    let mut hits: Vec<Hit> = Vec::new();
    for found in words.find_iter(bytes) {
        let Some(&(_, kind, look)) = SHAPES.get(found.pattern().as_usize()) else { continue };
        let Some(at) = look(bytes, found.start()) else { continue };
        match hits.last_mut() {
            // `password=ghp_…`: the narrower shape says more.
            Some(last) if at.start < last.at.end => *last = Hit { kind, at },
            _ => hits.push(Hit { kind, at }),
        }
    }
    hits
}

fn upper_or_digit(b: u8) -> bool {
    b.is_ascii_uppercase() || b.is_ascii_digit()
}

fn alnum(b: u8) -> bool {
    b.is_ascii_alphanumeric()
}

fn word(b: u8) -> bool {
    alnum(b) || b == b'_'
}

fn word_or_dash(b: u8) -> bool {
    word(b) || b == b'-'
}

fn token(b: u8) -> bool {
    word_or_dash(b) || matches!(b, b'.' | b'~' | b'+' | b'/' | b'=')
}

/// No secret is longer, and no name of one: without a bound, text made for it would be read again and again.
const LONGEST: usize = 512;
/// Of a name, and of a value that is assigned, so much is looked at.
const NAME: usize = 40;
const VALUE: usize = 128;

/// How many bytes from `at` on are of a kind, up to a bound.
fn length(b: &[u8], at: usize, of: fn(u8) -> bool) -> usize {
    length_upto(LONGEST, b, at, of)
}

fn length_upto(most: usize, b: &[u8], at: usize, of: fn(u8) -> bool) -> usize {
    b.get(at..).unwrap_or_default().iter().take(most).take_while(|b| of(**b)).count()
}

/// Whether a word begins here: in `task-` no key begins.
fn begins(b: &[u8], at: usize) -> bool {
    at == 0 || !word_or_dash(b[at - 1]) || b[..at].ends_with(b"\\n")
}

/// A word, and behind its first bytes so many of a kind and no more.
fn run(
    b: &[u8],
    at: usize,
    first: usize,
    of: fn(u8) -> bool,
    many: std::ops::RangeInclusive<usize>,
) -> Option<Range<usize>> {
    if !begins(b, at) {
        return None;
    }
    let rest = length(b, at + first, of);
    let end = at + first + rest;
    let ends = b.get(end).is_none_or(|b| !word_or_dash(*b));
    (ends && many.contains(&rest) && !is_placeholder(&b[at..end])).then_some(at..end)
}

fn private_key(b: &[u8], at: usize) -> Option<Range<usize>> {
    let line = &b[at..b.len().min(at + 64)];
    let (end, last) = [&b"PRIVATE KEY-----"[..], b"PRIVATE KEY BLOCK-----"]
        .into_iter()
        .find_map(|last| Some((memchr::memmem::find(line, last)?, last.len())))?;
    let between = &line[b"-----BEGIN ".len().min(end)..end];
    between.iter().all(|b| b.is_ascii_uppercase() || *b == b' ').then_some(at..at + end + last)
}

/// Three parts with dots between them, the first two of which are JSON objects in base64.
fn json_web_token(b: &[u8], at: usize) -> Option<Range<usize>> {
    if !begins(b, at) {
        return None;
    }
    let first = length(b, at, word_or_dash);
    let second_at = at + first + 1;
    let second = length(b, second_at, word_or_dash);
    let third_at = second_at + second + 1;
    let third = length(b, third_at, word_or_dash);
    let dots = b.get(at + first) == Some(&b'.') && b.get(third_at - 1) == Some(&b'.');
    let long = first >= 16 && second >= 8 && third >= 16;
    (dots && long && b[second_at..].starts_with(b"ey")).then_some(at..third_at + third)
}

/// `https://user:password@host`
fn url_password(b: &[u8], at: usize) -> Option<Range<usize>> {
    let plain =
        |b: u8| b > b' ' && !matches!(b, b'"' | b'\\' | b'/' | b'@' | b'<' | b'>' | b'{' | b'$' | b'*');
    let all = length(b, at + 3, plain);
    let end = at + 3 + all;
    let login = &b[at + 3..end];
    let colon = memchr::memchr(b':', login)?;
    let password = &login[colon + 1..];
    let written = password.len() >= 6 && !is_placeholder(password);
    (b.get(end) == Some(&b'@') && colon > 0 && written).then_some(at + 3 + colon + 1..end)
}

/// `password = "x7Gq…"`, `"api_key":"…"`, `SECRET_KEY=…`: a name, a sign, and a value that was drawn, not written.
fn assigned(b: &[u8], at: usize) -> Option<Range<usize>> {
    let name_end = at + length_upto(NAME, b, at, word_or_dash);
    let tail = b[at..name_end].to_ascii_lowercase();
    let other_words = tail.starts_with(b"secretar") || tail.starts_with(b"passwordless");
    if other_words || ABOUT.iter().any(|word| tail.ends_with(word.as_bytes())) {
        return None; // something about a password is no password
    }
    let skip = |at: usize, of: fn(u8) -> bool| at + length(b, at, of);
    let quote: fn(u8) -> bool = |b| matches!(b, b'"' | b'\'' | b'\\' | b' ');
    let sign = skip(name_end, quote);
    if !matches!(b.get(sign), Some(b'=' | b':')) {
        return None;
    }
    let from = skip(sign + 1, quote);
    let plain: fn(u8) -> bool = |b| {
        b > b' '
            && b < 127
            && !matches!(b, b'"' | b'\'' | b'\\' | b',' | b';' | b'&' | b'}' | b')' | b'<' | b'>')
    };
    let end = from + length_upto(VALUE, b, from, plain);
    let value = &b[from..end];
    (value.len() >= 8 && is_random(value, 2.8) && !is_placeholder(value)).then_some(from..end)
}

/// How names end of what is about a secret and is none: a file that has it, a time, a count, the place of a field.
const ABOUT: &[&str] = &[
    "hash",
    "id",
    "len",
    "length",
    "hint",
    "policy",
    "name",
    "commitment",
    "count",
    "file",
    "path",
    "env",
    "field",
    "ref",
    "type",
    "status",
    "state",
    "url",
    "uri",
    "arn",
    "version",
    "source",
    "strength",
    "used",
    "tokens",
    "_at",
    "expires",
    "expiry",
    "label",
    "rule",
    "rules",
    "pattern",
    "manager",
    "format",
];

/// Of a manual, of a template, or a place to look it up.
fn is_placeholder(value: &[u8]) -> bool {
    let marks = [
        "${", "{", "$(", "*", "...", "%", "your", "env:", "vault", "arn:", "http:", "https:", "/", "#", "./",
    ];
    let lower = value.to_ascii_lowercase();
    let words: [&[u8]; 5] = [b"example", b"changeme", b"placeholder", b"redacted", b"xxxxxx"];
    let plain: [&[u8]; 4] = [b"password", b"passwd", b"secret", b"postgres"];
    marks.iter().any(|m| lower.starts_with(m.as_bytes()))
        || words.iter().any(|w| memchr::memmem::find(&lower, w).is_some())
        || plain.contains(&lower.as_slice())
        || is_code(value)
}

/// `settings.API_KEY_2`, `get_secret(`: where a program takes it from.
fn is_code(value: &[u8]) -> bool {
    let end = value.iter().position(|b| !(word(*b) || *b == b'.')).unwrap_or(value.len());
    let path = value[..end].split(|b| *b == b'.');
    let named = |part: &[u8]| part.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_');
    let (mut parts, names) = path.fold((0, true), |(n, all), part| (n + 1, all && named(part)));
    let first = value.iter().take_while(|b| b.is_ascii_lowercase() || **b == b'_').count();
    match value.get(end) {
        Some(b'(') => parts += 1,
        None | Some(b'[') => {}
        Some(_) => return false,
    }
    names && parts > 1 && first >= 2 && matches!(value.get(first), Some(b'.' | b'(' | b'0'..=b'9'))
}

/// Random, and not only words with dashes between them.
fn is_drawn(value: &[u8]) -> bool {
    let longest = value.split(|b| *b == b'-').max_by_key(|part| part.len()).unwrap_or_default();
    is_random(value, 3.5) && longest.len() >= 16 && longest.iter().any(u8::is_ascii_digit)
}

fn bearer(b: &[u8], at: usize) -> Option<Range<usize>> {
    run(b, at, 7, token, 20..=LONGEST).filter(|r| is_random(&b[r.start + 7..r.end], 3.5))
}

/// Letters and digits, and so many bits a byte: drawn by a machine. Words of a language have fewer, and no digits.
fn is_random(value: &[u8], bits: f64) -> bool {
    let letter = value.iter().any(u8::is_ascii_alphabetic);
    let digit = value.iter().any(u8::is_ascii_digit);
    letter && digit && entropy(value) >= bits
}

/// Shannon's, in bits a byte.
fn entropy(value: &[u8]) -> f64 {
    let mut counts = [0u32; 256];
    for b in value {
        counts[usize::from(*b)] += 1;
    }
    let all = f64::from(u32::try_from(value.len()).unwrap_or(u32::MAX).max(1));
    let part = |n: &u32| {
        let p = f64::from(*n) / all;
        -p * p.log2()
    };
    counts.iter().filter(|n| **n > 0).map(part).sum()
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// Put together here, so that no tool takes this file for a leak.
    pub fn specimens() -> Vec<(&'static str, String)> {
        let drawn = "q7Rf2LxV9bTzK4mWc8Yd1NpHs6Gj3EaU5oBi";
        let jwt = format!("eyJ{}.eyJ{}.{}", "hbGciOiJIUzI1NiJ9x", "zdWIiOiIxMjM0NTY3ODkwIn0", drawn);
        vec![
            ("AWS access key", format!("AK{}", "IAQ7RF2LXV9BTZK4MW")),
            ("GitHub token", format!("gh{}{drawn}", "p_")),
            ("GitHub token", format!("github{}{drawn}{drawn}", "_pat_")),
            ("GitLab token", format!("gl{}{}", "pat-", &drawn[..20])),
            ("Slack token", format!("xo{}-123456789012-{drawn}", "xb")),
            ("Stripe key", format!("sk{}{}", "_live_", &drawn[..24])),
            ("API key", format!("sk{}{drawn}", "-proj-")),
            ("Hugging Face token", format!("hf{}{}", "_", &drawn[..34])),
            ("Google API key", format!("AI{}{}", "za", &drawn[..35])),
            ("private key", format!("-----BEGIN RSA {}-----", "PRIVATE KEY")),
            ("JSON web token", jwt),
            ("private key", format!("-----BEGIN PGP {} BLOCK-----", "PRIVATE KEY")),
            ("bearer token", format!("Bearer {drawn}")),
            ("bearer token", format!("authorization: bearer {drawn}")),
            ("API key", format!("sk{}{}", "-", "7f3a9c1b2d4e5f60718293a4b5c6d7e8")),
            ("password in a URL", format!("postgres://app:{}@db/x", &drawn[..12])),
            (ASSIGNED, format!("db_password = {}", &drawn[..14])),
            (ASSIGNED, format!(r#"{{"api_key":"{}"}}"#, &drawn[..20])),
        ]
    }

    #[test]
    fn every_kind_of_secret_is_seen_wherever_it_stands() {
        for (kind, secret) in specimens() {
            for text in [secret.clone(), format!("see {secret}, now"), format!(r#"{{"a":"{secret}","b":1}}"#)]
            {
                let hits = find(text.as_bytes());
                let kinds: Vec<_> = hits.iter().map(|h| h.kind).collect();
                assert_eq!(kinds, [kind], "{text}");
                assert!(next(text.as_bytes(), 0).is_some());
            }
        }
        let seen: std::collections::BTreeSet<_> = specimens().iter().map(|s| s.0).collect();
        assert!(SHAPES.iter().all(|s| seen.contains(s.1)), "a kind without a specimen");
    }

    #[test]
    fn text_that_was_made_for_it_takes_no_longer() {
        let began = crate::core::ambient::instant();
        for word in
            ["sk-", "secret=", "secret", "eyJ.", "eyJ", "://a:", "Bearer ", "-----BEGIN ", "password:\\\""]
        {
            find(word.repeat((1 << 20) / word.len()).as_bytes());
        }
        assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
    }

    #[test]
    fn what_is_no_secret_is_left_alone() {
        for text in [
            r#"{"length":12,"commitment":"00112233445566778899aabbccddeeff"}"#,
            r#"{"token":" each","token_hash":"4f4324401a527cd6","hash":"c4aadfaaf07aea68"}"#,
            r#"{"id":"018f3c1e-7a2b-7c3d-8e4f-5a6b7c8d9e0f","model_id":"ollama/llama2:7b@q4_0"}"#,
            r#"{"task-id":"task-2024-11-disk-7f3a9c1b2d4e5f60718293a4b5c6d7e8"}"#,
            r#"{"password":"","secret":null,"api_key":true,"password_hash":"9f86d081884c7d659a2feaa0c55ad015"}"#,
            r#"{"api_key":"${API_KEY}","password":"********","secret":"changeme123"}"#,
            "the secret: of a good story is patience",
            "password: correct horse battery staple",
            "https://example.org/a?b=c http://user@host/ ws://127.0.0.1:8145/ws git@github.com:a/b.git",
            "eyJ eyJhbGciOiJIUzI1NiJ9 sk-learn sk-a AKIA AKIAlower ghp_short hf_model_name",
            "-----BEGIN PUBLIC KEY-----",
            "password=str(uuid4()) api_key=settings.OPENAI_KEY_2 password: process.env.PASS1234 secret=get_secret_v2('x')",
            "password: YOUR_PASSWORD_123, api_key=sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxx1, sk-learn-contrib-extras-0123456789",
            "postgres://postgres:postgres@localhost:5432/db http://user:password@localhost AKIAIOSFODNN7EXAMPLE",
            r#"{"api_key_env":"OPENAI_API_KEY_2","secretRef":"vault/prod/db-1","password_field":"login-pw-1"}"#,
            r#"{"secret_version":"projects/1/secrets/x/versions/2","api_key_status":"active-2024","access_tokens":"16k_v1abc"}"#,
            r#"{"secretKeyRef":"my-k8s-secret-1","access_token_type":"bearer-v2x","password_reset_url":"https://x.y/z1"}"#,
            "-----BEGIN ",
        ] {
            assert_eq!(find(text.as_bytes()), [], "{text}");
        }
    }
}
