//! Feeds a file in small groups with pauses, the way a live 60 Hz stream arrives.

use std::fs::File;
use std::io::{BufRead, BufReader, Write, stdout};
use std::path::PathBuf;
use std::thread::sleep;
use std::time::Duration;

use clap::Args;

use crate::Outcome;

#[derive(Args)]
pub struct Options {
    file: PathBuf,
    /// Lines that go out together
    #[arg(long, default_value_t = 15)]
    group: usize,
    /// Pause after each group, in milliseconds
    #[arg(long, default_value_t = 10)]
    pause_ms: u64,
    /// Stop after this many groups
    #[arg(long)]
    groups: Option<usize>,
}

/// Writes the groups to standard output, each in one write.
pub fn feed(options: &Options) -> Outcome<()> {
    let mut input = BufReader::new(File::open(&options.file)?);
    let mut out = stdout().lock();
    let mut group = Vec::new();
    for _ in 0..options.groups.unwrap_or(usize::MAX) {
        group.clear();
        for _ in 0..options.group {
            input.read_until(b'\n', &mut group)?;
        }
        if group.is_empty() {
            break;
        }
        out.write_all(&group)?;
        out.flush()?;
        sleep(Duration::from_millis(options.pause_ms));
    }
    Ok(())
}
