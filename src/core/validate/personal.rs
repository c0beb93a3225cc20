//! What a person's data looks like: an e-mail address, the number of a payment card, an IBAN. Numbers carry a check
//! digit, and only those that pass it are taken for one.

use super::secrets::Hit;
use super::unescaped;
use std::ops::Range;

/// A run of digits, capitals and blanks that is shorter is not looked at: a card's number has 14 digits at least.
const SHORTEST: usize = 14;

/// The next place from `from` on that is worth a closer look.
pub fn next(bytes: &[u8], from: usize) -> Option<usize> {
    // Window by window: whoever asks again and again is not to have all of the rest searched for an `@` each time.
    (from..bytes.len()).step_by(WINDOW).find_map(|start| {
        let window = bytes.get(start..bytes.len().min(start + WINDOW))?;
        let sign = memchr::memchr2_iter(b'@', b'\\', window)
            .map(|at| start + at)
            .find(|at| bytes[*at] == b'@' || unescaped::hides_ascii(&bytes[*at..]));
        let end = bytes.len().min(start + window.len() + LONGEST);
        next_run(&bytes[..sign.unwrap_or(end)], start).or(sign)
    })
}

const WINDOW: usize = 4096;
/// No number of a person's is longer, written with blanks.
const LONGEST: usize = 64;

/// A place within the next run of digits and capitals. Only every fourteenth byte has to be looked at: a run that is
/// long enough has one of them.
fn next_run(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from + SHORTEST - 1;
    while at < bytes.len() {
        if may_be_run(bytes, at) {
            let run = run_around(bytes, at, from);
            if run.len() >= SHORTEST && bytes[run.clone()].iter().filter(|b| b.is_ascii_digit()).count() >= 12
            {
                return Some(at);
            }
            at = run.end;
        }
        at += SHORTEST;
    }
    None
}

/// Whether a run of the shortest length can lie around a place: it reaches at least seven bytes to one side. Of the
/// short numbers that a recording is full of hardly one passes.
fn may_be_run(bytes: &[u8], at: usize) -> bool {
    const REACH: usize = SHORTEST / 2;
    let Some(around) = at.checked_sub(REACH).and_then(|start| bytes.get(start..=at + REACH)) else {
        return of_number(bytes[at]);
    };
    let is = |n: usize| of_number(around[n]);
    // Without branches: which of them would be taken nobody can foresee.
    is(REACH) & ((is(0) & is(3)) | (is(REACH + 4) & is(2 * REACH)))
}

fn of_number(b: u8) -> bool {
    OF_NUMBER[usize::from(b)]
}

/// Digits, capitals, blank and dash; a table, because every byte of a recording is asked for.
static OF_NUMBER: [bool; 256] = {
    let (mut table, mut b) = ([false; 256], 0u8);
    while b < 128 {
        table[b as usize] = b.is_ascii_digit() || b.is_ascii_uppercase() || b == b' ' || b == b'-';
        b += 1;
    }
    table
};

fn run_around(bytes: &[u8], at: usize, from: usize) -> Range<usize> {
    let before = bytes[from..at].iter().rev().take_while(|b| of_number(**b)).count();
    let after = bytes[at..].iter().take_while(|b| of_number(**b)).count();
    at - before..at + after
}

/// Everything in these bytes that looks like a person's data.
pub fn find(bytes: &[u8]) -> Vec<Hit> {
    unescaped::find(bytes, find_plain)
}

fn find_plain(bytes: &[u8]) -> Vec<Hit> {
    let mut hits: Vec<Hit> = memchr::memchr_iter(b'@', bytes)
        .filter_map(|at| email(bytes, at))
        .map(|at| Hit { kind: "e-mail address", at })
        .collect();
    let mut from = 0;
    while let Some(at) = next_run(bytes, from) {
        let run = run_around(bytes, at, from);
        hits.extend(numbers(bytes, run.clone()));
        from = run.end;
    }
    hits.sort_by_key(|h| h.at.start);
    hits
}

/// `name@host.tld` around an `@`. What a path or a version has before or behind it is none.
fn email(b: &[u8], at: usize) -> Option<Range<usize>> {
    let local = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'%' | b'+' | b'-');
    let host = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-');
    let before = b[..at].iter().rev().take_while(|b| local(**b)).count();
    let after = b[at + 1..].iter().take_while(|b| host(**b)).count();
    let range = at - before..at + 1 + after;
    let borders = |b: Option<&u8>| b.is_none_or(|b| !matches!(b, b'/' | b'@' | b':'));
    let mail = b[..range.start].ends_with(b"mailto:");
    let whole = (mail || borders(range.start.checked_sub(1).map(|i| &b[i]))) && borders(b.get(range.end));
    let domain = std::str::from_utf8(&b[at + 1..range.end]).ok()?.trim_end_matches('.');
    let (name, tld) = domain.rsplit_once('.')?;
    // Files, and `v1.x`, are no domains.
    let ends = tld.len() >= 2
        && tld.len() <= 24
        && tld.bytes().all(|b| b.is_ascii_lowercase())
        && !NO_DOMAINS.contains(&tld)
        // `a@b.transpose(0, 1)` multiplies two matrices.
        && b.get(range.end) != Some(&b'(');
    let named = !name.is_empty() && name.split('.').all(|l| !l.is_empty() && !l.starts_with('-'));
    (whole && before > 0 && ends && named).then_some(range)
}

