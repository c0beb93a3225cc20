//! What a rule is, and which rules a run looks at.

use serde::Serialize;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Info,
    /// What a producer or a clock did; the recording itself is whole.
    Warning,
    /// What is stored is not what was recorded, or contradicts itself.
    Error,
}

impl Severity {
    /// `error`, `warning` or `info`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// What a rule looks at, hence what has to be read for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The file and the schema.
    Database,
    /// The ledger, and what the sessions' rows say.
    Ledger,
    /// The events of each session, its journal and its snapshots.
    Session,
}

/// One thing that is checked.
#[derive(Debug)]
pub struct Rule {
    /// Stable: a family of three letters and a number.
    pub id: &'static str,
    /// How bad it is when it is broken.
    pub severity: Severity,
    /// What a finding says, in a few words.
    pub title: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// How to repair it, or how to live with it.
    pub repair: &'static str,
    /// What it looks at.
    pub scope: Scope,
}

/// The rules of a run.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    select: Vec<String>,
    ignore: Vec<String>,
    /// Of these families alone, whatever was selected; empty is all.
    within: &'static [&'static str],
}

impl Selection {
    /// Rules by id or family; an empty `select` is all of them. A name that no rule has is handed back.
    pub fn new(rules: &[&Rule], select: &[String], ignore: &[String]) -> Result<Self, String> {
        let clean = |names: &[String]| -> Result<Vec<String>, String> {
            let names = names.iter().flat_map(|n| n.split(',')).map(|n| n.trim().to_ascii_uppercase());
            names.filter(|n| !n.is_empty()).map(|n| known(rules, n)).collect()
        };
        Ok(Self { select: clean(select)?, ignore: clean(ignore)?, within: &[] })
    }

    /// The same, of some families alone.
    #[must_use]
    pub fn within(&self, families: &'static [&'static str]) -> Self {
        Self { within: families, ..self.clone() }
    }

    /// Whether a rule runs.
    pub fn wants(&self, rule: &Rule) -> bool {
        let named = |names: &[String]| names.iter().any(|n| rule.id.starts_with(n.as_str()));
        let within = self.within.is_empty() || self.within.iter().any(|f| rule.id.starts_with(f));
        within && (self.select.is_empty() || named(&self.select)) && !named(&self.ignore)
    }
}

fn known(rules: &[&Rule], name: String) -> Result<String, String> {
    if rules.iter().any(|r| r.id.starts_with(&name)) { Ok(name) } else { Err(name) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::validate::RULES;

    #[test]
    fn rules_are_chosen_by_id_and_by_family() {
        let list = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        let chosen = |select: &[&str], ignore: &[&str]| -> Vec<&str> {
            let selection = Selection::new(RULES, &list(select), &list(ignore)).unwrap();
            RULES.iter().filter(|r| selection.wants(r)).map(|r| r.id).collect()
        };
        assert_eq!(chosen(&[], &[]).len(), RULES.len());
        assert_eq!(chosen(&["WFJ001"], &[]), ["WFJ001"]);
        assert_eq!(chosen(&["wfj,WFS001"], &["WFJ002", "WFJ003", "WFJ004", "WFJ005"]), ["WFJ001", "WFS001"]);
        assert_eq!(Selection::new(RULES, &list(&["WFX"]), &[]).unwrap_err(), "WFX");
    }
}
