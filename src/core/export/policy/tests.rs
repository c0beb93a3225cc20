//! What leaves, what does not, and that neither a fold nor a known shape makes a difference.

use super::*;
use crate::core::model::energy::MicroEu;
use crate::core::model::event::{EventView, spec_of};
use crate::core::model::time::Timestamp;

fn filtered(name: &str, data: &str) -> (Option<String>, Vec<String>) {
    let mut removed = Vec::new();
    let mut filter = Filter::default();
    let out = filter.data(spec_of(name), data.as_bytes(), &mut |r| removed.push(r.to_owned())).unwrap();
    (out.map(str::to_owned), removed)
}

#[test]
fn the_schemas_mark_every_field_of_every_type() {
    for (spec, public) in TYPES.iter().zip(PUBLIC.iter()) {
        assert_eq!(spec.fields.len(), public.len(), "{}", spec.name);
        let content =
            spec.fields.iter().zip(public).filter(|(f, public)| (f.content || f.result) && **public);
        assert_eq!(content.count(), 0, "{} gives content away", spec.name);
    }
    let known: usize = PUBLIC.iter().flatten().filter(|p| **p).count();
    assert!(known > 80, "{known}: the schemas were not read");
}

#[test]
fn what_is_public_stays_byte_for_byte() {
    for (name, data) in [
        ("energy.update", r#"{ "energy":1.50 , "accumulator":2, "model_id":"a/b:c"}"#),
        (
            "ai.output",
            r#"{"prompt_id":"p","token_index":0,"is_last":false,"model_id":"m","token":{"length":3,"commitment":"00112233445566778899aabbccddeeff"}}"#,
        ),
        (
            "ensemble.coordination",
            r#"{"models":["a","b"],"coordination_mode":"consensus","diversity_index":0.5,"energy_distribution":{"a":1.5}}"#,
        ),
        ("energy.field", "{}"),
    ] {
        assert_eq!(filtered(name, data), (None, Vec::new()), "{name}");
    }
}

#[test]
fn everything_else_is_gone_and_the_type_still_accepts_the_rest() {
    for (name, data, left) in [
        ("x.chat", r#"{"text":"SECRET","n":1}"#, "{}"),
        ("energy.field", r#"{"a":"SECRET"}"#, "{}"),
        (
            "ai.output",
            r#"{"prompt_id":"p","token_index":0,"is_last":false,"model_id":"m","token":"SECRET","x":"SECRET"}"#,
            r#"{"prompt_id":"p","token_index":0,"is_last":false,"model_id":"m"}"#,
        ),
        (
            "error",
            r#"{"error_code":"E","error_message":"SECRET","component":"c","severity":"low","recoverable":true,"context":{"a":"SECRET"},"SECRET":1}"#,
            r#"{"error_code":"E","error_message":"(filtered)","component":"c","severity":"low","recoverable":true}"#,
        ),
        ("workflow.context_saved", r#"{"context":{"a":"SECRET"}}"#, r#"{"context":{"filtered":14}}"#),
        ("workflow.output_saved", r#"{"markdown":"SECRET"}"#, r#"{"markdown":"(filtered)"}"#),
        (
            "health.heartbeat",
            r#"{"system_health":"healthy","fps":60,"models_loaded":{"a":{"b":"SECRET"}}}"#,
            r#"{"system_health":"healthy","fps":60}"#,
        ),
        (
            "health.heartbeat",
            r#"{"fps":60,"system_health":"healthy","models_loaded":{"the SECRET":1}}"#,
            r#"{"fps":60,"system_health":"healthy"}"#,
        ),
    ] {
        let (out, removed) = filtered(name, data);
        assert_eq!(out.as_deref(), Some(left));
        assert!(!removed.is_empty());
        assert_eq!(filtered(name, left).0, None, "what was filtered is not filtered again");
        let mut members = Vec::new();
        let fields = Fields::scan(&mut Scanner::default(), left.as_bytes(), &mut members).unwrap();
        if let Some(spec) = spec_of(name) {
            spec.check(&fields, true).unwrap();
        }
    }
    let long = format!(r#"{{"error_code":"{}","component":"c"}}"#, "x".repeat(300));
    assert_eq!(filtered("error", &long).0.as_deref(), Some(r#"{"error_code":"(filtered)","component":"c"}"#));
    assert!(Filter::default().data(None, b"no json", &mut |_| {}).is_err());
}

#[test]
fn a_rollback_goes_to_a_state_without_words_that_has_its_own_hash() {
    let mut state = State::default();
    state.session.last_prompt_id = Some("p1".into());
    let data = |s: &State| {
        let json = String::from_utf8(s.to_json()).unwrap();
        format!(r#"{{"to_seq":1,"state":{json},"state_hash":"{}"}}"#, hex(&s.hash()))
    };
    assert_eq!(filtered("system.rollback", &data(&state)).0, None);
    state.session.last_action = Some("my SECRET words".into());
    state.energy.model("SECRET model", |_| {});
    let out = filtered("system.rollback", &data(&state)).0.unwrap();
    assert!(!out.contains("SECRET") && out.contains("p1"), "{out}");
    let mut members = Vec::new();
    let fields = Fields::scan(&mut Scanner::default(), out.as_bytes(), &mut members).unwrap();
    assert!(system::rollback_holds(&fields), "{out}");
}

/// What an event comes to; its data is checked by nobody.
fn fold(spec: Option<&'static TypeSpec>, data: &str) -> [u8; 32] {
    let mut members = Vec::new();
    let data = Fields::scan(&mut Scanner::default(), data.as_bytes(), &mut members).unwrap();
    let name = spec.map_or("x.y", |s| s.name);
    let energy = Some(MicroEu(1_500_000));
    let (seq, at, frame) = (7, Timestamp(0), Some(1));
    let mut state = State::default();
    state.apply(&EventView { seq, at, name, spec, frame, energy, data }).unwrap();
    state.hash()
}

/// A value that a field takes.
fn value_of(check: Check) -> String {
    match check {
        Check::Between(low, _) => low.to_string(),
        Check::CountBetween(low, _) => low.to_string(),
        Check::NotNegative | Check::Number | Check::Count | Check::CountOrNull | Check::Any => "3".into(),
        Check::Flag => "true".into(),
        Check::OneOf(words) => format!("\"{}\"", words[0]),
        Check::Text | Check::Key | Check::Model | Check::Words => "\"a/b:c\"".into(),
        Check::Models(_) | Check::Texts => "[\"a/b:c\",\"d\"]".into(),
        Check::Numbers => "[1]".into(),
        Check::Object | Check::Amounts => r#"{"a":1}"#.into(),
        Check::Hash => format!("\"{}\"", "0".repeat(64)),
    }
}

#[test]
fn what_is_taken_out_changes_no_fold_unless_the_filter_says_so() {
    let state = String::from_utf8(State::default().to_json()).unwrap();
    let long = format!("\"{}\"", "x".repeat(300));
    let words = ["17", "\"two words\"", "true", "[\"a\"]", r#"{"a":{"b":"c"}}"#, &state, &long];
    let (mut same, mut told) = (0, std::collections::BTreeSet::new());
    for spec in TYPES.iter().copied().map(Some).chain([None]) {
        let fields = spec.map_or(&[][..], |s| s.fields);
        for name in fields.iter().map(|f| f.name).chain(["stranger", "model_id"]) {
            for words in words {
                let others = fields.iter().filter(|f| f.name != name);
                let mut members: Vec<_> =
                    others.map(|f| format!("\"{}\":{}", f.name, value_of(f.check))).collect();
                members.push(format!("\"{name}\":{words}"));
                let data = format!("{{{}}}", members.join(","));
                let mut filter = Filter::default();
                let left = filter.data(spec, data.as_bytes(), &mut |_| {}).unwrap().map(str::to_owned);
                let Some(left) = left else { continue };
                let is_same = fold(spec, &data) == fold(spec, &left);
                let of = spec.map_or("x.y", |s| s.name);
                assert!(is_same || filter.was_folded, "{of}: {name}, {words} are folded");
                same += u32::from(is_same && !filter.was_folded);
                if !is_same {
                    told.insert(format!("{of} {name}"));
                }
            }
        }
    }
    assert!(same > 200, "{same}: hardly anything could be taken out");
    // The control: what is not the same is there, and found.
    for known in ["error error_code", "x.y model_id", "user.action model_id", "system.rollback state"] {
        assert!(told.contains(known), "{known} is not among {told:?}");
    }
}

/// What a filter says of data.
fn said(
    filter: &mut Filter,
    spec: Option<&'static TypeSpec>,
    data: &[u8],
) -> (Result<Option<String>, JsonError>, Vec<String>, bool) {
    let mut removed = Vec::new();
    filter.was_folded = false;
    let left = filter.data(spec, data, &mut |r| removed.push(r.to_owned())).map(|l| l.map(str::to_owned));
    (left, removed, filter.was_folded)
}

#[test]
fn data_of_a_known_shape_is_filtered_as_if_it_were_read_in_full() {
    let commitment = r#"{"length":12,"commitment":"00112233445566778899aabbccddeeff"}"#;
    let odd = b"\"\\,:{}[]0-.eat \n\x80";
    let (mut quick, mut cases) = (0, 0);
    for spec in TYPES.iter().copied().map(Some).chain([None]) {
        let fields = spec.map_or(&[][..], |s| s.fields);
        let value = |f: &Field| match f.check {
            Check::Words => commitment.to_owned(),
            check => value_of(check),
        };
        let of = |f: &Field| format!("\"{}\": {}", f.name, value(f));
        let all: Vec<_> = fields.iter().map(of).chain(["\"a\":1.50".into(), "\"b\":null".into()]).collect();
        let plain: Vec<_> =
            fields.iter().filter(|f| !matches!(value(f).as_bytes()[0], b'[')).map(of).collect();
        let optional: Vec<_> = fields.iter().filter(|f| !f.required).map(of).collect();
        for data in [all, plain, optional].map(|members| format!("{{{}}}", members.join(" , "))) {
            let mut seasoned = Filter::default();
            said(&mut seasoned, spec, data.as_bytes()).0.unwrap();
            quick += u32::from(seasoned.shapes.iter().any(Shapes::is_used));
            for at in 0..data.len() {
                for byte in odd {
                    let mut other = data.clone().into_bytes();
                    other[at] = *byte;
                    let known = said(&mut seasoned, spec, &other);
                    let other_text = String::from_utf8_lossy(&other);
                    assert_eq!(known, said(&mut Filter::default(), spec, &other), "{other_text}");
                    let checked = Filter::default().check(spec, &other);
                    assert_eq!(seasoned.check(spec, &other), checked, "{other_text}");
                    cases += 1;
                }
                said(&mut seasoned, spec, data.as_bytes()).0.unwrap();
            }
        }
    }
    assert!(quick > 30 && cases > 20_000, "{quick} shapes were known in {cases} cases");
}