/// What files end with, and no domain does: `icon@3x.webp`, `pkg@latest.tgz`.
const NO_DOMAINS: &[&str] = &[
    "gguf",
    "safetensors",
    "onnx",
    "bin",
    "json",
    "yaml",
    "yml",
    "toml",
    "xml",
    "db",
    "git",
    "local",
    "invalid",
    "png",
    "jpg",
    "jpeg",
    "webp",
    "svg",
    "gif",
    "js",
    "ts",
    "css",
    "html",
    "txt",
    "tgz",
    "gz",
    "jar",
    "whl",
    "exe",
    "dll",
];

/// The numbers within a run of digits, capitals, blanks and dashes: each that its grouping and its check digits say
/// is one.
fn numbers(b: &[u8], run: Range<usize>) -> Vec<Hit> {
    let groups = groups(b, &run);
    let (mut hits, mut first) = (Vec::new(), 0);
    while first < groups.len() {
        let found = (first..groups.len().min(first + MOST_GROUPS)).find_map(|last| {
            let one = &groups[first..=last];
            let side_by_side = one.windows(2).all(|g| g[0].end + 1 == g[1].start);
            Some((last, number(b, one).filter(|_| side_by_side)?))
        });
        first = found.as_ref().map_or(first, |(last, _)| *last) + 1;
        hits.extend(found.map(|(_, hit)| hit));
    }
    hits
}

/// An IBAN of the longest kind, in groups of four.
const MOST_GROUPS: usize = 9;

/// What stands between blanks and dashes.
fn groups(b: &[u8], run: &Range<usize>) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for at in run.clone().filter(|at| !matches!(b[*at], b' ' | b'-')) {
        match groups.last_mut() {
            Some(last) if last.end == at => last.end = at + 1,
            _ => groups.push(at..at + 1),
        }
    }
    groups
}

/// One number in these groups.
fn number(b: &[u8], groups: &[Range<usize>]) -> Option<Hit> {
    let at = groups.first()?.start..groups.last()?.end;
    let lengths: Vec<usize> = groups.iter().map(Range::len).collect();
    let digits: usize = lengths.iter().sum();
    if !(14..=34).contains(&digits) || !stands_alone(b, &at) {
        return None;
    }
    let plain: Vec<u8> = groups.iter().flat_map(|g| b[g.clone()].iter().copied()).collect();
    let as_cards_are = matches!(lengths[..], [_] | [4, 4, 4, 4] | [4, 6, 4 | 5]);
    if as_cards_are && is_card(&plain) {
        return Some(Hit { kind: "payment card number", at });
    }
    let (last, others) = lengths.split_last()?;
    let as_accounts_are = others.iter().all(|n| *n == 4) && (others.is_empty() || *last <= 4);
    (as_accounts_are && is_iban(&plain)).then_some(Hit { kind: "IBAN", at })
}

/// Not a part of a hash, of a fraction, of a name. A number of JSON is an id or a time; people write theirs as text.
fn stands_alone(b: &[u8], at: &Range<usize>) -> bool {
    let before = at.start.checked_sub(1).map(|i| b[i]);
    let (after, then) = (b.get(at.end), b.get(at.end + 1));
    let begins = before.is_none_or(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_')));
    let fraction = after == Some(&b'.') && then.is_some_and(u8::is_ascii_digit);
    let ends = after.is_none_or(|b| !(b.is_ascii_alphanumeric() || *b == b'_')) && !fraction;
    begins && ends && !is_bare_number(b, at)
}

/// Stands where JSON has a number: behind a colon, a comma or a bracket.
fn is_bare_number(b: &[u8], at: &Range<usize>) -> bool {
    b[at.clone()].iter().all(u8::is_ascii_digit)
        && at.start > 0
        && matches!(b[at.start - 1], b':' | b',' | b'[')
        && b.get(at.end).is_none_or(|b| matches!(b, b',' | b'}' | b']'))
}

/// The length and the first digits that a card of the great networks has, and Luhn's sum. (Lengths that went out of
/// use are left out: one in a hundred numbers of an order or an account would have passed for one.)
fn is_card(digits: &[u8]) -> bool {
    if !digits.iter().all(u8::is_ascii_digit) || digits.len() < 14 {
        return false;
    }
    let first = |n: usize| digits[..n].iter().fold(0u32, |sum, d| sum * 10 + u32::from(d - b'0'));
    let network = match digits.len() {
        14 => matches!(first(2), 36 | 38 | 39) || (300..=305).contains(&first(3)),
        15 => matches!(first(2), 34 | 37),
        16 => {
            first(1) == 4
                || (51..=55).contains(&first(2))
                || (2221..=2720).contains(&first(4))
                || first(4) == 6011
                || first(2) == 65
        }
        _ => false,
    };
    network && luhn(digits) && digits.iter().any(|d| *d != digits[1])
}

fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits.iter().rev().zip([1, 2].into_iter().cycle()).fold(0, |sum, (d, times)| {
        let n = u32::from(d - b'0') * times;
        sum + n / 10 + n % 10
    });
    sum.is_multiple_of(10)
}

