//! A name for a finding that stays the same from run to run, so that a CI system can tell old from new.

use crate::core::model::privacy::hex;
use crate::core::validate::Finding;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Gives each finding of a report a name of its own.
#[derive(Debug, Default)]
pub struct Fingerprints {
    given: BTreeMap<String, u32>,
}

impl Fingerprints {
    /// The name of a finding: of its place, its rule, its session and its event. Its words may change from version
    /// to version, so they count only where there is no event that it could be known by.
    pub fn of(&mut self, path: &str, finding: &Finding) -> String {
        let seq = finding.seq.map(|s| s.to_string()).unwrap_or_default();
        let words = if finding.seq.is_some() { "" } else { &finding.message };
        self.name(&[path, finding.rule, finding.session_id.as_deref().unwrap_or_default(), &seq, words])
    }

    /// The name of something that is no finding of a rule.
    pub fn name(&mut self, parts: &[&str]) -> String {
        // Lengths keep the parts apart, whatever is in them.
        let hash = parts.iter().fold(Sha256::new(), |hash, part| {
            hash.chain_update((part.len() as u64).to_le_bytes()).chain_update(part)
        });
        let name = hex(&hash.finalize()[..16]);
        let times = self.given.entry(name.clone()).and_modify(|n| *n += 1).or_default();
        if *times == 0 { name } else { format!("{name}-{times}") }
    }
}
