//! A file that is imported: known by its own name, read where it is; standard input is kept in a private place first.

use super::error::ImportError;
use crate::core::model::privacy::hex;
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::{BufReader, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// What a guess is made from.
const HEAD_BYTES: u64 = 64 << 10;

/// A file.
#[derive(Debug, Clone)]
pub struct Input {
    /// As the user named it.
    pub name: String,
    /// Where its bytes are.
    pub path: PathBuf,
    /// Its absolute name; standard input has none.
    pub known: Option<PathBuf>,
    /// SHA-256 of its bytes, hex; nothing of a database, which may be written meanwhile.
    pub sha256: String,
    /// Its first bytes.
    pub head: Vec<u8>,
}

impl Input {
    /// Looks at a file; `-` is copied into `private` first.
    pub fn open(named: &Path, private: &Path) -> Result<Self, ImportError> {
        let name = named.to_string_lossy().into_owned();
        let io = |source| ImportError::Read { name: name.clone(), source };
        let is_input = named == Path::new("-");
        let path = if is_input { private.join("input") } else { named.to_owned() };
        if is_input {
            let kept = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&path);
            let mut kept = kept.map_err(io)?;
            std::io::copy(&mut std::io::stdin().lock(), &mut kept).and_then(|_| kept.flush()).map_err(io)?;
        } else if !std::fs::metadata(&path).map_err(io)?.is_file() {
            let why = "only a file can be imported, or standard input as `-`";
            return Err(ImportError::malformed(&name, "its beginning", why));
        }
        let mut head = Vec::new();
        File::open(&path).map_err(io)?.take(HEAD_BYTES).read_to_end(&mut head).map_err(io)?;
        let known = (!is_input).then(|| std::path::absolute(named).unwrap_or_else(|_| named.to_owned()));
        Ok(Self { name, path, known, sha256: String::new(), head })
    }

    /// Hashes its bytes.
    pub fn hash(&mut self) -> Result<(), ImportError> {
        let (mut hash, mut buffer, mut file) = (Sha256::new(), vec![0; 1 << 16], self.read_whole()?);
        loop {
            let length = file.read(&mut buffer).map_err(|e| self.io(e))?;
            if length == 0 {
                break;
            }
            hash.update(&buffer[..length]);
        }
        self.sha256 = hex(&hash.finalize());
        Ok(())
    }

    /// Opens it from its first byte.
    pub fn read_whole(&self) -> Result<BufReader<File>, ImportError> {
        let file = File::open(&self.path).map_err(|e| self.io(e))?;
        Ok(BufReader::with_capacity(1 << 18, file))
    }

    /// An error of reading it.
    pub fn io(&self, source: std::io::Error) -> ImportError {
        ImportError::Read { name: self.name.clone(), source }
    }

    /// Its first bytes as text, without a byte order mark and white space.
    pub fn begins(&self) -> &[u8] {
        self.head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.head).trim_ascii_start()
    }
}
