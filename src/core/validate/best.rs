//! The one message of a schema that says most: with a JSON pointer, and without the value, which may be content.

use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::Value;

/// Errors of one document that are compared; a schema that is broken everywhere is broken at its first places.
const MOST: usize = 100;

/// What a schema has against a document, if anything; `base` is where the document stands.
pub fn message(validator: &Validator, document: &Value, base: &str) -> Option<String> {
    let errors: Vec<_> = validator.iter_errors(document).take(MOST).collect();
    let best = narrow(deepest(&errors)?);
    let pointer = format!("{base}{}", best.instance_path());
    let pointer = if pointer.is_empty() { "/" } else { &pointer };
    Some(format!("{pointer}: {}", best.masked()))
}

fn depth(error: &ValidationError<'_>) -> usize {
    error.instance_path().as_str().matches('/').count()
}

/// Deeper faults say more than "not valid under any of the given schemas" above them.
fn deepest<'e, 'a>(errors: &'e [ValidationError<'a>]) -> Option<&'e ValidationError<'a>> {
    let most = errors.iter().map(depth).max()?;
    errors.iter().find(|e| depth(e) == most)
}

/// Of a choice none of whose branches fits, the fault within the branch that was meant: the one that came furthest.
fn narrow<'e>(error: &'e ValidationError<'_>) -> &'e ValidationError<'e> {
    let (ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context }) =
        error.kind()
    else {
        return error;
    };
    let furthest = context.iter().filter_map(|branch| Some((deepest(branch)?, branch.len())));
    let furthest = furthest.max_by_key(|(e, errors)| (depth(e), usize::MAX - errors));
    match furthest {
        Some((inner, _)) if depth(inner) > depth(error) => narrow(inner),
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn said(schema: Value, document: Value) -> String {
        message(&jsonschema::validator_for(&schema).unwrap(), &document, "/data").unwrap_or_default()
    }

    #[test]
    fn of_a_choice_the_branch_that_was_meant_is_told() {
        let schema = json!({ "anyOf": [
            { "type": "string" },
            { "type": "object", "properties": { "a": { "type": "object", "properties": { "b": { "type": "integer" } } } } },
        ] });
        let said = said(schema, json!({ "a": { "b": "secret words" } }));
        assert!(said.starts_with("/data/a/b: ") && !said.contains("secret"), "{said}");
    }

    #[test]
    fn what_fits_has_no_message_and_the_document_itself_has_a_pointer() {
        assert_eq!(said(json!({ "type": "object" }), json!({})), "");
        let schema = json!({ "oneOf": [{ "required": ["a"] }, { "required": ["b"] }] });
        assert!(said(schema, json!({})).starts_with("/data: "));
    }
}
