//! Answers with an ETag, for those who look again and again.

use std::hash::{DefaultHasher, Hash, Hasher};

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, ETag, EntityTag, IfNoneMatch},
};
use serde::Serialize;

use crate::{domain::Moment, fault::Fault};

/// Answers with `view` under that tag, or that nothing has changed since.
fn tagged(request: &HttpRequest, tag: String, view: &impl Serialize) -> HttpResponse {
    let tag = EntityTag::new_weak(tag);
    let known = <IfNoneMatch as header::Header>::parse(request).ok();
    let unchanged = known.is_some_and(|known| match known {
        IfNoneMatch::Any => true,
        IfNoneMatch::Items(tags) => tags.iter().any(|it| it.weak_eq(&tag)),
    });
    let mut response = if unchanged { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header(ETag(tag)).insert_header((header::CACHE_CONTROL, "private, no-cache"));
    if unchanged { response.finish() } else { response.json(view) }
}

/// Answers with `view` under a tag of its content but for `server_time`, which is told in a header
/// too: a cache that is told "not modified" keeps the old body and takes the new header.
pub fn tagged_by_content(
    request: &HttpRequest,
    server_time: Moment,
    view: &impl Serialize,
) -> Result<HttpResponse, Fault> {
    let mut content = serde_json::to_value(view).map_err(Fault::internal)?;
    if let Some(fields) = content.as_object_mut() {
        fields.remove("server_time");
    }
    let mut response = tagged(request, digest(&content.to_string()), view);
    let time = header::HeaderValue::try_from(server_time.to_string()).map_err(Fault::internal)?;
    response.headers_mut().insert(header::HeaderName::from_static("server-time"), time);
    Ok(response)
}

/// Answers with `view` under a tag of its content; anybody's cache may keep it for a minute.
pub fn tagged_for_a_minute(request: &HttpRequest, view: &impl Serialize) -> Result<HttpResponse, Fault> {
    let content = serde_json::to_string(view).map_err(Fault::internal)?;
    let mut response = tagged(request, digest(&content), view);
    let for_a_minute = header::HeaderValue::from_static("public, max-age=60");
    response.headers_mut().insert(header::CACHE_CONTROL, for_a_minute);
    Ok(response)
}

fn digest(content: &str) -> String {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    format!("{:x}", hasher.finish())
}
