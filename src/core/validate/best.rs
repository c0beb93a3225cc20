//! The one message of a schema that says most: with a JSON pointer, and without the value, which may be content.

use super::privacy;
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
    // The names of members stand in pointers and messages, and a name may be what nobody is to see.
    Some(short(&privacy::hide(&format!("{pointer}: {}", words(best)))))
}

/// Names of members as long as a text, and a thousand of them: nobody reads on.
const LONGEST: usize = 400;

fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn words(error: &ValidationError<'_>) -> String {
    match error.kind() {
        ValidationErrorKind::FalseSchema => {
            format!("it has what the schema does not allow (`false` at {})", error.schema_path())
        }
        // The name itself is the value here, and the inner error would say it.
        ValidationErrorKind::PropertyNames { error } => format!("the name of a member: {}", error.masked()),
        _ => error.masked().to_string(),
    }
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
    fn a_name_that_looks_like_a_secret_or_never_ends_is_not_repeated() {
        let name = crate::core::validate::secrets::tests::specimens().remove(1).1;
        for schema in [
            json!({ "additionalProperties": false }),
            json!({ "additionalProperties": { "type": "string" } }),
            json!({ "unevaluatedProperties": false }),
            json!({ "propertyNames": { "maxLength": 3 } }),
        ] {
            let told = said(schema.clone(), json!({ name.as_str(): 1 }));
            assert!(told.starts_with("/data") && !told.contains(&name[4..]), "{schema}: {told}");
            let told = said(schema.clone(), json!({ "x".repeat(1 << 20): 1 }));
            assert!(!told.is_empty() && told.chars().count() <= LONGEST + 1, "{schema}: {}", told.len());
        }
    }

    #[test]
    fn what_fits_has_no_message_and_the_document_itself_has_a_pointer() {
        assert_eq!(said(json!({ "type": "object" }), json!({})), "");
        let schema = json!({ "oneOf": [{ "required": ["a"] }, { "required": ["b"] }] });
        assert!(said(schema, json!({})).starts_with("/data: "));
    }
}
