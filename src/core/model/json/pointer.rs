//! Where a byte of a JSON document stands: the way to it, as a JSON pointer. For messages that may not say what
//! stands there.

use super::text;
use std::ops::Range;

/// The way to a byte.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Way {
    /// The members' names and the items' numbers, outermost first.
    pub segments: Vec<String>,
    /// The byte belongs to a member's name. That name is not among the segments.
    pub in_key: bool,
}

/// What is open.
enum Open {
    Object { key: Option<Range<usize>>, name_is_next: bool },
    Array(usize),
}

/// Nothing that is told to a person has more.
const DEEPEST: usize = 64;

/// The way to the byte at `at`. Of a document that is no JSON it is the way as far as one can be seen.
pub fn way_to(document: &str, at: usize) -> Way {
    let b = document.as_bytes();
    let mut open: Vec<Open> = Vec::new();
    let mut i = 0;
    while i <= at && i < b.len() && open.len() <= DEEPEST {
        match (b[i], open.last_mut()) {
            (b'"', top) => {
                let end = string_end(b, i);
                let inside = (i..end).contains(&at);
                if let Some(Open::Object { key, name_is_next: next @ true }) = top {
                    if inside {
                        open.pop();
                        return Way { segments: segments(document, &open), in_key: true };
                    }
                    (*key, *next) = (Some(i + 1..end - 1), false);
                } else if inside {
                    break;
                }
                i = end - 1;
            }
            (b'{', _) => open.push(Open::Object { key: None, name_is_next: true }),
            (b'[', _) => open.push(Open::Array(0)),
            (b'}' | b']', _) => drop(open.pop()),
            (b',', Some(Open::Object { key, name_is_next })) => (*key, *name_is_next) = (None, true),
            (b',', Some(Open::Array(n))) => *n += 1,
            _ => {}
        }
        i += 1;
    }
    Way { segments: segments(document, &open), in_key: false }
}

/// Behind the closing quote of the string that begins at `start`.
fn string_end(b: &[u8], start: usize) -> usize {
    let mut i = start + 1;
    while i < b.len() {
        match b[i] {
            b'\\' => i += 2,
            b'"' => return i + 1,
            _ => i += 1,
        }
    }
    // Without an end it goes to the end; its name is then empty rather than out of range.
    b.len().max(start + 2)
}

fn segments(document: &str, open: &[Open]) -> Vec<String> {
    let name = |o: &Open| match o {
        Open::Object { key: Some(key), .. } => {
            document.get(key.clone()).map(|k| text::unescape(k).into_owned())
        }
        Open::Object { key: None, .. } => None,
        Open::Array(n) => Some(n.to_string()),
    };
    open.iter().filter_map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(document: &str, word: &str) -> String {
        let way = way_to(document, document.find(word).unwrap());
        format!("{}{}", way.segments.join("/"), if way.in_key { "#" } else { "" })
    }

    #[test]
    fn the_way_leads_through_names_and_numbers() {
        let doc = r#"{"a":1,"b":{"c":["x",{"d\"e":"here"}],"f":"there"},"g":"end","h":[[1,2],[3,"deep"]]}"#;
        assert_eq!(way(doc, "here"), "b/c/1/d\"e");
        assert_eq!(way(doc, "there"), "b/f");
        assert_eq!(way(doc, "end"), "g");
        assert_eq!(way(doc, "deep"), "h/1/1");
        assert_eq!(way(r#"{"a":{"name":1}}"#, "name"), "a#");
    }

    #[test]
    fn what_is_no_json_has_a_way_as_far_as_one_can_be_seen() {
        for odd in [r#"{"a"#, "{", r#"{"a":"x"#, "]]}{", r#"{"a":[1,2"#, "\"", "{\"\\", "x"] {
            for at in 0..=odd.len() {
                way_to(odd, at);
            }
        }
        assert_eq!(way(r#"{"a":"x"#, "x"), "a");
        way_to(&"[".repeat(100_000), 99_999);
    }
}
