//! An example for every parameter and every JSON body, put together from what the schemas say.
//!
//! A text says its own example where it is declared, since nobody else knows one; numbers, switches and
//! what may be null have one by themselves.

use serde_json::{Map, Value, json};
use utoipa::openapi::{
    Content, OpenApi, RefOr,
    path::{Operation, Parameter, ParameterBuilder},
};

const JSON: [&str; 2] = ["application/json", "application/problem+json"];
const SCHEMAS: &str = "#/components/schemas/";

/// Puts an example to every parameter and every JSON body that has none.
pub fn put_into(document: &mut OpenApi) {
    let schemas = serde_json::to_value(&document.components).unwrap_or_default();
    let schemas = &schemas["schemas"];
    for item in document.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        operations.into_iter().flatten().for_each(|operation| of_operation(operation, schemas));
    }
}

fn of_operation(operation: &mut Operation, schemas: &Value) {
    for parameter in operation.parameters.iter_mut().flatten().filter_map(whole) {
        of_parameter(parameter, schemas);
    }
    let asked = operation.request_body.iter_mut().filter_map(whole).flat_map(|body| &mut body.content);
    let answered = operation.responses.responses.values_mut().filter_map(whole).flat_map(|it| &mut it.content);
    for (kind, content) in asked.chain(answered) {
        if JSON.contains(&kind.as_str())
            && let Some(content) = whole(content)
        {
            of_content(content, schemas);
        }
    }
}

fn of_parameter(parameter: &mut Parameter, schemas: &Value) {
    // Its example can be written, and read only like this.
    let told = serde_json::to_value(&*parameter).unwrap_or_default();
    if told.get("example").is_none() {
        *parameter = ParameterBuilder::from(parameter.clone()).example(example(&told["schema"], schemas)).build();
    }
}

fn of_content(content: &mut Content, schemas: &Value) {
    if content.example.is_none()
        && let Some(schema) = content.schema.as_ref().and_then(|schema| serde_json::to_value(schema).ok())
    {
        content.example = example(&schema, schemas);
    }
}

fn whole<T>(it: &mut RefOr<T>) -> Option<&mut T> {
    match it {
        RefOr::T(it) => Some(it),
        RefOr::Ref(_) => None,
    }
}

/// A value that fits `schema`; none where only its author could know one.
fn example(schema: &Value, schemas: &Value) -> Option<Value> {
    if let Some(said) = schema.get("example").or_else(|| schema.get("default")) {
        return Some(said.clone());
    }
    if let Some(name) = schema["$ref"].as_str().and_then(|it| it.strip_prefix(SCHEMAS)) {
        return example(&schemas[name], schemas);
    }
    if let Some(values) = schema["enum"].as_array() {
        return values.first().cloned();
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let parts = parts.iter().map(|part| example(part, schemas));
        return parts
            .collect::<Option<Vec<_>>>()
            .map(|parts| Value::Object(parts.into_iter().flat_map(fields).collect()));
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        return choices.iter().filter(|choice| choice["type"] != "null").find_map(|choice| example(choice, schemas));
    }
    match schema["type"].as_str() {
        Some("object") => object(schema, schemas),
        Some("array") => Some(json!([example(&schema["items"], schemas)?])),
        Some("boolean") => Some(json!(false)),
        Some("integer") => Some(schema.get("minimum").cloned().unwrap_or(json!(1))),
        Some("number") => Some(json!(0.5)),
        // Several types: null is one of them.
        None if schema["type"].is_array() => Some(Value::Null),
        _ => None,
    }
}

fn object(schema: &Value, schemas: &Value) -> Option<Value> {
    let Some(properties) = schema["properties"].as_object() else { return Some(json!({})) };
    let filled = properties.iter().map(|(name, of)| Some((name.clone(), example(of, schemas)?)));
    filled.collect::<Option<Map<_, _>>>().map(Value::Object)
}

fn fields(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::openapi::document;

    #[test]
    fn every_json_body_has_an_example() {
        let document = serde_json::to_value(document()).expect("the document is JSON");
        let mut lacking = Vec::new();
        for (path, item) in document["paths"].as_object().expect("paths") {
            for (method, operation) in item.as_object().expect("operations") {
                let answers = operation["responses"].as_object().expect("responses").values();
                let bodies = answers.chain([&operation["requestBody"]]).filter_map(|body| body["content"].as_object());
                for (kind, content) in bodies.flatten().filter(|(kind, _)| JSON.contains(&kind.as_str())) {
                    if content.get("example").is_none() {
                        lacking.push(format!("{method} {path} {kind}"));
                    }
                }
            }
        }
        assert_eq!(lacking, Vec::<String>::new(), "a text in their schemas has no example");
    }

    #[test]
    fn every_parameter_has_an_example() {
        let document = serde_json::to_value(document()).expect("the document is JSON");
        let items = document["paths"].as_object().expect("paths").iter();
        let operations = items.flat_map(|(path, item)| {
            item.as_object().expect("operations").iter().map(move |(method, operation)| (path, method, operation))
        });
        let lacking: Vec<_> = operations
            .flat_map(|(path, method, operation)| {
                let parameters = operation["parameters"].as_array().into_iter().flatten();
                let lacking = parameters.filter(|parameter| parameter.get("example").is_none());
                lacking.map(move |parameter| format!("{method} {path} {}", parameter["name"]))
            })
            .collect();
        assert_eq!(lacking, Vec::<String>::new(), "a text says its own where it is declared");
    }

    #[test]
    fn an_example_is_made_of_its_parts() {
        let schemas = json!({ "Inner": { "type": "string", "example": "甲" } });
        let schema = json!({ "allOf": [
            { "$ref": "#/components/schemas/Outer" },
            { "type": "object", "properties": { "inner": { "$ref": "#/components/schemas/Inner" },
              "many": { "type": "array", "items": { "oneOf": [{ "type": "null" }, { "type": "integer", "minimum": 3 }] } },
              "perhaps": { "type": ["string", "null"] } } },
        ]});
        assert_eq!(example(&schema, &schemas), None, "an unknown part");
        assert_eq!(
            example(&schema["allOf"][1], &schemas),
            Some(json!({ "inner": "甲", "many": [3], "perhaps": null }))
        );
        assert_eq!(example(&json!({ "type": "string" }), &schemas), None);
    }
}
