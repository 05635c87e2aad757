//! The OpenAPI document, collected from the routes.

mod examples;

use actix_web::App;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Components, ContactBuilder, ContentBuilder, InfoBuilder, LicenseBuilder, OpenApi, Ref, ResponseBuilder,
        SecurityRequirement,
        path::Operation,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_actix_web::AppExt;

use crate::http::{api, errors_page, health, metrics, problem::Problem};

/// The document of all routes, as it is checked in at `openapi/openapi.json`.
#[must_use]
pub fn document() -> OpenApi {
    let (_, mut document) = App::new()
        .into_utoipa_app()
        .configure(api)
        .configure(health::routes)
        .configure(metrics::routes)
        .configure(errors_page::routes)
        .split_for_parts();
    document.info = InfoBuilder::new()
        .title("安考 Ankao")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some("安全生产知识网络竞赛接口"))
        .license(Some(LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build()))
        .contact(Some(ContactBuilder::new().name(Some("主办方")).build()))
        .build();
    let components = document.components.get_or_insert_with(Components::new);
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    let (name, schema) = (Problem::name().into_owned(), Problem::schema());
    components.schemas.insert(name, schema);
    let mut more = Vec::new();
    Problem::schemas(&mut more);
    components.schemas.extend(more);
    document.security = Some(vec![SecurityRequirement::new("bearer", Vec::<String>::new())]);
    for item in document.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        operations.into_iter().flatten().for_each(tell_problems);
    }
    examples::put_into(&mut document);
    document
}

/// Any operation may answer with a problem: said once, here.
fn tell_problems(operation: &mut Operation) {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let problem = ResponseBuilder::new()
        .description("出错：见 code；各代码的原因和处理办法见 docs/errors.md")
        .content("application/problem+json", content)
        .build();
    operation.responses.responses.insert("default".into(), problem.into());
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// The schemas that `value` refers to.
    fn referred(value: &Value, names: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                let reference = fields.get("$ref").and_then(Value::as_str);
                names.extend(reference.and_then(|it| it.strip_prefix("#/components/schemas/")).map(String::from));
                fields.values().for_each(|it| referred(it, names));
            }
            Value::Array(items) => items.iter().for_each(|it| referred(it, names)),
            _ => {}
        }
    }

    /// Schemas of query parameters are not collected: those need `#[param(inline)]`.
    #[test]
    fn every_reference_leads_somewhere() {
        let document = serde_json::to_value(document()).expect("the document is JSON");
        let mut names = Vec::new();
        referred(&document, &mut names);
        assert!(!names.is_empty());
        names.retain(|name| document["components"]["schemas"].get(name).is_none());
        assert_eq!(names, Vec::<String>::new());
    }
}
