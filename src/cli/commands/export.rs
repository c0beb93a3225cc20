//! `wfstate export`: sessions written out, to be read by people, by other programs, and by wfstate again.

use crate::cli::context::{Context, only, parse_time};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::number::counted;
use crate::cli::render::ui::Format;
use crate::cli::selection::SelectionArgs;
use crate::cli::signals;
use crate::core::audit::{Deed, note};
use crate::core::export::dress::{self, format_named, format_of};
use crate::core::export::place::Destination;
use crate::core::export::{AUDIT, ExportError, Exported, Options, Profile, Slice, write};
use crate::core::selection::resolve;
use crate::core::store::{Reader, SessionRow};
use clap::ValueEnum;
use serde_json::json;
use std::io::{ErrorKind, IsTerminal};
use std::path::{Path, PathBuf};

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "By default nothing leaves that is not known to be public: of each event what its schema marks \
                  `x-privacy: public` (see `wfstate schema`), of unknown types and fields nothing. A session's label \
                  and user id are names that its owner gave, and stay. Energy and counts are those of the session, \
                  and the file replays and validates. --include-content leaves everything as it is stored.\n\n\
                  The format is that of --format; else that of the ending of --output (.ndjson, .jsonl, .json, .yaml, \
                  .yml, .csv, .sql, .html); else ndjson. A page of html is for people and cannot be read back. The name of --output is never changed.\n\n\
                  What leaves is scanned for secrets, and in a default export for what was taken out: a hit refuses \
                  the file (exit 4). Each export is an entry of the audit trail."
)]
pub struct Args {
    #[command(flatten)]
    sessions: SelectionArgs,
    /// Only these events: 100..200, 100.., ..200
    #[arg(long, value_name = "A..B", value_parser = parse_range)]
    seq: Option<(Option<u64>, Option<u64>)>,
    /// Only events of this time and later: RFC 3339, a date, or -2h before now
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    since: Option<String>,
    /// Only events before this time
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    until: Option<String>,
    /// Only events of these types, as globs; such a file cannot be folded
    #[arg(long = "type", value_name = "GLOB")]
    types: Vec<String>,
    /// What for: `plain` can be read back; `audit` is a document of one session with a summary (json, yaml)
    #[arg(long, value_name = "PROFILE", default_value = "plain", value_parser = ["plain", "audit"])]
    profile: String,
    /// Leave a person's and a model's words in; asks, and needs the audit trail
    #[arg(long)]
    include_content: bool,
    /// Do not refuse a file because something in it looks like a secret
    #[arg(long)]
    allow_secrets: bool,
}

/// `A..B`, both included.
fn parse_range(text: &str) -> Result<(Option<u64>, Option<u64>), String> {
    let wrong = || "write 100..200, 100.. or ..200".to_owned();
    let number = |n: &str| match n {
        "" => Ok(None),
        n => n.parse::<u64>().map(Some).map_err(|_| wrong()),
    };
    let (from, to) = text.split_once("..").ok_or_else(wrong)?;
    match (number(from)?, number(to)?) {
        (None, None) | (Some(0), _) | (_, Some(0)) => Err(wrong()),
        (Some(from), Some(to)) if from > to => Err(format!("{from} comes after {to}")),
        range => Ok(range),
    }
}

/// Runs.
pub fn run(args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    let output = cx.global.output.clone().filter(|o| o != Path::new("-"));
    let format = if args.profile == "audit" {
        audit_format(cx, output.as_deref())?
    } else {
        format(cx, output.as_deref())?
    };
    let terminal = output.is_none() && std::io::stdout().is_terminal();
    let options = args.options(terminal)?;
    let selection = of_file(args.sessions, cx).selection()?;
    signals::tidy_up()?;
    let reader = cx.reader()?;
    let sessions = resolve(&reader, &selection)?;
    if options.profile == Profile::Audit && sessions.len() != 1 {
        let message = format!("an audit document is of one session, and {} are meant", sessions.len());
        return Err(Failure::usage(message).hint("export them one by one"));
    }
    let job = Job { format, output, options, all: selection.all };
    if job.options.content {
        Job::ask(&sessions, cx)?;
    }
    let exported = job.make(&reader, &sessions, cx);
    cx.progress.finish();
    match exported {
        Err(e) if e.exit == Exit::Done => Ok(Exit::Done),
        other => other.map(|exported| job.tell(&exported, &sessions, cx)),
    }
}

