//! Paths as words: nothing is asked of the file system, and links are not followed.

use std::path::{Component, Path, PathBuf};

/// Without `.` and `..`.
pub fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

/// The way from a folder to a file, both absolute and plain: `../fixtures/demo.db`.
pub fn way(from: &Path, to: &Path) -> PathBuf {
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    up.chain(to.components().skip(shared)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_goes_up_as_far_as_it_must() {
        for (from, to, told) in [
            ("/r/ci", "/r/ci/a.db", "a.db"),
            ("/r/ci", "/r/fixtures/a.db", "../fixtures/a.db"),
            ("/r", "/r/fixtures/a.db", "fixtures/a.db"),
            ("/r/ci/x", "/a.db", "../../../a.db"),
        ] {
            assert_eq!(way(Path::new(from), Path::new(to)), Path::new(told));
        }
    }
}
