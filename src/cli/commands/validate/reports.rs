//! `--report`: which reports a run makes, where they go, and the two that GitHub gets unasked.

use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::escape::inline;
use crate::cli::render::ui::{Format as AnswerFormat, Ui};
use crate::core::ambient;
use crate::core::model::privacy::hex;
use crate::core::report::destination::{Destination, Refused, same};
use crate::core::report::{self, FORMATS, Format, Root, Run, github, markdown};
use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// A job summary of GitHub may have this many bytes; a longer one is dropped whole.
const SUMMARY_BYTES: u64 = 1024 * 1024;

/// The reports of a run.
#[derive(Debug)]
pub struct Reports {
    files: Vec<(&'static Format, Destination)>,
    /// The one that takes the place of the answer.
    answer: Option<&'static Format>,
    /// Annotations that nobody asked for.
    annotations: bool,
    /// A job summary that nobody asked for.
    summary: Option<Destination>,
    /// The word after which GitHub obeys commands again.
    resume: Option<String>,
    root: Root,
}

impl Reports {
    /// What `--report` asks for, checked before anything is done; `inputs` are the files that are read.
    pub fn plan(wanted: &[OsString], inputs: &[PathBuf], cx: &Context) -> Result<Self, Failure> {
        let mut reports = Self {
            files: Vec::new(),
            answer: None,
            annotations: false,
            summary: None,
            resume: None,
            root: root(cx),
        };
        for one in wanted {
            match parse(one)? {
                None => {}
                Some((format, None)) => reports.take_answer(format, cx)?,
                Some((format, Some(path))) => reports.take_file(format, path, inputs, cx)?,
            }
        }
        let is_github = env(cx, "GITHUB_ACTIONS") == Some("true");
        if is_github && reports.leave_room_for_text() && answers_in_the_log(cx) {
            reports.resume = Some(format!("wfstate-{}", hex(&ambient::random::<16>()?)));
        }
        if is_github && !wanted.iter().any(|w| w == "none") {
            reports.annotations = !reports.has("github");
            let path = env(cx, "GITHUB_STEP_SUMMARY").filter(|p| !p.is_empty() && !reports.has("markdown"));
            reports.summary = path.and_then(|path| match Destination::check(Path::new(path), inputs) {
                Ok(destination) => Some(destination),
                Err(refused) => {
                    cx.ui.warn(&format!("no job summary: {}", inline(&refused.to_string())));
                    None
                }
            });
        }
        Ok(reports)
    }

    /// Whether the answer is for people. Annotations are lines among theirs; every other report stands alone.
    pub fn leave_room_for_text(&self) -> bool {
        self.answer.is_none_or(|f| f.name == "github")
    }

    /// Shows the text for people. GitHub reads the log for commands, and a stored string or a path may look like one:
    /// until a word that nobody can guess it is told not to.
    pub fn text(
        &self,
        cx: &mut Context,
        show: impl FnOnce(&mut Context) -> std::io::Result<()>,
    ) -> std::io::Result<()> {
        let Some(resume) = &self.resume else { return show(cx) };
        cx.ui.line(&format!("::stop-commands::{resume}"))?;
        let shown = show(cx);
        cx.ui.line(&format!("::{resume}::"))?;
        shown
    }

    /// What paths are told from.
    pub fn root(&self) -> &Root {
        &self.root
    }

    /// Writes them all. One that cannot be written does not keep the others from it.
    pub fn write(&self, run: &Run<'_>, cx: &mut Context) -> Result<Exit, Failure> {
        let mut exit = Exit::Done;
        for (format, destination) in &self.files {
            if let Err(e) = destination.write(&(format.render)(run)) {
                let path = destination.path().to_string_lossy();
                cx.ui.error(&format!("no {} report: {}: {e}", format.name, inline(&path)));
                exit = Exit::Failed;
            }
        }
        if let Some(format) = self.answer {
            cx.ui.write_all((format.render)(run).as_bytes())?;
        }
        if self.annotations {
            annotate(&github::render(run), self.answer.is_none(), cx)?;
        }
        if let Some(destination) = &self.summary {
            summarize(run, destination, &cx.ui);
        }
        Ok(exit)
    }

    fn take_answer(&mut self, format: &'static Format, cx: &Context) -> Result<(), Failure> {
        if let Some(first) = self.answer {
            return Err(Failure::usage(format!(
                "both the {} and the {} report would go to standard output",
                first.name, format.name
            ))
            .hint(format!("give one of them a file: --report {}=PATH", format.name)));
        }
        if cx.ui.format() != AnswerFormat::Text {
            return Err(Failure::usage(format!(
                "both the {} report and the JSON answer would go to standard output",
                format.name
            ))
            .hint(format!("give the report a file: --report {}=PATH", format.name)));
        }
        self.answer = Some(format);
        Ok(())
    }

