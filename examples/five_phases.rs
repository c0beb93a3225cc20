//! A workflow of five phases that may be killed at any moment, started again, and ends with the right total.
//!
//! ```sh
//! cargo run --example five_phases -- demo.db --die-in 3   # dies in the middle of the third phase
//! cargo run --example five_phases -- demo.db              # goes on from there
//! ```
//!
//! The model is simulated: it takes a moment, and it sends a bill. Like the real ones it takes a key with each call,
//! and does not charge twice for the same key; its bill stands in `demo.db.bill`, so that you can compare.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a program of its own, with clocks and words"
)]

use serde_json::{Value, json};
use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};
use wfstate::StateManager;
use wfstate::manager::SessionStatus;
use wfstate::model::money::MicroUsd;

const PHASES: [(&str, &str); 5] = [
    ("research", "0.0836"),
    ("outline", "0.0777"),
    ("draft", "0.0485"),
    ("review", "0.0601"),
    ("final", "0.0514"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let database = args.first().ok_or("usage: five_phases DATABASE [--die-in N]")?;
    let die_in = match args.get(1).map(String::as_str) {
        Some("--die-in") => args.get(2).and_then(|n| n.parse().ok()),
        _ => None,
    };

    let manager = StateManager::new(database)?;
    let id = begin_or_go_on(&manager)?;
    for (number, (phase, price)) in (1..).zip(PHASES) {
        if manager.is_phase_completed(&id, phase)? {
            println!("{phase}: done before");
            continue;
        }
        let begun = Instant::now();
        let output = call_model(&format!("{database}.bill"), &format!("{id}/{phase}"), price)?;
        if die_in == Some(number) {
            println!("{phase}: killed before its result was saved");
            std::process::abort();
        }
        let took = u64::try_from(begun.elapsed().as_millis())?;
        manager.save_phase_completion_once(
            &id,
            phase,
            &output,
            took,
            MicroUsd::from_literal(price),
            phase,
        )?;
        println!("{phase}: saved, {}", MicroUsd::from_literal(price).unwrap_or_default());
    }
    manager.save_markdown_output(&id, "# Report\n\nDone.\n")?;
    manager.update_session_status(&id, SessionStatus::Completed, None)?;
    let total = manager.get_session(&id)?.and_then(|s| s.cost_usd).unwrap_or_default();
    println!("total {total}, billed {}", billed(&format!("{database}.bill"))?);
    manager.shutdown()?;
    Ok(())
}

/// The newest workflow that has not ended, or a new one.
fn begin_or_go_on(manager: &StateManager) -> Result<String, Box<dyn Error>> {
    let newest = manager.get_session_history(1)?.into_iter().next();
    match newest.filter(|s| !matches!(s.status, SessionStatus::Completed | SessionStatus::Cancelled)) {
        Some(session) => {
            let context = manager.resume_session(&session.session_id)?;
            println!("going on after {:?}, attempt {}", context.last_completed_phase, context.attempt);
            Ok(session.session_id)
        }
        None => Ok(manager.create_session("TechCorp")?),
    }
}

/// A call that takes a moment and is billed once for a key.
fn call_model(bill: &str, key: &str, price: &str) -> Result<Value, Box<dyn Error>> {
    std::thread::sleep(Duration::from_millis(50));
    if !lines(bill)?.iter().any(|line| line.starts_with(key)) {
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(bill)?;
        writeln!(file, "{key} {price}")?;
        file.sync_all()?;
    }
    Ok(json!({ "text": format!("the answer to {key}") }))
}

fn lines(bill: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let text = if Path::new(bill).exists() { std::fs::read_to_string(bill)? } else { String::new() };
    Ok(text.lines().map(str::to_owned).collect())
}

fn billed(bill: &str) -> Result<MicroUsd, Box<dyn Error>> {
    let mut sum = MicroUsd::default();
    for line in lines(bill)? {
        let price = line.rsplit(' ').next().and_then(MicroUsd::from_literal).ok_or("a line of the bill")?;
        sum = sum.checked_add(price).ok_or("the bill is too large")?;
    }
    Ok(sum)
}
