//! What an event cost: an attempt of a phase, or a response that says its price.

use crate::core::model::json::{Fields, Member, Scanner};
use crate::core::store::{Ask, StoreError};
use std::borrow::Cow;

/// An event that cost something, or may have.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::core) struct Priced<'d> {
    /// Micro-USD; `None` is unknown, which is not 0.
    pub micro_usd: Option<i64>,
    /// The model that it names.
    pub model: Option<Cow<'d, str>>,
}

/// Knows which of a database's types cost something, and reads the price.
#[derive(Debug)]
pub struct Pricer {
    phase: Option<i64>,
    response: Option<i64>,
    scanner: Scanner,
    members: Vec<Member>,
}

impl Pricer {
    /// Of a database.
    pub fn load(from: &impl Ask) -> Result<Self, StoreError> {
        let names = from.ask(|q| q.type_names())?;
        let number = |name: &str| {
            let at = names.iter().position(|n| n.as_deref() == Some(name))?;
            i64::try_from(at).ok()
        };
        let (phase, response) = (number("workflow.phase_completed"), number("ai.response_complete"));
        Ok(Self { phase, response, scanner: Scanner::default(), members: Vec::new() })
    }

    /// The numbers of the types that may cost something.
    pub fn types(&self) -> Vec<i64> {
        [self.phase, self.response].into_iter().flatten().collect()
    }

    /// What an event of such a type cost. Every attempt of a phase costs something, known or not, also where its data
    /// was erased; a response does only where it speaks of its cost.
    pub(in crate::core) fn price<'d>(
        &'d mut self,
        type_no: i64,
        data: Option<&'d [u8]>,
    ) -> Option<Priced<'d>> {
        let is_phase = self.phase == Some(type_no);
        if !is_phase && self.response != Some(type_no) {
            return None;
        }
        let unknown = is_phase.then_some(Priced { micro_usd: None, model: None });
        let Some(data) = data else { return unknown };
        let Ok(data) = Fields::scan(&mut self.scanner, data, &mut self.members) else { return unknown };
        let cost = data.get("cost_micro_usd");
        if cost.is_none() && !is_phase {
            return None;
        }
        let micro_usd = cost.and_then(|v| v.count()).and_then(|n| i64::try_from(n).ok());
        Some(Priced { micro_usd, model: data.text("model_id") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(type_no: i64, data: Option<&str>) -> Option<(Option<i64>, Option<String>)> {
        let (scanner, members) = (Scanner::default(), Vec::new());
        let mut pricer = Pricer { phase: Some(4), response: Some(9), scanner, members };
        let priced = pricer.price(type_no, data.map(str::as_bytes));
        priced.map(|p| (p.micro_usd, p.model.map(Cow::into_owned)))
    }

    #[test]
    fn a_phase_always_costs_and_a_response_where_it_says_so() {
        let unknown = Some((None, None));
        assert_eq!(read(4, Some(r#"{"phase_id":"a","cost_micro_usd":7}"#)), Some((Some(7), None)));
        assert_eq!(read(4, Some(r#"{"phase_id":"a"}"#)), unknown);
        assert_eq!(read(4, None), unknown, "its data was erased");
        assert_eq!(read(4, Some("{")), unknown, "its data is damaged");
        let model = r#"{"model_id":"m/a:b","cost_micro_usd":0}"#;
        assert_eq!(read(9, Some(model)), Some((Some(0), Some("m/a:b".into()))));
        assert_eq!(read(9, Some(r#"{"cost_micro_usd":null}"#)), unknown);
        assert_eq!(read(9, Some(r#"{"model_id":"m"}"#)), None);
        assert_eq!(read(9, None), None);
        assert_eq!(read(5, Some(r#"{"cost_micro_usd":7}"#)), None, "another type");
    }

    #[test]
    fn what_is_no_amount_is_unknown_and_not_nothing() {
        for odd in ["-1", "0.5", "\"7\"", "true", "[7]", "18446744073709551615"] {
            let data = format!(r#"{{"cost_micro_usd":{odd}}}"#);
            assert_eq!(read(9, Some(&data)), Some((None, None)), "{odd}");
        }
    }
}
