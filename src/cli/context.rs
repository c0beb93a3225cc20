//! What every verb is given: the global flags, the configuration, and the two outputs.

use super::commands::Command;
use super::exit::{Exit, Failure};
use super::render::Asking;
use super::render::paint::use_color;
use super::render::progress::{Progress, ProgressMode};
use super::render::ui::{Format, Ui, UiOptions};
use crate::core::ambient;
use crate::core::config::{Config, Sources};
use crate::core::model::quantity::parse_duration_ms;
use crate::core::observer::Observer;
use crate::core::pack::{self, Limits};
use crate::core::purge;
use crate::core::record::Options;
use crate::core::select::{self, Point, Selector};
use crate::core::store::{
    Created, LogFinding, LogGrade, Opening, Place, Reader, SessionRow, Writer, first_bytes,
};
use clap::{ColorChoice, ValueEnum};
use etcetera::BaseStrategy;
use std::cell::RefCell;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Flags that every verb takes. Each has a twin in the environment, `WFSTATE_<FLAG>`.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// The database [default: `$XDG_STATE_HOME/wfstate/state.db`]
    #[arg(long, global = true, value_name = "PATH", env = "WFSTATE_DB", hide_env = true)]
    pub db: Option<PathBuf>,
    /// A configuration file on top of those that are found
    #[arg(long, global = true, value_name = "PATH", env = "WFSTATE_CONFIG", hide_env = true)]
    pub config: Option<PathBuf>,
    /// Read no configuration file
    #[arg(long, global = true, env = "WFSTATE_NO_CONFIG", hide_env = true)]
    pub no_config: bool,
    /// How the answer is written
    #[arg(long, global = true, value_enum, value_name = "FORMAT", env = "WFSTATE_FORMAT", hide_env = true)]
    pub format: Option<Format>,
    /// The same as --format json
    #[arg(long, global = true, env = "WFSTATE_JSON", hide_env = true)]
    pub json: bool,
    /// Where the answer goes; `-` is standard output
    #[arg(short, long, global = true, value_name = "PATH", env = "WFSTATE_OUTPUT", hide_env = true)]
    pub output: Option<PathBuf>,
    /// Write --output over an existing file
    #[arg(long, global = true, env = "WFSTATE_FORCE", hide_env = true)]
    pub force: bool,
    /// Say nothing but the answer and errors
    #[arg(short, long, global = true, env = "WFSTATE_QUIET", hide_env = true)]
    pub quiet: bool,
    /// Say more; twice for still more
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// When to use colours
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        env = "WFSTATE_COLOR",
        hide_env = true
    )]
    pub color: ColorChoice,
    /// How progress of long work is shown on standard error
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "HOW",
        default_value = "auto",
        env = "WFSTATE_PROGRESS",
        hide_env = true
    )]
    pub progress: ProgressMode,
    /// Answer yes to every question
    #[arg(short, long, global = true, alias = "confirm", env = "WFSTATE_YES", hide_env = true)]
    pub yes: bool,
    /// Never ask; a question is an error
    #[arg(long, global = true, env = "WFSTATE_NO_INPUT", hide_env = true)]
    pub no_input: bool,
    /// Open the database for reading only
    #[arg(long, global = true, env = "WFSTATE_READ_ONLY", hide_env = true)]
    pub read_only: bool,
    /// How long to wait for another writer
    #[arg(
        long,
        global = true,
        value_name = "TIME",
        default_value = "5s",
        env = "WFSTATE_LOCK_TIMEOUT",
        hide_env = true
    )]
    pub lock_timeout: String,
    /// The key file of content commitments [default: the database's path with .key appended]
    #[arg(long, global = true, value_name = "PATH", env = "WFSTATE_KEY_FILE", hide_env = true)]
    pub key_file: Option<PathBuf>,
    /// Upper bound of memory for caches
    #[arg(
        long,
        global = true,
        value_name = "SIZE",
        default_value = "256M",
        env = "WFSTATE_MEMORY_LIMIT",
        hide_env = true
    )]
    pub memory_limit: String,
}

impl Global {
    /// Whether failures are to be JSON.
    pub fn wants_json(&self) -> bool {
        self.json || self.format.is_some_and(Format::is_json)
    }
}