    fn take_file(
        &mut self,
        format: &'static Format,
        path: &Path,
        inputs: &[PathBuf],
        cx: &Context,
    ) -> Result<(), Failure> {
        let destination = Destination::check(path, inputs).map_err(refused)?;
        let answer = cx.global.output.as_deref();
        let taken = self.files.iter().map(|(_, d)| d.path()).chain(answer);
        if taken.into_iter().any(|other| same(other, destination.path())) {
            let path = path.to_string_lossy();
            return Err(Failure::usage(format!("{}: two answers would go to this file", inline(&path))));
        }
        self.files.push((format, destination));
        Ok(())
    }

    fn has(&self, name: &str) -> bool {
        self.answer.iter().copied().chain(self.files.iter().map(|(f, _)| *f)).any(|f| f.name == name)
    }
}

/// `KIND`, `KIND=PATH`, or `none`, which stands for no report.
fn parse(wanted: &OsStr) -> Result<Option<(&'static Format, Option<&Path>)>, Failure> {
    let bytes = wanted.as_bytes();
    let (name, path) = match bytes.iter().position(|b| *b == b'=') {
        Some(at) => (&bytes[..at], Some(&bytes[at + 1..])),
        None => (bytes, None),
    };
    let name = String::from_utf8_lossy(name);
    if name == "none" && path.is_none() {
        return Ok(None);
    }
    let format = report::format(&name).ok_or_else(|| {
        let names: Vec<&str> = FORMATS.iter().map(|f| f.name).collect();
        Failure::usage(format!("there is no report `{}`", inline(&name)))
            .hint(format!("there are {}, and `none`", names.join(", ")))
    })?;
    match path {
        Some(b"") => Err(Failure::usage(format!("--report {name}= names no file"))),
        // Through its name it would be written beside the text, and over a file that it was led to.
        Some(b"-" | b"/dev/stdout" | b"/dev/fd/1" | b"/proc/self/fd/1") | None => Ok(Some((format, None))),
        Some(path) => Ok(Some((format, Some(Path::new(OsStr::from_bytes(path)))))),
    }
}

fn refused(refused: Refused) -> Failure {
    let message = format!("--report: {refused}");
    match refused {
        Refused::NoFolder { .. } => {
            Failure::usage(message).hint("make the folder first; wfstate makes files, not directories")
        }
        Refused::Io { .. } => Failure::new(Exit::Failed, message),
        _ => Failure::usage(message).hint("name another file; nothing was checked"),
    }
}

/// After the text where the answer is text; beside the answer where it is not.
fn annotate(commands: &str, no_report_there: bool, cx: &mut Context) -> Result<(), Failure> {
    if no_report_there && answers_in_the_log(cx) {
        cx.ui.write_all(commands.as_bytes())?;
    } else {
        cx.ui.aside(commands);
    }
    Ok(())
}

/// Whether the answer is text on standard output, hence in the log of a CI system.
fn answers_in_the_log(cx: &Context) -> bool {
    let has_file = cx.global.output.as_deref().is_some_and(|p| p != Path::new("-"));
    cx.ui.format() == AnswerFormat::Text && !has_file
}

/// A summary that cannot be written changes nothing of what was found.
fn summarize(run: &Run<'_>, destination: &Destination, ui: &Ui) {
    let there = std::fs::metadata(destination.path()).map_or(0, |m| m.len());
    let room = usize::try_from(SUMMARY_BYTES.saturating_sub(there)).unwrap_or(0);
    if let Err(e) = destination.append(&markdown::render_within(run, room)) {
        ui.warn(&format!("no job summary: {e}"));
    }
}

/// Paths are told from the top of the checkout, where CI says where that is and the program runs inside of it.
fn root(cx: &Context) -> Root {
    let current = &cx.sources.current_dir;
    let named = match (env(cx, "GITHUB_ACTIONS"), env(cx, "GITLAB_CI")) {
        (Some("true"), _) => env(cx, "GITHUB_WORKSPACE"),
        (_, Some(_)) => env(cx, "CI_PROJECT_DIR"),
        _ => None,
    };
    let top = named.and_then(|path| std::fs::canonicalize(path).ok()).filter(|top| current.starts_with(top));
    Root::new(current, top.as_deref().unwrap_or(current))
}

fn env<'a>(cx: &'a Context, name: &str) -> Option<&'a str> {
    cx.sources.environment.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}
