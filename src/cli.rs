//! The command line: global arguments, the run of one verb, and the only place where an error is printed.

pub mod commands;
pub mod context;
pub mod exit;
pub mod render;
pub mod selection;
mod signals;

use clap::{CommandFactory, Parser};
use context::{Context, Global};
use exit::{Exit, Failure};
use serde_json::json;
use std::process::ExitCode;

/// The flight recorder for local AI sessions.
///
/// Records every event of a session durably while it happens, computes the state at any instant again, bit for
/// bit, and keeps it all in one SQLite file that its user owns.
#[derive(Debug, Parser)]
#[command(name = "wfstate", version = version(), max_term_width = 100, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: commands::Command,
}

/// The whole command line as clap knows it, for completions and the man page.
pub fn command() -> clap::Command {
    Cli::command()
}

fn version() -> &'static str {
    static VERSION: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    VERSION.get_or_init(|| {
        let own = env!("CARGO_PKG_VERSION");
        match crate::core::store::sqlite_version() {
            Ok((sqlite, source)) => format!("{own} (SQLite {sqlite}, {source})"),
            Err(_) => own.to_owned(),
        }
    })
}

/// Runs the program.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(e) => return parse_error(&e),
    };
    let json = cli.global.wants_json();
    let mut context = match Context::new(cli.global, &cli.command) {
        Ok(context) => context,
        Err(failure) => {
            return report(&render::ui::Ui::stdout(render::ui::UiOptions::default()), json, &failure);
        }
    };
    let outcome = cli.command.check_format(context.ui.format()).and_then(|()| cli.command.run(&mut context));
    let flushed = context.ui.finish().map_err(Failure::from);
    match outcome.and_then(|exit| flushed.map(|()| exit)) {
        Ok(exit) => exit.into(),
        Err(failure) => report(&context.ui, json, &failure),
    }
}

/// clap prints help and version to stdout with code 0, and mistakes to stderr with code 2, as wfstate does.
fn parse_error(e: &clap::Error) -> ExitCode {
    let closed = e.print().is_err();
    if e.use_stderr() && !closed { Exit::Usage.into() } else { Exit::Done.into() }
}

fn report(ui: &render::ui::Ui, json: bool, failure: &Failure) -> ExitCode {
    if json {
        ui.json_to_stderr(&json!({
            "message_type": "exit_error",
            "code": failure.exit.code(),
            "kind": failure.exit.kind(),
            "message": failure.message,
            "hint": failure.hint,
        }));
    } else {
        let hint = failure.hint.as_ref().map(|h| format!("\n  hint: {h}")).unwrap_or_default();
        ui.error(&format!("{}{hint}", failure.message));
    }
    failure.exit.into()
}
