//! `wfstate config`: what is set, where that comes from, and what is wrong with it.

use crate::cli::context::{Context, only};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::Format;
use crate::cli::render::escape::inline;
use crate::core::config::{Config, ConfigError, Origin, Setting};
use serde::Serialize;
use std::error::Error;
use std::fmt::Write;
use std::path::PathBuf;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Print every setting, as a configuration file would say it
    Show {
        /// Say where each value comes from
        #[arg(long)]
        origin: bool,
    },
    /// Read the configuration and name every mistake in it
    Check,
}

const SCHEMA: &str = "wfstate.config/1";

/// The answer of both, as JSON.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    schema: &'static str,
    files: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    settings: Option<Vec<Setting<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<Vec<Mistake>>,
}

#[derive(Debug, Serialize)]
struct Mistake {
    message: String,
    hint: Option<String>,
}

/// Runs.
pub fn run(Args { verb }: Args, cx: &mut Context) -> Result<Exit, Failure> {
    only(cx.ui.format(), &[Format::Text, Format::Json, Format::Ndjson, Format::Yaml])?;
    match verb {
        Verb::Show { origin } => show(origin, cx),
        Verb::Check => check(cx),
    }
}

fn show(origin: bool, cx: &mut Context) -> Result<Exit, Failure> {
    let config = Config::load(&cx.sources)?;
    let answer = Answer {
        schema: SCHEMA,
        files: names(config.files()),
        settings: Some(config.settings().collect()),
        errors: None,
    };
    if !cx.ui.value(&answer)? {
        cx.ui.text(toml(&config, origin))?;
    }
    Ok(Exit::Done)
}

/// As TOML that can be put into a file. What is not set stands in a comment.
fn toml(config: &Config, origin: bool) -> String {
    let mut out = String::new();
    let mut section = "";
    for setting in config.settings() {
        if setting.section != section {
            section = setting.section;
            let gap = if out.is_empty() { "" } else { "\n" };
            let _ = writeln!(out, "{gap}[{section}]");
        }
        let line = format!("{} = {}", setting.key, setting.value);
        let line = inline(&line);
        let place = setting.origin.to_string();
        let _ = match (origin, setting.origin) {
            (true, Origin::Default) => writeln!(out, "{line:<40} # default"),
            (true, _) => writeln!(out, "{line:<40} # {}", inline(&place)),
            (false, _) => writeln!(out, "{line}"),
        };
    }
    out
}

fn check(cx: &mut Context) -> Result<Exit, Failure> {
    let errors = Config::check(&cx.sources);
    let mistake = |e: &ConfigError| Mistake { message: said(e), hint: e.hint() };
    let answer = Answer {
        schema: SCHEMA,
        files: names(&Config::files_of(&cx.sources)),
        settings: None,
        errors: Some(errors.iter().map(mistake).collect()),
    };
    if !cx.ui.value(&answer)? {
        for error in &errors {
            cx.ui.line(&inline(&said(error)))?;
            if let Some(hint) = error.hint() {
                cx.ui.line(&format!("  hint: {}", inline(&hint)))?;
            }
        }
        cx.ui.line(&verdict(errors.len(), &answer.files))?;
    }
    Ok(if errors.is_empty() { Exit::Done } else { Exit::Usage })
}

fn verdict(errors: usize, files: &[String]) -> String {
    let read = match files {
        [] => "no configuration file is in force".to_owned(),
        files => inline(&files.join(", ")).into_owned(),
    };
    match errors {
        0 => format!("ok: {read}"),
        1 => format!("1 mistake: {read}"),
        n => format!("{n} mistakes: {read}"),
    }
}

fn names(files: &[PathBuf]) -> Vec<String> {
    files.iter().map(|f| f.display().to_string()).collect()
}

/// An error with its cause.
fn said(error: &ConfigError) -> String {
    error.source().map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
}
