//! One session of the page: its figures, its curve, and what happened when.

use crate::core::escape::inline;
use crate::core::export::record::{EventLine, JournalRecord, SessionRecord};
use crate::core::model::energy::MicroEu;
use crate::core::model::json::{Fields, Kind, Member, Scanner};
use crate::core::model::time::Timestamp;
use crate::core::number::{count, energy, usd};
use crate::core::stats::Sketch;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Rows of each list.
const MOST_ROWS: usize = 200;
/// Characters of a text that are shown.
const MOST_CHARS: usize = 400;
/// The curve is so wide and so high, in its own units.
const WIDTH: f64 = 600.0;
const HEIGHT: f64 = 120.0;

/// A session on its way.
pub struct Chapter {
    head: SessionRecord,
    curve: Sketch,
    span: Option<(Timestamp, Timestamp)>,
    models: BTreeMap<String, (i64, u64)>,
    families: BTreeMap<String, u64>,
    prompts: Rows,
    phases: Rows,
    errors: Rows,
    notes: Rows,
    scanner: Scanner,
    members: Vec<Member>,
}

/// A list with a bound.
#[derive(Default)]
struct Rows {
    rows: Vec<Row>,
    more: u64,
}

/// Something that happened.
pub struct Row {
    pub at: String,
    pub what: String,
    pub more: String,
}

impl Rows {
    fn add(&mut self, at: Timestamp, what: &str, more: &str) {
        if self.rows.len() >= MOST_ROWS {
            self.more += 1;
            return;
        }
        let short = |text: &str| inline(&text.chars().take(MOST_CHARS).collect::<String>()).into_owned();
        self.rows.push(Row { at: at.to_string(), what: short(what), more: short(more) });
    }
}

/// A list as the page shows it.
pub struct List {
    pub title: &'static str,
    pub rows: Vec<Row>,
    pub more: u64,
}

/// A session as the page shows it.
pub struct Told {
    pub name: String,
    pub facts: Vec<(&'static str, String)>,
    pub path: String,
    pub caption: String,
    pub models: Vec<(String, String, String)>,
    pub families: Vec<(String, String)>,
    pub lists: Vec<List>,
}

impl Chapter {
    /// Of a session's head.
    pub fn new(head: SessionRecord) -> Self {
        Self {
            head,
            curve: Sketch::default(),
            span: None,
            models: BTreeMap::new(),
            families: BTreeMap::new(),
            prompts: Rows::default(),
            phases: Rows::default(),
            errors: Rows::default(),
            notes: Rows::default(),
            scanner: Scanner::default(),
            members: Vec::new(),
        }
    }

    /// The next event.
    pub fn event(&mut self, line: &EventLine<'_>) {
        let (low, high) = self.span.unwrap_or((line.at, line.at));
        self.span = Some((low.min(line.at), high.max(line.at)));
        let added = line.energy(&mut self.scanner);
        if let Some(energy) = added {
            self.curve.add(line.at, energy.0);
        }
        let family = line.type_name.split('.').next().unwrap_or_default();
        *slot(&mut self.families, family) += 1;
        let Ok(data) = Fields::scan(&mut self.scanner, line.data.as_bytes(), &mut self.members) else {
            return;
        };
        if let Some(model) = data.text("model_id") {
            let (sum, tokens) = slot(&mut self.models, &model);
            *sum = sum.saturating_add(added.map_or(0, |e| e.0));
            *tokens += u64::from(line.type_name == "ai.output");
        }
        let text = |name: &str| data.text(name).unwrap_or_default().into_owned();
        match &*line.type_name {
            "user.prompt" => {
                let words = data.get("prompt_text");
                let said =
                    words.filter(|v| v.kind == Kind::String).and_then(|v| v.text()).unwrap_or_default();
                let length = data.count("length").map(|n| format!("{} characters", count(n)));
                let more = if said.is_empty() { length.unwrap_or_default() } else { said.into_owned() };
                self.prompts.add(line.at, &text("prompt_id"), &more);
            }
            "workflow.phase_completed" => {
                let cost = data.count("cost_micro_usd").and_then(|c| i64::try_from(c).ok());
                self.phases.add(line.at, &text("phase_id"), &usd(cost));
            }
            "workflow.status_changed" => self.phases.add(line.at, &text("status"), ""),
            "error" => {
                let more = format!("{}, {}", text("component"), text("severity"));
                self.errors.add(line.at, &text("error_code"), &more);
            }
            _ => {}
        }
    }