/// What a verb works with.
#[derive(Debug)]
pub struct Context {
    /// The outputs.
    pub ui: Ui,
    /// The configuration.
    pub config: Config,
    /// The flags.
    pub global: Global,
    /// Progress of long work.
    pub progress: Progress,
    /// Where the configuration came from.
    pub sources: Sources,
    /// The file of `--output`, where one is named.
    answer: Option<std::fs::File>,
    /// What was said of the write-ahead log: a verb may open the database more than once.
    told: RefCell<Vec<String>>,
}

impl Context {
    /// From the flags; reads the configuration. A verb that does not depend on it runs on the defaults where
    /// it cannot be read.
    pub fn new(global: Global, verb: &Command) -> Result<Self, Failure> {
        let sources = sources(&global);
        let config = match Config::load(&sources) {
            Err(_) if !verb.wants_config() => {
                Config::load(&Sources { no_config: true, ..Sources::default() })?
            }
            other => other?,
        };
        let format = answer_format(&global, verb)?;
        let stdout = std::io::stdout();
        let to_file = global.output.as_deref().filter(|p| *p != Path::new("-") && !verb.makes_output());
        let terminal = stdout.is_terminal() && to_file.is_none();
        let env = |name: &str| std::env::var(name).ok();
        let color = use_color(global.color, env("NO_COLOR").as_deref(), env("TERM").as_deref(), terminal);
        let width = terminal
            .then(|| rustix::termios::tcgetwinsize(&stdout).ok().map(|size| size.ws_col))
            .flatten()
            .filter(|columns| *columns > 0);
        let options = UiOptions { format, color, quiet: global.quiet, verbose: global.verbose, width };
        let answer = to_file.map(|path| create_output(path, &global)).transpose()?;
        let ui = match &answer {
            Some(file) => Ui::to(Box::new(file.try_clone()?), options),
            None => Ui::stdout(options),
        };
        let progress = Progress::new(global.progress, global.quiet);
        Ok(Self { ui, config, global, progress, sources, answer, told: RefCell::default() })
    }

    /// The answer's destination once more, for a thread that answers while the verb works.
    pub fn answer(&self) -> Result<std::fs::File, Failure> {
        use std::os::fd::AsFd;
        Ok(match &self.answer {
            Some(file) => file.try_clone()?,
            None => std::fs::File::from(std::io::stdout().as_fd().try_clone_to_owned()?),
        })
    }

    /// The database that is meant: flag, environment, configuration, default.
    pub fn database(&self) -> Result<PathBuf, Failure> {
        if let Some(path) = &self.global.db {
            return Ok(path.clone());
        }
        if let Some(path) = self.config.database().path {
            return Ok(path);
        }
        default_database().ok_or_else(|| {
            Failure::usage("no database is named, and without HOME there is no default one")
                .hint("use --db PATH")
        })
    }

    /// How long to wait for another writer.
    pub fn lock_timeout(&self) -> Result<Duration, Failure> {
        let ms = parse_duration_ms(&self.global.lock_timeout)
            .map_err(|e| Failure::usage(format!("--lock-timeout: {e}")))?;
        Ok(Duration::from_millis(u64::try_from(ms).unwrap_or(0)))
    }

    /// Opens the database for reading; a backup or an archive is unpacked first, to a private place.
    pub fn reader(&self) -> Result<Reader, Failure> {
        let (path, lock_timeout) = (self.database()?, self.lock_timeout()?);
        if let Some(unpacked) = pack::open_any(&path, &Limits::default(), &self.progress)? {
            for fault in &unpacked.faults {
                self.ui.warn(&format!("{}: {fault}; see `wfstate validate`", path.display()));
            }
            return Ok(unpacked.into_reader(&path, lock_timeout)?);
        }
        let reader = Reader::open(&path, lock_timeout)?;
        self.tell_log(reader.log_finding());
        Ok(reader)
    }

    /// Says what is wrong with a write-ahead log, each thing once.
    pub fn tell_log(&self, found: Option<&LogFinding>) {
        let Some(found) = found.filter(|f| !self.told.borrow().contains(&f.text)) else { return };
        self.told.borrow_mut().push(found.text.clone());
        match found.grade {
            LogGrade::Torn => self.ui.note(&found.text),
            LogGrade::Doubtful => self.ui.warn(&found.text),
            LogGrade::Damaged => self.ui.warn(&format!("{}; see `wfstate validate`", found.text)),
        }
    }

