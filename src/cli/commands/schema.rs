//! `wfstate schema`: the entity diagram, the tables, and every JSON Schema.

use crate::cli::context::{Context, only};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::{Format, Table};
use crate::core::schemas::{self, diagram};
use crate::core::{config::suggest, store};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Print one JSON Schema by its name, or the database's own schema
    ///
    /// With a name: that JSON Schema. Without one, after --format: `mermaid` (the default) draws the entities,
    /// `sql` prints the statements that make the database, `json` prints all JSON Schemas in one object.
    Show {
        /// A name that `schema list` prints, such as energy.event, event/energy.update or output/list
        #[arg(value_name = "NAME")]
        name: Option<String>,
    },
    /// Name every JSON Schema
    List,
}

/// Runs.
pub fn run(args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    match args.verb {
        Verb::Show { name: Some(name) } => one(&name, cx),
        Verb::Show { name: None } => whole(cx),
        Verb::List => list(cx),
    }
}

fn one(name: &str, cx: &mut Context) -> Result<Exit, Failure> {
    only(cx.ui.format(), &[Format::Text, Format::Json, Format::Ndjson])?;
    let Some(schema) = schemas::find(name) else {
        let names = schemas::SCHEMAS.iter().map(|s| s.name);
        let hint = match suggest::closest(name, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`wfstate schema list` names them".to_owned(),
        };
        return Err(Failure::new(Exit::NoMatch, format!("there is no schema `{name}`")).hint(hint));
    };
    match cx.ui.format() {
        Format::Ndjson => cx.ui.json(&schema.value())?,
        _ => cx.ui.text(schema.text)?,
    }
    Ok(Exit::Done)
}

fn whole(cx: &mut Context) -> Result<Exit, Failure> {
    only(cx.ui.format(), &[Format::Text, Format::Mermaid, Format::Sql, Format::Json, Format::Ndjson])?;
    match cx.ui.format() {
        Format::Sql => cx.ui.text(store::ddl())?,
        format if format.is_json() => cx.ui.json(&schemas::all())?,
        _ => cx.ui.text(diagram::mermaid())?,
    }
    Ok(Exit::Done)
}

fn list(cx: &mut Context) -> Result<Exit, Failure> {
    let list = schemas::list();
    if cx.ui.value(&list)? {
        return Ok(Exit::Done);
    }
    let mut table = Table::new(["name", "describes"]);
    for header in &list.list {
        let description = header.description.as_deref().unwrap_or_default();
        table.row([header.name, description.split_once(". ").map_or(description, |(first, _)| first)]);
    }
    cx.ui.table(&table)?;
    Ok(Exit::Done)
}
