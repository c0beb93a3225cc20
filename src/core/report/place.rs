//! Paths as a CI system wants them: relative to the top of the repository, where they are inside of it.

use crate::core::paths::plain;
use std::fmt::Write as _; // to a string, which cannot fail
use std::path::{Path, PathBuf};

/// What paths are relative to.
#[derive(Debug, Clone, Default)]
pub struct Root {
    /// The directory in which the program runs.
    current: PathBuf,
    /// The top of the checkout.
    top: PathBuf,
}

impl Root {
    /// Paths that a user gave in `current`, told from `top`, as they were written: a report names what its user named.
    pub fn new(current: &Path, top: &Path) -> Self {
        Self { current: current.to_owned(), top: plain(&current.join(top)) }
    }

    /// `fixtures/demo.db`; the absolute path of what is elsewhere.
    pub fn relative(&self, path: &str) -> String {
        let whole = plain(&self.current.join(path));
        let inside = whole.strip_prefix(&self.top).ok().filter(|p| !p.as_os_str().is_empty());
        inside.unwrap_or(&whole).to_string_lossy().into_owned()
    }
}

/// A URI of such a path: RFC 3986, every other byte as `%XX`.
pub fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len() + 8);
    if path.starts_with('/') {
        out.push_str("file://");
    }
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_told_from_the_top_of_the_checkout() {
        let root = Root::new(Path::new("/home/x/repo/sub"), Path::new("/home/x/repo"));
        for (given, told) in [
            ("a.db", "sub/a.db"),
            ("./a.db", "sub/a.db"),
            ("../b/./c.db", "b/c.db"),
            ("/home/x/repo/x.db", "x.db"),
            ("/elsewhere/x.db", "/elsewhere/x.db"),
            ("../../x.db", "/home/x/x.db"),
            ("/home/x/repo", "/home/x/repo"),
        ] {
            assert_eq!(root.relative(given), told);
        }
        assert_eq!(Root::new(Path::new("/w"), Path::new(".")).relative("./x.db"), "x.db");
    }

    #[test]
    fn a_uri_has_nothing_that_a_uri_may_not_have() {
        assert_eq!(uri("a b/ü:%.db"), "a%20b/%C3%BC%3A%25.db");
        assert_eq!(uri("/x/\u{1b}\".db"), "file:///x/%1B%22.db");
    }
}
