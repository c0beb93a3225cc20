//! Where a report goes. Reports of an earlier run are replaced without a question, as CI expects; nothing that was
//! read or that is a recording ever is.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// How files begin that a report never replaces: databases, their write-ahead logs, zip files, zstd, gzip.
const KEPT: &[(&[u8], &str)] = &[
    (b"SQLite format 3\0", "a database"),
    (&[0x37, 0x7f, 0x06, 0x82], "a write-ahead log"),
    (&[0x37, 0x7f, 0x06, 0x83], "a write-ahead log"),
    (b"PK\x03\x04", "a zip file"),
    (&[0x28, 0xb5, 0x2f, 0xfd], "a packed file"),
    (&[0x1f, 0x8b], "a packed file"),
];

/// Files that stand beside a database and belong to it.
const COMPANIONS: &[&str] = &["-wal", "-shm", "-journal", ".key"];

/// Why a report may not go there.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// One of the files that are read.
    #[error("{}: this is one of the files that are read", .0.display())]
    Input(PathBuf),
    /// A file that looks like a recording or a backup.
    #[error("{}: this is {what}, and no report takes its place", path.display())]
    Kept {
        /// The file.
        path: PathBuf,
        /// What it looks like.
        what: &'static str,
    },
    /// A directory.
    #[error("{}: this is a directory", .0.display())]
    Directory(PathBuf),
    /// The folder is not there.
    #[error("{}: the folder {} does not exist", path.display(), folder.display())]
    NoFolder {
        /// The file that was meant.
        path: PathBuf,
        /// Its folder.
        folder: PathBuf,
    },
    /// It cannot be looked at.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// A place that a report may be written to.
#[derive(Debug)]
pub struct Destination {
    path: PathBuf,
    /// The mode of the file that stands there.
    mode: Option<u32>,
    /// A terminal, a pipe, `/dev/null`: written as it is.
    is_stream: bool,
}

impl Destination {
    /// Looks whether a report may be written there; `inputs` are the files that are read.
    pub fn check(path: &Path, inputs: &[PathBuf]) -> Result<Self, Refused> {
        let io = |source| Refused::Io { path: path.to_owned(), source };
        if is_descriptor(path) {
            return Ok(Self { path: path.to_owned(), mode: None, is_stream: true });
        }
        // A link is followed, so that the file it leads to is replaced and not the link.
        let real = match fs::symlink_metadata(path) {
            Ok(_) => fs::canonicalize(path).map_err(io)?,
            Err(e) if e.kind() == io::ErrorKind::NotFound => path.to_owned(),
            Err(e) => return Err(io(e)),
        };
        if inputs.iter().any(|input| is_of(input, &real)) {
            return Err(Refused::Input(path.to_owned()));
        }
        let Ok(metadata) = fs::metadata(&real) else {
            let folder = folder_of(&real);
            if !folder.is_dir() {
                return Err(Refused::NoFolder { path: path.to_owned(), folder: folder.to_owned() });
            }
            return Ok(Self { path: real, mode: None, is_stream: false });
        };
        if metadata.is_dir() {
            return Err(Refused::Directory(path.to_owned()));
        }
        let is_stream = !metadata.is_file();
        if let Some(what) = (!is_stream).then(|| kept(&real)).transpose().map_err(io)?.flatten() {
            return Err(Refused::Kept { path: path.to_owned(), what });
        }
        Ok(Self { path: real, mode: Some(metadata.permissions().mode() & 0o777), is_stream })
    }

    /// The path that it leads to.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the report: whole or not at all.
    pub fn write(&self, text: &str) -> io::Result<()> {
        if self.is_stream {
            // At the end: behind the name of an open file may be a log that others write to.
            return OpenOptions::new().append(true).open(&self.path)?.write_all(text.as_bytes());
        }
        let mut name = self.path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let part = self.path.with_file_name(name);
        let written = self.write_part(&part, text).and_then(|()| fs::rename(&part, &self.path));
        if written.is_err() {
            // What is half written helps nobody; the error that matters is the first.
            let _ = fs::remove_file(&part);
        }
        written
    }

    fn write_part(&self, part: &Path, text: &str) -> io::Result<()> {
        // It holds no content, and whoever collects it may be another user than the one in the container.
        let mut file = OpenOptions::new().write(true).create_new(true).open(part)?;
        file.write_all(text.as_bytes())?;
        match self.mode {
            Some(mode) => file.set_permissions(fs::Permissions::from_mode(mode)),
            None => Ok(()),
        }
    }

    /// Adds to what stands there already.
    pub fn append(&self, text: &str) -> io::Result<()> {
        OpenOptions::new().append(true).create(true).open(&self.path)?.write_all(text.as_bytes())
    }
}

