//! Encryption of whole backups, in age's own format: `age` and `rage` open them too. Built in with the feature
//! `encrypt`; without it a file that is encrypted is still known to be one.

use super::BackupError;
use super::open::Keys;
use crate::core::observer::Observer;
use std::path::Path;

/// How a file begins that age encrypted.
pub const MAGIC: &[u8] = b"age-encryption.org/v1\n";

/// Whether this program can encrypt and decrypt.
pub const BUILT_IN: bool = cfg!(feature = "encrypt");

/// What a backup is encrypted with.
#[derive(Debug, Clone)]
pub enum Lock {
    /// An age recipient (`age1…`), or a file with one a line.
    Recipient(String),
    /// A file whose first line is a passphrase.
    Passphrase(std::path::PathBuf),
}

/// Encrypts a file into a new one, on disk.
pub fn lock(from: &Path, to: &Path, lock: &Lock, observer: &dyn Observer) -> Result<(), BackupError> {
    built::lock(from, to, lock, observer)
}

/// Decrypts a file into a new one.
pub fn unlock(from: &Path, to: &Path, keys: &Keys, observer: &dyn Observer) -> Result<(), BackupError> {
    built::unlock(from, to, keys, observer)
}

#[cfg(not(feature = "encrypt"))]
mod built {
    use super::{BackupError, Keys, Lock, Observer, Path};

    pub fn lock(_: &Path, _: &Path, _: &Lock, _: &dyn Observer) -> Result<(), BackupError> {
        Err(BackupError::NotBuilt)
    }

    pub fn unlock(_: &Path, _: &Path, _: &Keys, _: &dyn Observer) -> Result<(), BackupError> {
        Err(BackupError::NotBuilt)
    }
}

#[cfg(feature = "encrypt")]
mod built {
    use super::{BackupError, Keys, Lock, Observer, Path};
    use crate::core::pack::create;
    use crate::core::store::StoreError;
    use age::secrecy::SecretString;
    use age::{DecryptError, Decryptor, Encryptor, Identity, Recipient, scrypt, x25519};
    use std::fs::File;
    use std::io::{BufReader, Read, Write};

    /// What a guess of a passphrase costs, as a power of two: about a second, and what `age` itself takes. It is not
    /// measured, since a machine that is busy now would make it too easy, or take it for too hard later.
    const WORK_FACTOR: u8 = 18;
    /// What a file may ask for.
    const MOST_WORK: u8 = 22;

    pub fn lock(from: &Path, to: &Path, lock: &Lock, observer: &dyn Observer) -> Result<(), BackupError> {
        let encryptor = match lock {
            Lock::Passphrase(file) => {
                let mut recipient = scrypt::Recipient::new(passphrase(file)?);
                recipient.set_work_factor(WORK_FACTOR);
                let one = std::iter::once(&recipient as &dyn Recipient);
                Encryptor::with_recipients(one).map_err(|e| key(file, e.to_string()))?
            }
            Lock::Recipient(named) => {
                let all = recipients(named)?;
                let all = all.iter().map(|r| r as &dyn Recipient);
                Encryptor::with_recipients(all).map_err(|e| key(Path::new(named), e.to_string()))?
            }
        };
        let mut file = File::open(from).map_err(|e| StoreError::io(from, e))?;
        let total = file.metadata().ok().map(|m| m.len());
        let io = |e| StoreError::io(to, e);
        let mut out = encryptor.wrap_output(create(to)?).map_err(io)?;
        pump(&mut file, &mut out, ("encrypt", total), observer).map_err(io)?;
        out.finish().and_then(|file| file.sync_all()).map_err(io)?;
        Ok(())
    }

