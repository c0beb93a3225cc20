//! Checks of the machine and of this program: configuration, clock, versions.

use super::{Check, Scene};
use crate::core::ambient;
use crate::core::config::{Config, ConfigError, Sources};
use crate::core::store::{SCHEMA_VERSION, compile_options, sqlite_version};
use std::error::Error;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// 2025-01-01 and 2100-01-01: outside of these a clock was not set.
const CLOCK_US: std::ops::Range<i64> = 1_735_689_600_000_000..4_102_444_800_000_000;
/// The two clocks are compared over this time, and may differ by that much.
const CLOCK_SAMPLE: Duration = Duration::from_millis(20);
const CLOCK_DRIFT: Duration = Duration::from_millis(10);

/// Options of SQLite that would let purged content live on or parse paths as URIs.
const UNWANTED: &[&str] = &["ENABLE_STAT4", "USE_URI", "ENABLE_FTS3", "ENABLE_RTREE"];

/// All of them.
pub fn examine(scene: &Scene<'_>, checks: &mut Vec<Check>) {
    configuration(scene.sources, checks);
    checks.push(folders(scene.sources));
    checks.push(clock());
    checks.push(sqlite());
    let own = env!("CARGO_PKG_VERSION");
    checks.push(Check::ok("wfstate", format!("version {own}, writes schema version {SCHEMA_VERSION}")));
}

fn configuration(sources: &Sources, checks: &mut Vec<Check>) {
    for error in Config::check(sources) {
        let hint = error.hint().unwrap_or_else(|| "see `wfstate config check`".to_owned());
        checks.push(Check::fail("config", said(&error), hint));
    }
    let files = Config::files_of(sources);
    if files.is_empty() {
        checks.push(Check::ok("config", "no configuration file; defaults and environment apply"));
    }
    checks.extend(files.iter().map(|file| owner(file)));
}

/// An error with its cause.
fn said(error: &ConfigError) -> String {
    error.source().map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
}

/// Whoever owns a file that is read decides what is stored, and where.
fn owner(file: &Path) -> Check {
    let shown = file.display();
    let Ok(meta) = std::fs::metadata(file) else {
        return Check::ok("config", format!("{shown} is not there"));
    };
    let me = rustix::process::geteuid().as_raw();
    if meta.uid() != me && meta.uid() != 0 {
        let message = format!("{shown} is in force and belongs to another user (uid {})", meta.uid());
        return Check::warn("config", message, "run elsewhere, or with --no-config");
    }
    if meta.mode() & 0o022 != 0 {
        let message = format!("{shown} is in force and others may write it");
        return Check::warn("config", message, format!("chmod go-w {shown}"));
    }
    Check::ok("config", format!("{shown} is in force"))
}

fn folders(sources: &Sources) -> Check {
    match (&sources.home, &sources.config_home) {
        (None, None) => {
            Check::warn("folders", "no home folder is known", "set HOME, or use --db and --config")
        }
        (home, config) => {
            let show =
                |p: Option<&PathBuf>| p.map_or_else(|| "unknown".to_owned(), |p| p.display().to_string());
            let (home, config) = (show(home.as_ref()), show(config.as_ref()));
            Check::ok("folders", format!("home {home}, configuration {config}"))
        }
    }
}

fn clock() -> Check {
    let (wall, steady) = (ambient::now(), ambient::instant());
    std::thread::sleep(CLOCK_SAMPLE);
    let (wall_later, steady_later) = (ambient::now(), ambient::instant());
    let by_wall = wall_later.since(wall);
    let by_steady = steady_later.duration_since(steady);
    if !CLOCK_US.contains(&wall.0) {
        return Check::fail(
            "clock",
            format!("it is {wall} here"),
            "set the clock: recordings carry its time",
        );
    }
    if by_wall.abs_diff(by_steady) > CLOCK_DRIFT {
        let message = format!("the clock moved by {by_wall:?} while {by_steady:?} passed");
        return Check::warn("clock", message, "something sets the clock; times of events may run backwards");
    }
    Check::ok("clock", format!("{wall}"))
}

fn sqlite() -> Check {
    let (version, source) = match sqlite_version() {
        Ok(found) => found,
        Err(e) => return Check::fail("sqlite", e.to_string(), "this build of wfstate does not work"),
    };
    let options = compile_options().unwrap_or_default();
    let message = format!("SQLite {version}, {source}, {} compile options", options.len());
    let found: Vec<&str> =
        UNWANTED.iter().copied().filter(|o| options.iter().any(|have| have == o)).collect();
    if found.is_empty() {
        return Check::ok("sqlite", message);
    }
    let hint = "build wfstate in its own folder, where .cargo/config.toml sets SQLite's options";
    Check::warn("sqlite", format!("{message}, among them {}", found.join(", ")), hint)
}
