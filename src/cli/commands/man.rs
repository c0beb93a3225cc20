//! `wfstate man`: the manual, one page for all verbs.

use crate::cli::context::{Context, only};
use crate::cli::exit::{EXIT_CODES, Exit, Failure};
use crate::cli::render::Format;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use std::io::Write;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs.
pub fn run(_args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    only(cx.ui.format(), &[Format::Text])?;
    cx.ui.write_all(&page()?)?;
    Ok(Exit::Done)
}

fn page() -> std::io::Result<Vec<u8>> {
    // The version of the library is a fact of the build; a page that is committed must not hang on it.
    let mut command = crate::cli::command().version(env!("CARGO_PKG_VERSION"));
    command.build();
    let man = Man::new(command.clone()).date("").source(concat!("wfstate ", env!("CARGO_PKG_VERSION")));
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    for verb in command.get_subcommands().filter(|c| c.get_name() != "help") {
        verb_section(verb, &mut page)?;
    }
    exit_codes().to_writer(&mut page)?;
    Ok(page)
}

/// A verb's own section: its line, its words, its own flags (the global ones stand once, above).
fn verb_section(verb: &clap::Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    let title = verb.get_bin_name().unwrap_or(verb.get_name()).to_uppercase();
    Roff::new().control("SH", [title.as_str()]).to_writer(page)?;
    let own = verb.clone().mut_args(|arg| if arg.is_global_set() { arg.hide(true) } else { arg });
    let mut parts = Vec::new();
    let man = Man::new(own);
    man.render_synopsis_section(&mut parts)?;
    man.render_description_section(&mut parts)?;
    if verb.get_arguments().any(|arg| !arg.is_global_set()) {
        man.render_options_section(&mut parts)?;
    }
    man.render_extra_section(&mut parts)?;
    page.extend(without_sections(&parts));
    for sub in verb.get_subcommands().filter(|c| c.get_name() != "help") {
        verb_section(sub, page)?;
    }
    Ok(())
}

/// The parts' own headings would stand beside the verb's instead of below it.
fn without_sections(parts: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(parts);
    let lines = text.lines().filter(|line| !line.starts_with(".ie") && !line.starts_with(".el"));
    let lines = lines.map(|line| if line.starts_with(".SH ") { ".PP" } else { line });
    lines.flat_map(|line| [line, "\n"]).collect::<String>().into_bytes()
}

fn exit_codes() -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["EXIT STATUS"]);
    for (_, code, _, meaning) in EXIT_CODES {
        roff.control("TP", []);
        roff.text([bold(code.to_string())]);
        roff.text([roman(*meaning)]);
    }
    roff
}
