//! Thinning out the backups of a folder. Only files that are backups of this database by what is in them are
//! counted, and the newest of them always stays.

use super::known::{self, Known, Look};
use super::open::Keys;
use super::{BackupError, latest};
use crate::core::model::time::Timestamp;
use crate::core::store::{StoreError, sync_directory};
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What is kept. Days, weeks (from Monday) and months are those of UTC; of each the newest backup counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Policy {
    /// The newest so many.
    pub last: u64,
    /// One for each of the newest so many days that have one.
    pub daily: u64,
    /// The same of weeks.
    pub weekly: u64,
    /// The same of months.
    pub monthly: u64,
    /// All that are not older than this.
    pub within_ms: Option<i64>,
}

impl Policy {
    /// Whether it keeps nothing, which nobody means.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// One backup, and what becomes of it.
#[derive(Debug, Clone, Serialize)]
pub struct Verdict {
    /// The backup.
    #[serde(flatten)]
    pub backup: Known,
    /// Why it stays; nothing where it goes.
    pub keep: Vec<&'static str>,
}

/// What a folder comes to.
#[derive(Debug, Clone, Serialize)]
pub struct Plan {
    /// `wfstate.backup/1`
    pub schema: &'static str,
    /// Nothing was removed.
    pub dry_run: bool,
    /// The backups of this database, the newest first.
    pub backups: Vec<Verdict>,
    /// Bytes of those that go.
    pub bytes: u64,
    /// Files that are encrypted, and cannot be looked into without a key: they stay.
    pub locked: Vec<PathBuf>,
}

/// All backups of a folder, the newest first, and the files that nobody can look into without a key.
pub fn list(folder: &Path, keys: &Keys) -> Result<(Vec<Known>, Vec<PathBuf>), BackupError> {
    let (mut backups, mut locked) = (Vec::new(), Vec::new());
    for path in known::files(folder)? {
        match known::look(&path, Some(keys)) {
            Look::Backup(known) => backups.push(known),
            Look::Locked { .. } => locked.push(path),
            Look::Other => {}
        }
    }
    backups.sort_by(|a, b| (b.created, &b.path).cmp(&(a.created, &a.path)));
    Ok((backups, locked))
}

/// What would go, and why the others stay.
pub fn plan(
    folder: &Path,
    database: &str,
    policy: &Policy,
    keys: &Keys,
    now: Timestamp,
) -> Result<Plan, BackupError> {
    if policy.is_empty() {
        return Err(BackupError::Usage("a policy that keeps nothing would remove every backup".into()));
    }
    let (mut backups, locked) = list(folder, keys)?;
    backups.retain(|b| b.database == database);
    let times: Vec<Option<Timestamp>> = backups.iter().map(|b| b.created).collect();
    let reasons = keep(&times, policy, now);
    let backups: Vec<Verdict> =
        backups.into_iter().zip(reasons).map(|(backup, keep)| Verdict { backup, keep }).collect();
    let bytes = backups.iter().filter(|v| v.keep.is_empty()).map(|v| v.backup.bytes).sum();
    Ok(Plan { schema: "wfstate.backup/1", dry_run: true, backups, bytes, locked })
}

/// Removes what a plan says goes. A file that is another one by now stays.
pub fn apply(plan: &mut Plan, folder: &Path, keys: &Keys) -> Result<(), BackupError> {
    let goes = |name: &Path| {
        plan.backups.iter().any(|v| v.keep.is_empty() && v.backup.path.file_name() == Some(name.as_os_str()))
    };
    // Before it is gone: whoever reads `latest` in that moment finds a backup.
    if latest::target(folder).is_some_and(|name| goes(&name))
        && let Some(stays) = plan.backups.iter().find(|v| !v.keep.is_empty())
    {
        latest::point_at(&stays.backup.path)?;
    }
    for verdict in plan.backups.iter_mut().filter(|v| v.keep.is_empty()) {
        let backup = &verdict.backup;
        let same = matches!(known::look(&backup.path, Some(keys)), Look::Backup(now)
            if now.created == backup.created && now.database == backup.database);
        if !same {
            verdict.keep.push("changed");
            continue;
        }
        std::fs::remove_file(&backup.path).map_err(|e| StoreError::io(&backup.path, e))?;
    }
    plan.dry_run = false;
    sync_directory(&folder.join(latest::NAME))?;
    Ok(())
}

/// The name of the stretch of time that a moment is in.
type Period = fn(Timestamp) -> String;

/// Why each of these stays, by time, the newest first. One that does not say when it was made stays.
fn keep(times: &[Option<Timestamp>], policy: &Policy, now: Timestamp) -> Vec<Vec<&'static str>> {
    let mut reasons: Vec<Vec<&'static str>> = vec![Vec::new(); times.len()];
    let mut dated = 0;
    let rules: [(&str, u64, Period); 3] =
        [("daily", policy.daily, day), ("weekly", policy.weekly, week), ("monthly", policy.monthly, month)];
    let mut seen: [BTreeSet<String>; 3] = Default::default();
    for (at, reasons) in times.iter().zip(&mut reasons) {
        let Some(at) = *at else {
            reasons.push("undated");
            continue;
        };
        dated += 1;
        if dated == 1 {
            reasons.push("newest");
        }
        if dated <= policy.last {
            reasons.push("last");
        }
        if policy.within_ms.is_some_and(|ms| at >= now.plus_us(-ms.saturating_mul(1000))) {
            reasons.push("within");
        }
        for ((name, most, of), seen) in rules.iter().zip(&mut seen) {
            if (seen.len() as u64) < *most && seen.insert(of(at)) {
                reasons.push(name);
            }
        }
    }
    reasons
}