/// Countries and how long their numbers are; the list has those of most accounts.
const COUNTRIES: &[(&[u8; 2], usize)] = &[
    (b"AT", 20),
    (b"BE", 16),
    (b"BG", 22),
    (b"CH", 21),
    (b"CY", 28),
    (b"CZ", 24),
    (b"DE", 22),
    (b"DK", 18),
    (b"EE", 20),
    (b"ES", 24),
    (b"FI", 18),
    (b"FR", 27),
    (b"GB", 22),
    (b"GR", 27),
    (b"HR", 21),
    (b"HU", 28),
    (b"IE", 22),
    (b"IS", 26),
    (b"IT", 27),
    (b"LI", 21),
    (b"LT", 20),
    (b"LU", 20),
    (b"LV", 21),
    (b"MC", 27),
    (b"MT", 31),
    (b"NL", 18),
    (b"NO", 15),
    (b"PL", 28),
    (b"PT", 25),
    (b"RO", 24),
    (b"SA", 24),
    (b"SE", 24),
    (b"SI", 19),
    (b"SK", 24),
    (b"TR", 26),
    (b"UA", 29),
    (b"AE", 23),
    (b"IL", 23),
    (b"BR", 29),
];

/// ISO 13616: country, length, and the remainder of 1 modulo 97.
fn is_iban(text: &[u8]) -> bool {
    let known = COUNTRIES.iter().any(|(country, len)| text.starts_with(*country) && text.len() == *len);
    if !known || !text[2..4].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let value = |b: u8| u64::from(if b.is_ascii_digit() { b - b'0' } else { b - b'A' + 10 });
    let turned = text[4..].iter().chain(&text[..4]);
    turned.fold(0, |rest, b| (rest * if b.is_ascii_digit() { 10 } else { 100 } + value(*b)) % 97) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<&'static str> {
        find(text.as_bytes()).into_iter().map(|h| h.kind).collect()
    }

    #[test]
    fn addresses_cards_and_accounts_are_seen() {
        for (text, kind) in [
            (r#"{"to":"jo.doe+x@mail.example.org"}"#, "e-mail address"),
            ("write to jo@example.org.", "e-mail address"),
            ("mailto:jo@example.org", "e-mail address"),
            (r#"{"a":"4111 1111 1111 1111"}"#, "payment card number"),
            (r#"{"a":"5500-0055-5555-5559"}"#, "payment card number"),
            ("card 371449635398431, thanks", "payment card number"),
            (r#"{"a":"DE89 3704 0044 0532 0130 00"}"#, "IBAN"),
            ("IBAN DE89 3704 0044 0532 0130 00.", "IBAN"),
            ("VISA 4111 1111 1111 1111.", "payment card number"),
            ("NL91ABNA0417164300", "IBAN"),
            ("GB29NWBK60161331926819", "IBAN"),
        ] {
            assert_eq!(kinds(text), [kind], "{text}");
            let padded = format!("{}{text}", "x".repeat(37));
            assert!(next(text.as_bytes(), 0).is_some() && next(padded.as_bytes(), 0).is_some(), "{text}");
        }
    }

    #[test]
    fn what_is_nobodys_data_is_left_alone() {
        for text in [
            r#"{"model_id":"ollama/llama2:7b@q4_0","m":"hf.co/org/model@main.gguf","v":"tool@1.2.3"}"#,
            r#"{"ts":4111111111111111,"list":[4111111111111111,4012888888881881]}"#,
            r#"{"hash":"4111111111111111aa","h":"aa4111111111111111","f":0.4111111111111111}"#,
            r#"{"a":"4111111111111112","b":"2025-08-17 20-00-00","c":"1755460800000000"}"#,
            r#"{"id":"00000000-4111-1111-1111-111111111111","zeros":"0000000000000000","ones":"4444444444444444"}"#,
            r#"{"uuid":"41111111-1111-1111-1111-111111111111","f":"4111111111111111.5"}"#,
            "DE00 3704 0044 0532 0130 00 and XX89370400440532013000",
            "x = a@b.transpose(0, 1) + q@k.softmax() icon@3x.webp logo@2x.jpeg vue@next.js pkg@latest.tgz",
            "git@github.com:a/b.git a@b @home user@localhost @@",
        ] {
            assert_eq!(kinds(text), [""; 0], "{text}");
        }
    }
}
