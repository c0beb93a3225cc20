//! `peers`: seeded input, the peers and floors, and the probes that `benches/table.sh` sets wfstate against.
//!
//! Everything a figure needs is measured from outside the program under test: whole processes, their CPU time,
//! their bytes and their syncs. Answers are one JSON object on standard output.

mod feed;
mod figures;
mod floors;
mod generate;
mod line;
mod live;
mod probe;
mod run;

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Seeded input, peers, floors and probes for the wfstate bench table.
#[derive(Parser)]
#[command(name = "peers")]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Write the seeded mixed session as NDJSON: the same bytes on every machine
    Generate {
        #[command(flatten)]
        options: generate::Options,
        /// Write here instead of standard output
        #[arg(short, long)]
        output: Option<PathBuf>,
    },
    /// Floor: copy the file and fsync
    Copy { file: PathBuf, out: PathBuf },
    /// Peer: an MCAP file, zstd chunks, one JSON message a line
    Mcap { file: PathBuf, out: PathBuf },
    /// Floor: parse, hash and store rows, batches of 1000, WAL, synchronous FULL, two threads
    Lean { file: PathBuf, out: PathBuf },
    /// Floor: N prebuilt rows of 200 bytes, batches of 1000, WAL, synchronous FULL
    Rows { count: u64, out: PathBuf },
    /// Floor: read every row that `lean` wrote and parse it, on all cores
    Readparse {
        db: PathBuf,
        /// Threads to read on; all cores when left out
        #[arg(long)]
        threads: Option<usize>,
    },
    /// Floor: copy the database with VACUUM INTO and deflate the copy
    Backup { db: PathBuf, out: PathBuf },
    /// Floor: the bytes of wfstate's own rows, to standard output
    Copyout { db: PathBuf },
    /// The same data as CSV, for the sqlite3 shell's .import
    Csv { file: PathBuf, out: PathBuf },
    /// A 4 KB write and fdatasync, many times: what one sync costs here and now
    Probe {
        dir: PathBuf,
        #[arg(long, default_value_t = 200)]
        rounds: usize,
        /// Let the file grow with each write instead of writing inside a file that is already there
        #[arg(long)]
        append: bool,
    },
    /// Drive a recorder at a frame rate and measure arrival to acknowledgement beside the probe
    Live(live::Options),
    /// Write a file to standard output in groups of lines with pauses
    Feed(feed::Options),
    /// Run a command and measure it: wall, CPU, memory, bytes written, syncs
    Run(run::Options),
}

fn main() -> ExitCode {
    match answer(Cli::parse().verb) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("peers: {error}");
            ExitCode::FAILURE
        }
    }
}

fn answer(verb: Verb) -> Outcome<()> {
    match verb {
        Verb::Generate { options, output: Some(path) } => {
            generate::write_session(&options, &mut BufWriter::new(File::create(path)?))
        }
        Verb::Generate { options, output: None } => {
            generate::write_session(&options, &mut BufWriter::new(stdout().lock()))
        }
        Verb::Copy { file, out } => floors::copy::copy(&file, &out),
        Verb::Mcap { file, out } => floors::mcap::write(&file, &out),
        Verb::Lean { file, out } => floors::lean::record(&file, &out),
        Verb::Rows { count, out } => floors::rows::insert(count, &out),
        Verb::Readparse { db, threads } => print(&floors::readparse::read(&db, threads)?),
        Verb::Backup { db, out } => floors::backup::make(&db, &out),
        Verb::Copyout { db } => floors::copyout::copy_out(&db),
        Verb::Csv { file, out } => floors::csv::convert(&file, &out),
        Verb::Probe { dir, rounds, append } => print(&probe::measure(&dir, rounds, append)?),
        Verb::Live(options) => print(&live::drive(&options)?),
        Verb::Feed(options) => feed::feed(&options),
        Verb::Run(options) => print(&run::measure(&options)?),
    }
}

fn print<T: serde::Serialize>(answer: &T) -> Outcome<()> {
    let mut out = stdout().lock();
    serde_json::to_writer(&mut out, answer)?;
    writeln!(out)?;
    Ok(())
}
