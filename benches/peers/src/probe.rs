//! The sync probe: what one 4 KB write and fdatasync costs on this disk in these seconds.

use std::fs::{self, File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::Outcome;
use crate::figures::quantile_us;

const PAGE: [u8; 4096] = [0x5a; 4096];
/// As many pages as a write-ahead log holds before it is checkpointed and starts over.
const PAGES: u64 = 1000;

/// What a probe of many rounds says.
#[derive(Serialize)]
pub struct Report {
    median_us: Option<f64>,
    p99_us: Option<f64>,
    min_us: Option<f64>,
    rounds: usize,
}

/// Probes the disk under `dir`, back to back.
pub fn measure(dir: &Path, rounds: usize, append: bool) -> Outcome<Report> {
    let mut probe = Probe::open(dir, append)?;
    let mut samples = (0..rounds).map(|_| probe.once()).collect::<Outcome<Vec<Duration>>>()?;
    samples.sort_unstable();
    let at = |share| quantile_us(&samples, share);
    Ok(Report { median_us: at(0.5), p99_us: at(0.99), min_us: at(0.0), rounds })
}

/// A probe file, removed when dropped.
pub struct Probe {
    file: File,
    path: PathBuf,
    append: bool,
    page: u64,
}

impl Probe {
    /// Lays the file out in full first (unless it is to grow), so that a round pays for its data and not for
    /// the file system's bookkeeping: the state in which a write-ahead log is most of the time.
    pub fn open(dir: &Path, append: bool) -> Outcome<Self> {
        let path = dir.join(format!("probe-{}.bin", std::process::id()));
        let mut file = OpenOptions::new().write(true).create_new(true).open(&path)?;
        if !append {
            for _ in 0..PAGES {
                file.write_all(&PAGE)?;
            }
        }
        file.sync_all()?;
        Ok(Self { file, path, append, page: 0 })
    }

    /// One write and fdatasync.
    pub fn once(&mut self) -> Outcome<Duration> {
        let start = Instant::now();
        if !self.append {
            self.file.seek(SeekFrom::Start(self.page % PAGES * 4096))?;
        }
        self.file.write_all(&PAGE)?;
        self.file.sync_data()?;
        self.page += 1;
        Ok(start.elapsed())
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}
