//! A text of JSON taken apart: what it is made of (names, punctuation, white space, words) and its scalars. No grammar
//! is checked: whatever the text is, the two together are its bytes again.

use super::Damage;
use super::scalars::Column;

/// Stands for a scalar; no UTF-8 text has it.
const GAP: u8 = 0xff;
/// A text with more scalars than this stays whole.
const MOST: usize = 400;

/// What a text is made of, where it has scalars taken out of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Template {
    bytes: Vec<u8>,
    /// Where its gaps are.
    gaps: Vec<usize>,
}

impl Template {
    /// The template of texts that are one scalar each: what fits no other stays as it is.
    pub fn whole() -> Self {
        Self::read(&[GAP])
    }

    /// One that was read.
    pub fn read(bytes: &[u8]) -> Self {
        Self { bytes: bytes.to_vec(), gaps: memchr::memchr_iter(GAP, bytes).collect() }
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many scalars its texts have.
    pub fn gaps(&self) -> usize {
        self.gaps.len()
    }

    /// Puts a text together again: the scalars of a row of its columns.
    pub fn put(&self, columns: &[Column], row: usize, most: usize, out: &mut Vec<u8>) -> Result<(), Damage> {
        let mut done = 0;
        for (nth, gap) in self.gaps.iter().enumerate() {
            out.extend_from_slice(&self.bytes[done..*gap]);
            columns.get(nth).ok_or(Damage("a template lacks a column"))?.put(row, out);
            done = gap + 1;
            if out.len() > most {
                return Err(Damage("it comes to more bytes than it says"));
            }
        }
        out.extend_from_slice(&self.bytes[done..]);
        Ok(())
    }
}

/// Takes a text apart. Its scalars go to `scalars`, which is emptied first.
pub fn take_apart<'t>(text: &'t [u8], scalars: &mut Vec<&'t [u8]>) -> Template {
    scalars.clear();
    let mut template = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        let end = match byte {
            b'"' => match string_end(text, at + 1) {
                Some(end) if !is_name(text, end + 1) => {
                    template.push(b'"');
                    scalars.push(&text[at + 1..end]);
                    template.push(GAP);
                    end
                }
                Some(end) => {
                    template.extend_from_slice(&text[at..end]);
                    end
                }
                None => break,
            },
            b'-' | b'0'..=b'9' => {
                let end = at + number_len(&text[at..]);
                scalars.push(&text[at..end]);
                template.push(GAP);
                at = end;
                continue;
            }
            _ => at,
        };
        template.push(text[end]);
        at = end + 1;
        if scalars.len() > MOST {
            break;
        }
    }
    if at < text.len() || scalars.len() > MOST {
        scalars.clear();
        scalars.push(text);
        return Template::whole();
    }
    Template::read(&template)
}

/// Where a string ends that begins here.
fn string_end(text: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr::memchr2(b'"', b'\\', text.get(at..)?)?;
        if text[at] == b'"' {
            return Some(at);
        }
        at += 2;
    }
}

/// Whether a colon follows.
fn is_name(text: &[u8], at: usize) -> bool {
    let rest = text.get(at..).unwrap_or_default();
    rest.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b':')
}

fn number_len(text: &[u8]) -> usize {
    let in_number = |b: &&u8| matches!(b, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9');
    text.iter().take_while(in_number).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_and_its_parts_are_the_same_bytes() {
        for (text, gaps) in [
            (r#"{"a":1,"b":"x","c":[true,null,-2.5e3],"d" : "q\"\\"}"#, 4),
            (r#"{"a\"b":"1"}"#, 1),
            ("", 0),
            ("no JSON \" at all", 1),
            (r#"{"a":"unended \"#, 1),
            ("\u{fffd} 17 ü", 1),
            ("{}", 0),
        ] {
            let mut scalars = Vec::new();
            let template = take_apart(text.as_bytes(), &mut scalars);
            assert_eq!((template.gaps(), scalars.len()), (gaps, gaps), "{text}");
            let mut numbers = Vec::new();
            let mut columns = Vec::new();
            for scalar in &scalars {
                let mut sheet = super::super::sheet::Sheet::default();
                super::super::scalars::write(&mut sheet, &[scalar], &mut Vec::new());
                let mut reading = super::super::sheet::Reading::new(&sheet.small, &sheet.long, 9);
                columns.push(super::super::scalars::read(&mut reading, 1, &mut numbers).unwrap());
            }
            let mut out = Vec::new();
            template.put(&columns, 0, 1000, &mut out).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), text);
            assert!(gaps == 0 || template.put(&columns[1..], 0, 1000, &mut Vec::new()).is_err());
        }
    }

    #[test]
    fn a_text_of_too_many_scalars_stays_whole() {
        let text = format!("[{}0]", "1,".repeat(MOST));
        let mut scalars = Vec::new();
        assert_eq!(take_apart(text.as_bytes(), &mut scalars), Template::whole());
        assert_eq!(scalars, [text.as_bytes()]);
    }
}