/// A file in the place of a session, a database or a pack, is exported whole.
fn of_file(mut sessions: SelectionArgs, cx: &mut Context) -> SelectionArgs {
    if let [only] = &sessions.sessions[..]
        && cx.turn_to(only) != *only
    {
        sessions.sessions.clear();
        sessions.all = true;
    }
    sessions
}

impl Args {
    fn options(&self, terminal: bool) -> Result<Options, Failure> {
        let (from_seq, to_seq) = self.seq.unwrap_or_default();
        let time = |text: &Option<String>| text.as_deref().map(parse_time).transpose();
        let slice = Slice { from_seq, to_seq, since: time(&self.since)?, until: time(&self.until)? };
        let (content, secrets) = (self.include_content, self.allow_secrets);
        let profile = if self.profile == "audit" { Profile::Audit } else { Profile::Plain };
        Ok(Options { content, secrets, slice, types: self.types.clone(), profile, terminal })
    }
}

fn format(cx: &Context, output: Option<&Path>) -> Result<&'static dress::Format, Failure> {
    if cx.global.format.is_some() || cx.global.json {
        let wanted = cx.ui.format();
        only(wanted, &[Format::Ndjson, Format::Json, Format::Yaml, Format::Csv, Format::Sql, Format::Html])?;
        let name = wanted.to_possible_value().map(|v| v.get_name().to_owned()).unwrap_or_default();
        return format_named(&name).ok_or_else(|| Failure::usage(format!("no export has the format {name}")));
    }
    Ok(output.and_then(format_of).unwrap_or(&dress::FORMATS[0]))
}

/// An audit document is YAML unless somebody says otherwise, as the producers' own is.
fn audit_format(cx: &Context, output: Option<&Path>) -> Result<&'static dress::Format, Failure> {
    let wanted = if cx.global.format.is_some() || cx.global.json {
        only(cx.ui.format(), &[Format::Json, Format::Yaml])?;
        if cx.ui.format() == Format::Json { "json" } else { "yaml" }
    } else {
        output.and_then(format_of).map_or("yaml", |f| f.name)
    };
    AUDIT
        .iter()
        .find(|f| f.name == wanted)
        .ok_or_else(|| Failure::usage(format!("an audit document is json or yaml, not {wanted}")))
}

struct Job {
    format: &'static dress::Format,
    output: Option<PathBuf>,
    options: Options,
    all: bool,
}

impl Job {
    /// Words only leave when somebody says so, and when the trail can be kept.
    fn ask(sessions: &[SessionRow], cx: &Context) -> Result<(), Failure> {
        let refuse = |why: String| {
            Failure::new(Exit::Storage, format!("no trail of this export could be kept: {why}"))
                .hint("give a database that can be written, or leave --include-content out")
        };
        if cx.global.read_only {
            return Err(refuse("--read-only forbids it".into()));
        }
        drop(cx.writer().map_err(|e| refuse(e.message))?);
        let with = sessions.iter().filter(|s| s.stores_content || s.kind == "workflow").count() as u64;
        cx.asking().confirm(&format!(
            "Everything that is stored of {} leaves, words of people and models included ({} such).",
            counted(sessions.len() as u64, "session"),
            counted(with, "session")
        ))
    }