/// A name of something that is open already. What it leads to has no name of its own, or it is a file that must not
/// be replaced while somebody writes to it.
fn is_descriptor(path: &Path) -> bool {
    path == Path::new("/dev/stderr")
        || ["/dev/fd", "/proc/self/fd"].iter().any(|folder| path.parent() == Some(Path::new(folder)))
}

/// What a file is that must stay, if it is that.
fn kept(path: &Path) -> io::Result<Option<&'static str>> {
    let mut begin = Vec::new();
    // What cannot be looked at may be anything.
    match File::open(path) {
        Ok(file) => file.take(16).read_to_end(&mut begin)?,
        Err(e) if e.kind() == io::ErrorKind::PermissionDenied => {
            return Ok(Some("a file that cannot be read"));
        }
        Err(e) => return Err(e),
    };
    Ok(KEPT.iter().find(|(magic, _)| begin.starts_with(magic)).map(|(_, what)| *what))
}

/// Whether a path is this input or one of the files that belong to it.
fn is_of(input: &Path, path: &Path) -> bool {
    let beside = COMPANIONS.iter().map(|suffix| {
        let mut name = input.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    });
    std::iter::once(input.to_owned()).chain(beside).any(|file| same(&file, path))
}

/// Whether two paths lead to one file, or would.
pub fn same(a: &Path, b: &Path) -> bool {
    match (fs::metadata(a), fs::metadata(b)) {
        (Ok(a), Ok(b)) => (a.dev(), a.ino()) == (b.dev(), b.ino()),
        (Err(_), Err(_)) => {
            let folders = (fs::canonicalize(folder_of(a)), fs::canonicalize(folder_of(b)));
            a.file_name() == b.file_name() && matches!(folders, (Ok(a), Ok(b)) if a == b)
        }
        _ => false,
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(dir: &Path, name: &str, bytes: &[u8]) -> PathBuf {
        let path = dir.join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    #[test]
    fn what_is_read_or_is_a_recording_is_never_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path();
        let input = file(dir, "in.ndjson", b"{}\n");
        let inputs = [input.clone(), dir.join("t.db")];
        let link = dir.join("link");
        std::os::unix::fs::symlink(&input, &link).unwrap();
        let dangling = dir.join("dangling");
        std::os::unix::fs::symlink(dir.join("nowhere"), &dangling).unwrap();
        let hard = dir.join("hard");
        fs::hard_link(&input, &hard).unwrap();
        let check = |path: &Path| Destination::check(path, &inputs);
        for path in [&input, &link, &hard, &dir.join("./t.db"), &dir.join("t.db-wal"), &dir.join("t.db.key")]
        {
            assert!(matches!(check(path), Err(Refused::Input(_))), "{}", path.display());
        }
        for (magic, _) in KEPT {
            let path = file(dir, "other", &[magic, &b"rest"[..]].concat());
            assert!(matches!(check(&path), Err(Refused::Kept { .. })));
        }
        assert!(matches!(check(dir), Err(Refused::Directory(_))));
        assert!(matches!(check(&dir.join("no/such.xml")), Err(Refused::NoFolder { .. })));
        assert!(matches!(check(&dangling), Err(Refused::Io { .. })));
        assert!(check(&dir.join("t.db.xml")).is_ok());
    }

    #[test]
    fn a_report_is_replaced_whole_and_keeps_the_rights_of_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("out.xml");
        let write = |text: &str| Destination::check(&path, &[]).unwrap().write(text).unwrap();
        let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        write("a long first report");
        let other = file(dir.path(), "other", b"");
        assert_eq!(mode(), fs::metadata(&other).unwrap().permissions().mode() & 0o777, "as the umask has it");
        fs::remove_file(other).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        write("second");
        assert_eq!((fs::read_to_string(&path).unwrap().as_str(), mode()), ("second", 0o640));
        let link = dir.path().join("link.xml");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        Destination::check(&link, &[]).unwrap().write("third").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&path).unwrap(), "third");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2, "no part is left behind");
        Destination::check(Path::new("/dev/null"), &[]).unwrap().write("x").unwrap();
    }

    #[test]
    fn a_report_that_cannot_be_written_leaves_what_stands_there() {
        let dir = tempfile::tempdir().unwrap();
        let path = file(dir.path(), "out.xml", b"before");
        let destination = Destination::check(&path, &[]).unwrap();
        // A directory where the part would be made: nobody can write that, root included.
        fs::create_dir(dir.path().join(format!("out.xml.{}.part", std::process::id()))).unwrap();
        assert!(destination.write("after").is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "before");
    }
}
