//! The OpenAPI document as a promise: whatever the server answers is what it says.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex},
};

use jsonschema::Validator;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::Answer;

static DOCUMENT: LazyLock<Document> = LazyLock::new(|| Document {
    document: serde_json::from_str(include_str!("../../../openapi/openapi.json")).expect("JSON"),
    validators: Mutex::default(),
});

struct Document {
    document: Value,
    /// By the pointer to the schema. Made when first asked for.
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

/// Fails where an answer, or a body that was taken, is not what the document says.
#[track_caller]
pub fn check(method: &Method, path: &str, body: Option<&Value>, answer: &Answer) {
    let document = &*DOCUMENT;
    let at = format!("{method} {path} answers {}", answer.status);
    let kind = answer.headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default();
    let path = path.split('?').next().unwrap_or_default();
    let Some(operation) = document.operation(method, path) else {
        // A page, or a problem.
        if kind == "application/problem+json" {
            document.hold("/components/schemas/Problem", &answer.text, &at);
        }
        return;
    };
    let status = answer.status.as_str();
    let responses = document.document.pointer(&format!("{operation}/responses")).expect("responses");
    let told = if responses.get(status).is_some() { status } else { "default" };
    if told == "default" {
        assert_eq!(kind, "application/problem+json", "{at}, which the document does not tell: {}", answer.text);
    }
    let content = responses[told]["content"].as_object();
    if *method == Method::HEAD || answer.status == StatusCode::NOT_MODIFIED {
        return;
    }
    match content {
        None => {
            assert!(answer.text.is_empty(), "{at} with a body of which the document knows nothing: {}", answer.text);
        }
        Some(content) => {
            assert!(content.contains_key(kind), "{at} as {kind}, which the document does not tell");
            if kind.ends_with("json") {
                let kind = escaped(kind);
                document.hold(&format!("{operation}/responses/{told}/content/{kind}/schema"), &answer.text, &at);
            }
        }
    }
    if let Some(body) = body.filter(|_| answer.status.is_success()) {
        let at = format!("{at}; the body that was taken");
        let schema = format!("{operation}/requestBody/content/application~1json/schema");
        if document.document.pointer(&schema).is_some() {
            document.hold(&schema, &body.to_string(), &at);
        }
    }
}

impl Document {
    /// The pointer to the operation: of the paths that fit, the one with the most segments as they are.
    fn operation(&self, method: &Method, path: &str) -> Option<String> {
        let given: Vec<_> = path.split('/').collect();
        let fits = |template: &&String| {
            let segments: Vec<_> = template.split('/').collect();
            segments.len() == given.len()
                && segments.iter().zip(&given).all(|(segment, given)| segment == given || segment.starts_with('{'))
        };
        let paths = self.document["paths"].as_object().expect("paths");
        let template = paths.keys().filter(fits).min_by_key(|template| template.matches('{').count())?;
        let method = if *method == Method::HEAD { "get".into() } else { method.as_str().to_lowercase() };
        paths[template].get(&method).map(|_| format!("/paths/{}/{method}", escaped(template)))
    }

    #[track_caller]
    fn hold(&self, schema: &str, text: &str, at: &str) {
        let value = serde_json::from_str(text);
        assert!(value.is_ok(), "{at}, and that is no JSON: {text}");
        let value: Value = value.unwrap_or_default();
        let validator = self.validator(schema);
        let errors: Vec<_> = validator.iter_errors(&value).map(|it| format!("{} {it}", it.instance_path())).collect();
        assert!(errors.is_empty(), "{at}, and that is not what the document says: {}\n{text}", errors.join("\n"));
    }

    fn validator(&self, schema: &str) -> Arc<Validator> {
        let mut validators = self.validators.lock().expect("sound");
        let make = || {
            let part = self.document.pointer(schema).expect("a schema");
            // References lead to the document's components. A field that it does not tell is a fault too.
            let components = &self.document["components"];
            let whole = json!({ "allOf": [part], "unevaluatedProperties": false, "components": components });
            Arc::new(jsonschema::draft202012::new(&whole).expect("a sound schema"))
        };
        validators.entry(schema.to_owned()).or_insert_with(make).clone()
    }
}

fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contests(status: u16, kind: &str, text: &str) {
        let status = StatusCode::from_u16(status).expect("a status");
        let headers = [("content-type", kind)].map(|(name, value)| {
            (name.parse::<reqwest::header::HeaderName>().expect("a name"), value.parse().expect("a value"))
        });
        let answer = Answer { status, headers: headers.into_iter().collect(), text: text.into() };
        check(&Method::GET, "/api/v1/contests?page=1", None, &answer);
    }

    const EMPTY: &str = r#"{"contests":[],"server_time":"2026-06-10T12:00:00+08:00"}"#;

    #[test]
    fn an_answer_as_the_document_tells_it_is_taken() {
        contests(200, "application/json", EMPTY);
    }

    #[test]
    #[should_panic(expected = "that is not what the document says: /contests")]
    fn an_answer_of_another_shape_is_not() {
        contests(200, "application/json", &EMPTY.replace("[]", "3"));
    }

    #[test]
    #[should_panic(expected = "that is not what the document says")]
    fn nor_is_a_field_that_it_does_not_tell() {
        contests(200, "application/json", &EMPTY.replace('{', r#"{"more":1,"#));
    }

    #[test]
    #[should_panic(expected = "answers 201")]
    fn nor_is_a_status_that_it_does_not_tell() {
        contests(201, "application/json", EMPTY);
    }
}