    /// How the database is opened for writing; `create` makes it where it is missing.
    pub fn opening(&self, create: bool) -> Result<Opening, Failure> {
        if self.global.read_only {
            return Err(Failure::usage("this verb writes, and --read-only forbids it"));
        }
        let create =
            if create { Some(Created { uuid: ambient::database_uuid()?, at: ambient::now() }) } else { None };
        Ok(Opening {
            create,
            durable: true,
            lock_timeout: self.lock_timeout()?,
            owner: ambient::process_name(),
        })
    }

    /// How something is recorded, as far as the configuration says.
    pub fn recording(&self, place: Place, opening: Opening) -> Options {
        Options {
            spill_directory: self.config.record().spill_directory,
            ballast_bytes: self.config.database().ballast_bytes,
            ..Options::new(place, opening)
        }
    }

    /// Opens the database for writing, and finishes what a purge that was interrupted left to do.
    pub fn writer(&self) -> Result<Writer, Failure> {
        let mut writer = self.writer_as_it_is()?;
        match purge::finish_pending(&mut writer, &self.progress) {
            Ok(told) => told.iter().for_each(|line| self.ui.note(line)),
            Err(e) => self.ui.warn(&format!("a purge that was interrupted is not finished: {e}")),
        }
        self.progress.finish();
        Ok(writer)
    }

    /// Opens the database for writing.
    pub fn writer_as_it_is(&self) -> Result<Writer, Failure> {
        let writer = Writer::open(&Place::parse(&self.database()?), &self.opening(false)?)?;
        self.tell_log(writer.log_finding());
        Ok(writer)
    }

    /// How questions are asked.
    pub fn asking(&self) -> Asking {
        Asking { yes: self.global.yes, no_input: self.global.no_input }
    }

    /// The key file that is meant.
    pub fn key_file(&self) -> Result<PathBuf, Failure> {
        match &self.global.key_file {
            Some(path) => Ok(path.clone()),
            None => Ok(crate::core::key::default_path(&self.database()?)),
        }
    }

    /// Makes the directory of the default database; that of a path that a user named must exist.
    pub fn make_default_directory(&self) -> Result<(), Failure> {
        use std::os::unix::fs::DirBuilderExt;
        let path = self.database()?;
        if Some(&path) != default_database().as_ref() {
            return Ok(());
        }
        if let Some(dir) = path.parent() {
            std::fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
        }
        Ok(())
    }

    /// A selector that names a pack: from here on that is the database, and its newest session is meant. Any other is
    /// given back as it is; a database belongs behind `--db`.
    pub fn turn_to(&mut self, selector: &str) -> String {
        let Selector::File(path) = Selector::parse(selector) else { return selector.to_owned() };
        let first = first_bytes(&path, pack::ZIP_MAGIC.len().max(pack::ZST_MAGIC.len())).unwrap_or_default();
        if !first.starts_with(pack::ZIP_MAGIC) && !first.starts_with(pack::ZST_MAGIC) {
            return selector.to_owned();
        }
        self.global.db = Some(path);
        "latest".to_owned()
    }

    /// From here on this is the database.
    pub fn turn_to_database(&mut self, path: PathBuf) {
        self.global.db = Some(path);
    }

    /// A session of a database.
    pub fn session(&self, reader: &Reader, selector: &str) -> Result<SessionRow, Failure> {
        Ok(select::session(reader, selector)?)
    }
}

/// Long work tells of itself through this, from whichever thread it runs on.
impl Observer for Progress {
    fn progress(&self, phase: &str, done: u64, total: Option<u64>) {
        self.update(phase, done, total);
    }

    fn warn(&self, message: &str) {
        super::render::ui::warning(message);
    }
}

/// In what the answer is written. `--json` is a format of its own, beside those in which a backup is packed.
fn answer_format(global: &Global, verb: &Command) -> Result<Format, Failure> {
    match global.format {
        Some(format) if format.is_packing() && !verb.packs() => {
            Err(Failure::usage("zip, sqlite and zst are formats of `wfstate backup create`"))
        }
        Some(format) if global.json && !format.is_packing() && format != Format::Json => {
            Err(Failure::usage("--json and --format say two different things"))
        }
        _ if global.json => Ok(Format::Json),
        Some(format) if format.is_packing() => Ok(Format::Text),
        other => Ok(other.unwrap_or_default()),
    }
}