    pub fn unlock(from: &Path, to: &Path, keys: &Keys, observer: &dyn Observer) -> Result<(), BackupError> {
        let mut identities: Vec<Box<dyn Identity>> = Vec::new();
        if let Some(file) = &keys.identity {
            identities.extend(
                lines_of(file)?.iter().map(|line| identity(file, line)).collect::<Result<Vec<_>, _>>()?,
            );
        }
        if let Some(file) = &keys.passphrase_file {
            let mut identity = scrypt::Identity::new(passphrase(file)?);
            identity.set_max_work_factor(MOST_WORK);
            identities.push(Box::new(identity));
        }
        if identities.is_empty() {
            return Err(key(from, "it is encrypted, and no key was named".into()));
        }
        let file = File::open(from).map_err(|e| StoreError::io(from, e))?;
        let total = file.metadata().ok().map(|m| m.len());
        let decryptor = Decryptor::new_buffered(BufReader::new(file)).map_err(|e| wrong(from, &e))?;
        let mut plain = decryptor.decrypt(identities.iter().map(|i| &**i)).map_err(|e| wrong(from, &e))?;
        let mut out = create(to)?;
        let pumped = pump(&mut plain, &mut out, ("decrypt", total), observer);
        pumped.map_err(|e| match e.kind() {
            // Each piece carries its own proof.
            std::io::ErrorKind::InvalidData | std::io::ErrorKind::UnexpectedEof => {
                damaged(from, &e.to_string())
            }
            _ => StoreError::io(to, e).into(),
        })
    }

    fn pump(
        from: &mut dyn Read,
        to: &mut dyn Write,
        (phase, total): (&str, Option<u64>),
        observer: &dyn Observer,
    ) -> std::io::Result<()> {
        let (mut buffer, mut done) = (vec![0; 1 << 16], 0);
        loop {
            match from.read(&mut buffer)? {
                0 => return to.flush(),
                length => to.write_all(&buffer[..length])?,
            }
            done += buffer.len() as u64;
            observer.progress(phase, done, total);
        }
    }

    fn recipients(named: &str) -> Result<Vec<x25519::Recipient>, BackupError> {
        let path = Path::new(named);
        let lines = if named.starts_with("age1") { vec![named.to_owned()] } else { lines_of(path)? };
        let parse =
            |line: &String| line.parse().map_err(|e: &str| key(path, format!("no age recipient: {e}")));
        let all = lines.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
        if all.is_empty() { Err(key(path, "there is no recipient in it".into())) } else { Ok(all) }
    }

    fn identity(file: &Path, line: &str) -> Result<Box<dyn Identity>, BackupError> {
        let parsed: Result<x25519::Identity, &str> = line.parse();
        // The line is a secret: nothing of it is said.
        parsed
            .map(|i| Box::new(i) as Box<dyn Identity>)
            .map_err(|_| key(file, "a line of it is no age identity".into()))
    }

    /// Lines that say something.
    fn lines_of(file: &Path) -> Result<Vec<String>, BackupError> {
        let text = read(file)?;
        let lines = text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
        Ok(lines.map(str::to_owned).collect())
    }

    fn passphrase(file: &Path) -> Result<SecretString, BackupError> {
        let text = read(file)?;
        match text.lines().next().filter(|l| !l.is_empty()) {
            Some(line) => Ok(SecretString::from(line.to_owned())),
            None => Err(key(file, "its first line, the passphrase, is empty".into())),
        }
    }

    fn read(file: &Path) -> Result<String, BackupError> {
        let mut text = String::new();
        let opened = File::open(file).and_then(|f| f.take(1 << 20).read_to_string(&mut text));
        opened.map_err(|e| key(file, e.to_string()))?;
        Ok(text)
    }

    fn key(path: &Path, why: String) -> BackupError {
        BackupError::Key { path: path.to_owned(), why }
    }

    fn damaged(path: &Path, why: &str) -> BackupError {
        let why = format!("it is encrypted, and damaged ({why})");
        crate::core::pack::PackError::Refused { path: path.to_owned(), why }.into()
    }

    fn wrong(path: &Path, e: &DecryptError) -> BackupError {
        match e {
            DecryptError::NoMatchingKeys
            | DecryptError::DecryptionFailed
            | DecryptError::KeyDecryptionFailed => key(path, "it is encrypted under another key".into()),
            other => damaged(path, &other.to_string()),
        }
    }
}
