//! A look at this machine: files and rights, locks, room, clock, versions. Changes nothing.

mod database;
mod machine;

use crate::core::config::Sources;
use serde::Serialize;
use std::path::PathBuf;
use std::time::Duration;

/// Everything that is looked at.
#[derive(Debug)]
pub struct Scene<'a> {
    /// The database that is meant, or why none is.
    pub database: Result<PathBuf, String>,
    /// Its key file.
    pub key_file: Option<PathBuf>,
    /// Where the configuration comes from.
    pub sources: &'a Sources,
    /// How long to wait for a lock.
    pub lock_timeout: Duration,
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// As it should be.
    Ok,
    /// It works, and something should be known.
    Warn,
    /// Something does not work, or is not safe.
    Fail,
}

/// One check.
#[derive(Debug, Serialize)]
pub struct Check {
    /// Its name, stable.
    #[serde(rename = "check")]
    pub name: &'static str,
    /// How it ended.
    pub status: Status,
    /// What was found.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

/// The answer of `doctor`.
#[derive(Debug, Serialize)]
pub struct Diagnosis {
    schema: &'static str,
    /// The database that was looked at.
    pub database: Option<String>,
    /// Every check, in a fixed order.
    pub checks: Vec<Check>,
    /// Checks that warn.
    pub warnings: usize,
    /// Checks that fail.
    pub failures: usize,
}

/// Looks.
pub fn examine(scene: &Scene<'_>) -> Diagnosis {
    let mut checks = Vec::new();
    match &scene.database {
        Ok(path) => database::examine(path, scene, &mut checks),
        Err(why) => checks.push(Check::fail("database", why.clone(), "use --db PATH")),
    }
    machine::examine(scene, &mut checks);
    let count = |status| checks.iter().filter(|c| c.status == status).count();
    Diagnosis {
        schema: "wfstate.doctor/1",
        database: scene.database.as_ref().ok().map(|p| p.display().to_string()),
        warnings: count(Status::Warn),
        failures: count(Status::Fail),
        checks,
    }
}

impl Check {
    fn ok(name: &'static str, message: impl Into<String>) -> Self {
        Self { name, status: Status::Ok, message: message.into(), hint: None }
    }

    fn warn(name: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { name, status: Status::Warn, message: message.into(), hint: Some(hint.into()) }
    }

    fn fail(name: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { name, status: Status::Fail, message: message.into(), hint: Some(hint.into()) }
    }
}
