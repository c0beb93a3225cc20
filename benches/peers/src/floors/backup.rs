//! Floor of a backup: `SQLite`'s own copy of the database, deflated, and nothing checked, read back or noted.

use std::fs::{self, File};
use std::io::copy;
use std::path::Path;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use rusqlite::{Connection, OpenFlags};

use crate::Outcome;

/// `VACUUM INTO` and deflate, by the encoder and at the level that wfstate's backups have, and one sync.
pub fn make(db: &Path, out: &Path) -> Outcome<()> {
    let plain = out.with_extension("copy");
    let from = Connection::open_with_flags(db, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    from.busy_timeout(Duration::from_secs(5))?;
    from.execute("VACUUM INTO ?1", [plain.to_str().ok_or("the path is no text")?])?;
    let mut encoder = GzEncoder::new(File::create_new(out)?, Compression::default());
    copy(&mut File::open(&plain)?, &mut encoder)?;
    encoder.finish()?.sync_all()?;
    fs::remove_file(&plain)?;
    Ok(())
}
