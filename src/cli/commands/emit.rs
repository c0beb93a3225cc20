//! `wfstate emit`: one event, committed before the verb returns.

use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::stream::Warnings;
use crate::core::model::id::SessionId;
use crate::core::record::{OneEvent, Options, append_one};
use crate::core::store::Place;
use serde_json::json;
use std::io::Read;

/// Arguments of `emit`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  wfstate emit user.action '{\"action\":\"pause\"}' --session latest")]
pub struct Args {
    /// The event's type, such as user.action
    #[arg(value_name = "TYPE")]
    type_name: String,
    /// Its data, a JSON object; `-` reads it from standard input
    #[arg(default_value = "{}", value_name = "JSON")]
    data: String,
    /// The session: an id, a prefix, latest, label:X
    #[arg(long, default_value = "latest", value_name = "SESSION", env = "WFSTATE_SESSION", hide_env = true)]
    session: String,
    /// Make the session (and the database) where it does not exist
    #[arg(long)]
    create: bool,
    /// The event's frame
    #[arg(long, value_name = "N")]
    frame_id: Option<u64>,
    /// What it adds to the energy, in EU
    #[arg(long, value_name = "EU", allow_hyphen_values = true)]
    energy_delta: Option<String>,
    /// Its time [default: now]
    #[arg(long, value_name = "TIME")]
    timestamp: Option<String>,
    /// Your own id for it: sent again, the event is recorded once
    #[arg(long, value_name = "KEY")]
    event_key: Option<String>,
    /// Only when the session stands at this event
    #[arg(long, value_name = "N")]
    expect_seq: Option<u64>,
    /// Store the words of prompts and answers
    #[arg(long)]
    content: bool,
}

/// Runs the verb.
pub fn run(args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    let mut data = args.data.clone();
    if data == "-" {
        data.clear();
        std::io::stdin().read_to_string(&mut data)?;
    }
    let session = session(&args, cx)?;
    let place = Place::parse(&cx.database()?);
    let options = Options {
        key_file: Some(cx.key_file()?),
        session: Some(session.clone()),
        content: args.content || cx.config.privacy().store_raw_content,
        source: "emit".into(),
        snapshot_every: 0,
        ..cx.recording(place, cx.opening(args.create)?)
    };
    let event = OneEvent {
        type_name: args.type_name,
        data,
        timestamp: args.timestamp,
        frame: args.frame_id,
        energy_delta: args.energy_delta,
        key: args.event_key,
        expect_seq: args.expect_seq,
        create: args.create,
    };
    let summary = append_one(options, &event, Box::new(Warnings))?;
    cx.tell_log(summary.log.as_ref());
    let last_seq = summary.sessions.first().map(|s| s.last_seq);
    if cx.ui.format().is_json() {
        cx.ui.json(&json!({
            "schema": "wfstate.emit/1",
            "session_id": session,
            "last_seq": last_seq,
            "duplicate": summary.duplicate > 0,
            "state_hash": summary.sessions.first().map(|s| &s.state_hash),
        }))?;
    } else {
        let seq = last_seq.unwrap_or(0);
        let again = if summary.duplicate > 0 { " (it was recorded before)" } else { "" };
        cx.ui.line(&format!("{session} {seq}{again}"))?;
    }
    Ok(Exit::Done)
}

/// The session that is meant; with `--create` a full id may be new.
fn session(args: &Args, cx: &Context) -> Result<String, Failure> {
    if args.create && args.session != "latest" {
        SessionId::parse(&args.session).map_err(|e| Failure::usage(format!("--session: {e}")))?;
        cx.make_default_directory()?;
        return Ok(args.session.clone());
    }
    if args.create {
        return Err(Failure::usage("--create needs --session ID"));
    }
    let reader = cx.reader()?;
    Ok(cx.session(&reader, &args.session)?.session_id)
}