    /// What the recorder had to say; what it measures all the time is left out.
    pub fn journal(&mut self, entry: &JournalRecord) {
        if entry.kind != "recorder.stats"
            && entry.kind != "state.snapshot_created"
            && let Ok(at) = Timestamp::parse(&entry.timestamp)
        {
            self.notes.add(at.at, &entry.kind, &format!("after event {}", entry.after_seq));
        }
    }

    /// As the page shows it.
    pub fn told(self) -> Told {
        let head = &self.head;
        let shown = |text: &str| inline(text).into_owned();
        let facts = [
            ("label", head.label.as_deref().map(shown).unwrap_or_default()),
            ("user", shown(&head.user_id)),
            ("status", shown(&head.status)),
            ("began", second(&head.start_time)),
            ("ended", head.end_time.as_deref().map(second).unwrap_or_default()),
            ("events", count(head.events)),
            ("energy", head.energy.map(|e| energy(e.0)).unwrap_or_default()),
            ("cost", head.cost_micro_usd.map(|c| usd(Some(c))).unwrap_or_default()),
            ("lost", if head.lost > 0 { count(head.lost) } else { String::new() }),
        ];
        let curve = self.span.and_then(|(low, high)| self.curve.curve(low, high));
        let rates = curve.as_ref().map(crate::core::stats::Curve::rates).unwrap_or_default();
        let most = rates.iter().copied().fold(0.0, f64::max);
        let caption = match &curve {
            Some(c) => format!(
                "{} columns of {} ms; the highest is {most:.2} EU a second",
                rates.len(),
                c.bucket_us / 1000
            ),
            None => String::new(),
        };
        let list = |title, rows: Rows| List { title, rows: rows.rows, more: rows.more };
        Told {
            name: head.session_id.clone(),
            facts: facts.into_iter().filter(|f| !f.1.is_empty()).collect(),
            path: path(&rates, most),
            caption,
            models: self
                .models
                .iter()
                .map(|(m, (e, tokens))| (shown(m), energy(MicroEu(*e).0), count(*tokens)))
                .collect(),
            families: self.families.iter().map(|(f, n)| (shown(f), count(*n))).collect(),
            lists: [
                list("Prompts", self.prompts),
                list("Phases", self.phases),
                list("Errors", self.errors),
                list("What the recorder had to say", self.notes),
            ]
            .into_iter()
            .filter(|l| !l.rows.is_empty())
            .collect(),
        }
    }
}

/// The area under the curve, as a path.
#[expect(clippy::cast_precision_loss, reason = "for drawing")]
fn path(rates: &[f64], most: f64) -> String {
    if rates.len() < 2 || most <= 0.0 {
        return String::new();
    }
    let mut path = format!("M0 {HEIGHT}");
    let step = WIDTH / rates.len() as f64;
    for (at, rate) in rates.iter().enumerate() {
        let (x, y) = (step * at as f64, HEIGHT - rate.max(0.0) / most * HEIGHT);
        let _infallible = write!(path, "L{x:.1} {y:.1}L{:.1} {y:.1}", x + step);
    }
    path + &format!("L{WIDTH} {HEIGHT}Z")
}

fn slot<'m, T: Default>(map: &'m mut BTreeMap<String, T>, name: &str) -> &'m mut T {
    let name = if map.contains_key(name) || map.len() < MOST_ROWS { name } else { "(other)" };
    map.entry(name.to_owned()).or_default()
}

/// `2025-08-17 19:48:00 UTC`: what a person wants to know.
fn second(time: &str) -> String {
    time.get(..19).map_or_else(|| time.to_owned(), |t| format!("{} UTC", t.replace('T', " ")))
}
