//! Which sessions are meant, where a verb takes several: by name, or by what they are.

use crate::core::list::status_now;
use crate::core::model::time::Timestamp;
use crate::core::select::{SelectError, session};
use crate::core::store::{Ask, SessionFilter, SessionRow, StoreError};
use std::collections::HashSet;

/// Rows that are looked at together.
const PAGE: usize = 500;

/// What a user asked for. Names and properties together mean those of the named ones that have the properties.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Selectors, one session each.
    pub sessions: Vec<String>,
    /// Every session.
    pub all: bool,
    /// Of this user.
    pub user: Option<String>,
    /// With this label.
    pub label: Option<String>,
    /// Ended before this time. A session that has not ended is younger than any.
    pub older_than: Option<Timestamp>,
    /// `stream` or `workflow`.
    pub kind: Option<String>,
    /// With this status.
    pub status: Option<String>,
}

impl Selection {
    /// Whether nothing was asked for at all.
    pub fn is_empty(&self) -> bool {
        self.sessions.is_empty() && !self.all && self.describe().is_empty()
    }

    /// The properties as a user writes them; empty where none is asked for.
    pub fn describe(&self) -> String {
        let older = self.older_than.map(|t| format!("ended before {t}"));
        let named = |name: &str, value: &Option<String>| value.as_ref().map(|v| format!("{name} {v}"));
        let parts = [
            named("user", &self.user),
            named("label", &self.label),
            older,
            named("kind", &self.kind),
            named("status", &self.status),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    fn takes(&self, row: &SessionRow) -> bool {
        let is = |wanted: &Option<String>, found: Option<&str>| {
            wanted.as_deref().is_none_or(|wanted| Some(wanted) == found)
        };
        // A row may say `Running` of a session whose recorder died, and one that is resumed has an old end no more.
        let ended_before = |t: Timestamp| status_now(row) != "Running" && row.end.is_some_and(|end| end < t);
        is(&self.user, Some(&row.user_id))
            && is(&self.label, row.label.as_deref())
            && is(&self.kind, Some(&row.kind))
            && is(&self.status, Some(status_now(row)))
            && self.older_than.is_none_or(ended_before)
    }
}

/// The sessions, each once, the one that began first in front.
pub fn resolve(from: &impl Ask, selection: &Selection) -> Result<Vec<SessionRow>, SelectError> {
    let mut rows =
        if selection.sessions.is_empty() { every(from, selection)? } else { named(from, selection)? };
    if rows.is_empty() {
        let properties = selection.describe();
        let selector = if properties.is_empty() { "any session".to_owned() } else { properties };
        return Err(SelectError::Nothing { selector });
    }
    rows.sort_by_key(|r| (r.start, r.no));
    Ok(rows)
}

fn named(from: &impl Ask, selection: &Selection) -> Result<Vec<SessionRow>, SelectError> {
    let mut seen = HashSet::new();
    let mut rows = Vec::new();
    for selector in &selection.sessions {
        let row = session(from, selector)?;
        if seen.insert(row.no) && selection.takes(&row) {
            rows.push(row);
        }
    }
    Ok(rows)
}

fn every(from: &impl Ask, selection: &Selection) -> Result<Vec<SessionRow>, StoreError> {
    let filter = SessionFilter {
        label: selection.label.clone(),
        kind: selection.kind.clone(),
        status: selection.status.clone(),
        ..SessionFilter::default()
    };
    let mut rows: Vec<SessionRow> = Vec::new();
    if selection.is_empty() {
        return Ok(rows);
    }
    let mut skip = 0;
    loop {
        let page = from.ask(|q| q.sessions_matching(&filter, skip, PAGE))?;
        let last = page.len() < PAGE;
        skip += page.len();
        rows.extend(page.into_iter().filter(|row| selection.takes(row)));
        if last {
            return Ok(rows);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::store::{Reader, Totals, Writer};
    use crate::core::{ambient, store};

    /// Three sessions: one that ended early, one that ended late, one that is being recorded by this process.
    fn scene(dir: &tempfile::TempDir) -> Reader {
        let path = dir.path().join("t.db");
        let opening = store::Opening {
            create: Some(store::Created { uuid: [7; 16], at: Timestamp(0) }),
            durable: false,
            lock_timeout: std::time::Duration::from_secs(5),
            owner: ambient::process_name(),
        };
        let mut writer = Writer::open(&store::Place::parse(&path), &opening).unwrap();
        for (n, label) in [(3_i64, "A"), (1, "A"), (2, "B")] {
            let mut tx = writer.begin().unwrap();
            let new = store::NewSession {
                session_id: format!("s{n}"),
                kind: "stream",
                label: Some(label.to_owned()),
                stores_content: false,
                durability: "disk",
                start: Timestamp(n),
                owner: ambient::process_name(),
                key: [1; 32],
                metadata: "{}".into(),
            };
            let no = tx.insert_session(&new).unwrap();
            if n < 3 {
                let totals = Totals { user_id: Some(format!("u{n}")), ..Totals::default() };
                tx.release(no, "Completed", true, Timestamp(n * 100), Some(&totals)).unwrap();
            }
            tx.commit().unwrap();
        }
        writer.tidy().unwrap();
        Reader::open(&path, std::time::Duration::from_secs(5)).unwrap()
    }

    #[test]
    fn sessions_are_chosen_by_name_and_by_what_they_are() {
        let dir = tempfile::tempdir().unwrap();
        let reader = scene(&dir);
        let all = || Selection { all: true, ..Selection::default() };
        let ids = |selection: Selection| -> Vec<String> {
            let rows = resolve(&reader, &selection);
            rows.map_or_else(|e| vec![e.to_string()], |r| r.into_iter().map(|s| s.session_id).collect())
        };
        assert_eq!(ids(all()), ["s1", "s2", "s3"], "in the order in which they began");
        assert_eq!(ids(Selection { label: Some("A".into()), ..Selection::default() }), ["s1", "s3"]);
        assert_eq!(ids(Selection { user: Some("u2".into()), ..Selection::default() }), ["s2"]);
        let old = |us| Selection { older_than: Some(Timestamp(us)), ..Selection::default() };
        assert_eq!(ids(old(150)), ["s1"]);
        assert_eq!(ids(old(i64::MAX)), ["s1", "s2"], "what is being recorded is never old");
        let named = ["s3", "latest", "label:B", "s2"].map(str::to_owned).to_vec();
        assert_eq!(ids(Selection { sessions: named.clone(), ..Selection::default() }), ["s2", "s3"]);
        let both = Selection { sessions: named, label: Some("B".into()), ..Selection::default() };
        assert_eq!(ids(both), ["s2"]);
        assert_eq!(ids(Selection { status: Some("Running".into()), ..Selection::default() }), ["s3"]);
        assert_eq!(
            ids(Selection { kind: Some("workflow".into()), ..all() }),
            ["no session matches `kind workflow`"]
        );
        assert!(matches!(resolve(&reader, &Selection::default()), Err(SelectError::Nothing { .. })));
    }
}