/// The database when nothing else is said.
fn default_database() -> Option<PathBuf> {
    let base = etcetera::base_strategy::choose_base_strategy().ok()?;
    Some(base.state_dir().unwrap_or_else(|| base.data_dir()).join("wfstate/state.db"))
}

fn sources(global: &Global) -> Sources {
    let base = etcetera::base_strategy::choose_base_strategy().ok();
    Sources {
        config: global.config.clone(),
        no_config: global.no_config,
        environment: std::env::vars_os()
            .filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)))
            .collect(),
        current_dir: std::env::current_dir().unwrap_or_default(),
        config_home: base.as_ref().map(BaseStrategy::config_dir),
        home: base.as_ref().map(|b| b.home_dir().to_owned()),
    }
}

fn create_output(path: &Path, global: &Global) -> Result<std::fs::File, Failure> {
    use std::os::unix::fs::OpenOptionsExt;
    if global.db.as_deref().is_some_and(|db| same_file(db, path)) {
        return Err(Failure::usage("--output is the database itself"));
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).mode(0o600);
    if global.force {
        options.create(true).truncate(true)
    } else {
        options.create_new(true)
    };
    options.open(path).map_err(|e| {
        let failure = Failure::new(Exit::Failed, format!("{}: {e}", path.display()));
        match e.kind() {
            std::io::ErrorKind::AlreadyExists => failure.hint("--force writes over it"),
            _ => failure,
        }
    })
}

fn same_file(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (std::fs::metadata(a), std::fs::metadata(b)) {
        (Ok(a), Ok(b)) => (a.dev(), a.ino()) == (b.dev(), b.ino()),
        _ => a == b,
    }
}

/// The flags that name a point of a session.
#[derive(Debug, Clone, Default, clap::Args)]
#[group(multiple = false)]
pub struct PointArgs {
    /// The point after this event
    #[arg(long, value_name = "N")]
    pub seq: Option<u64>,
    /// The point at this time: RFC 3339, a date, or -2h before now
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub at: Option<String>,
    /// The point after the last event of this frame
    #[arg(long, value_name = "N")]
    pub frame: Option<u64>,
    /// The point after the event with this key of its producer
    #[arg(long, value_name = "KEY")]
    pub event: Option<String>,
    /// The point where this snapshot was taken
    #[arg(long, value_name = "ID")]
    pub snapshot: Option<i64>,
}

impl PointArgs {
    /// The point that is meant.
    pub fn point(&self) -> Result<Point, Failure> {
        Ok(match self {
            Self { seq: Some(seq), .. } => Point::Seq(*seq),
            Self { at: Some(at), .. } => Point::At(parse_time(at)?),
            Self { frame: Some(frame), .. } => Point::Frame(*frame),
            Self { event: Some(key), .. } => Point::Key(key.clone()),
            Self { snapshot: Some(id), .. } => Point::Snapshot(*id),
            Self { .. } => Point::End,
        })
    }
}

/// A time as users write it: RFC 3339, `2025-08-17` (its first instant, UTC), `-2h`.
pub fn parse_time(text: &str) -> Result<crate::core::model::time::Timestamp, Failure> {
    use crate::core::model::time::Timestamp;
    if let Some(back) = text.strip_prefix('-') {
        let ms = parse_duration_ms(back).map_err(|e| Failure::usage(format!("{text}: {e}")))?;
        return Ok(ambient::now().plus_us(-ms.saturating_mul(1000)));
    }
    let whole = if text.len() == 10 { format!("{text}T00:00:00Z") } else { text.to_owned() };
    Timestamp::parse(&whole).map(|t| t.at).map_err(|e| {
        Failure::usage(format!("`{text}`: {e}")).hint("write 2025-08-17T20:00:00Z, 2025-08-17 or -2h")
    })
}

/// `--format` values of a verb that has only some of them.
pub fn only(format: Format, allowed: &[Format]) -> Result<(), Failure> {
    if allowed.contains(&format) {
        return Ok(());
    }
    let names: Vec<String> =
        allowed.iter().filter_map(|f| f.to_possible_value()).map(|v| v.get_name().to_owned()).collect();
    Err(Failure::usage(format!("this verb writes {}", names.join(", "))))
}