    fn make(&self, reader: &Reader, sessions: &[SessionRow], cx: &Context) -> Result<Exported, Failure> {
        let dress = (self.format.dress)();
        let Some(path) = &self.output else {
            let exported = write(reader, sessions, &self.options, (dress, cx.answer()?), &cx.progress);
            if let (Err(_), true) = (&exported, self.options.content) {
                // What was written before has left.
                self.note(None, sessions, cx)?;
            }
            let exported = exported?;
            self.note(Some(&exported), sessions, cx)?;
            return Ok(exported);
        };
        let destination = Destination::check(path, reader.name(), cx.global.force)?;
        let out = destination.open()?;
        let exported =
            write(reader, sessions, &self.options, (dress, out), &cx.progress).map_err(|e| at(e, path))?;
        // The trail first: a file that it does not know of is worse than an entry without a file.
        self.note(Some(&exported), sessions, cx)?;
        destination.finish()?;
        Ok(exported)
    }

    /// One entry of the audit trail. Without words in it an export may also be made of what cannot be written.
    fn note(
        &self,
        exported: Option<&Exported>,
        sessions: &[SessionRow],
        cx: &Context,
    ) -> Result<(), Failure> {
        let facts = json!({
            "format": self.format.name,
            "profile": if self.options.profile == Profile::Audit { "audit" } else { "plain" },
            "events": exported.map(|e| e.events),
            "content": self.options.content,
            "filtered_events": exported.map(|e| e.filtered),
            "secrets_allowed": self.options.secrets,
            "sha256": exported.map(|e| &e.file.sha256),
        });
        let deed = Deed::about("exported", sessions, self.all, facts);
        let deed = match &self.output {
            Some(path) => deed.at(path),
            None => deed,
        };
        let noted = if cx.global.read_only {
            Err(Failure::new(Exit::Storage, "--read-only forbids it"))
        } else {
            cx.database().and_then(|db| Ok(note(&db, cx.lock_timeout()?, &deed)?)).map(|_| ())
        };
        match noted {
            Err(e) if self.options.content => Err(Failure::new(
                Exit::Storage,
                format!("no trail of this export could be kept: {}", e.message),
            )),
            Err(e) => {
                cx.ui.warn(&format!("this export is not in the audit trail: {}", e.message));
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    fn tell(&self, exported: &Exported, sessions: &[SessionRow], cx: &Context) -> Exit {
        if let Some(path) = &self.output {
            let filtered = match exported.filtered {
                0 => String::new(),
                n => format!("; of {} something was left out", counted(n, "event")),
            };
            cx.ui.note(&format!(
                "exported {} of {} to {} ({}, sha256 {}){filtered}",
                counted(exported.events, "event"),
                counted(sessions.len() as u64, "session"),
                path.display(),
                self.format.name,
                exported.file.sha256
            ));
        }
        Exit::Done
    }
}

/// An error of writing, with the file's name.
fn at(e: ExportError, path: &Path) -> Failure {
    match e {
        ExportError::Output(e) if e.kind() != ErrorKind::BrokenPipe => {
            let failure: Failure = ExportError::Output(e).into();
            Failure { message: format!("{}: {}", path.display(), failure.message), ..failure }
        }
        other => other.into(),
    }
}

impl From<ExportError> for Failure {
    fn from(e: ExportError) -> Self {
        let message = e.to_string();
        match e {
            ExportError::Select(e) => e.into(),
            ExportError::Store(e) => e.into(),
            ExportError::Event(e) => crate::core::fold::FoldFailure::Event(e).into(),
            ExportError::Leak(_) => Self::new(Exit::No, format!("nothing was exported: {message}"))
                .hint("--allow-secrets leaves it in where it is meant to be there"),
            // Whoever read it has read enough.
            ExportError::Output(e) if e.kind() == ErrorKind::BrokenPipe => Self::new(Exit::Done, message),
            ExportError::Output(e) if full(&e) => Self::new(Exit::Storage, message)
                .hint("make room on the disk, then run the same command again"),
            ExportError::OntoItself { .. } => Self::usage(message).hint("give --output another name"),
            ExportError::Exists { .. } => Self::new(Exit::Failed, message).hint("--force writes over it"),
            ExportError::Changed { .. } => {
                Self::new(Exit::Failed, message).hint("run the same command again")
            }
            _ => Self::new(Exit::Failed, message),
        }
    }
}

fn full(e: &std::io::Error) -> bool {
    matches!(e.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge)
}