fn day(at: Timestamp) -> String {
    at.to_string()[..10].to_owned()
}

fn month(at: Timestamp) -> String {
    at.to_string()[..7].to_owned()
}

/// Weeks since the Monday before 1970-01-01, which was a Thursday.
fn week(at: Timestamp) -> String {
    (at.0.div_euclid(86_400_000_000) + 3).div_euclid(7).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::unnecessary_wraps, reason = "as they stand in the list")]
    fn at(text: &str) -> Option<Timestamp> {
        Some(Timestamp::parse(&format!("{text}:00Z")).unwrap().at)
    }

    fn kept(times: &[Option<Timestamp>], policy: Policy) -> Vec<usize> {
        let reasons = keep(times, &policy, at("2025-08-20T12:00").unwrap());
        reasons.iter().enumerate().filter(|(_, r)| !r.is_empty()).map(|(n, _)| n).collect()
    }

    #[test]
    fn the_newest_of_each_day_week_and_month_stays_and_the_newest_of_all_always() {
        // 2025-08-18 is a Monday.
        let times = [
            at("2025-08-20T11:00"),
            at("2025-08-20T10:00"),
            at("2025-08-18T00:00"),
            at("2025-08-17T23:59"),
            at("2025-08-01T00:00"),
            at("2025-07-31T23:59"),
        ];
        let none = Policy::default();
        assert_eq!(kept(&times, Policy { last: 2, ..none }), [0, 1]);
        assert_eq!(kept(&times, Policy { daily: 3, ..none }), [0, 2, 3]);
        assert_eq!(kept(&times, Policy { weekly: 2, ..none }), [0, 3]);
        assert_eq!(kept(&times, Policy { weekly: 3, ..none }), [0, 3, 4]);
        assert_eq!(kept(&times, Policy { monthly: 9, ..none }), [0, 5]);
        assert_eq!(kept(&times, Policy { within_ms: Some(86_400_000 * 3), ..none }), [0, 1, 2, 3]);
        assert_eq!(kept(&times, Policy { within_ms: Some(1), ..none }), [0]);
        assert_eq!(kept(&times, Policy { last: 1, daily: 2, monthly: 2, ..none }), [0, 2, 5]);
        assert!(none.is_empty() && !Policy { within_ms: Some(1), ..none }.is_empty());
    }

    #[test]
    fn one_that_does_not_say_when_it_was_made_stays() {
        assert_eq!(
            kept(
                &[None, at("2025-08-20T10:00"), at("2025-08-19T10:00")],
                Policy { last: 1, ..Policy::default() }
            ),
            [0, 1]
        );
    }
}
