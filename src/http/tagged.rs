//! Answers with an ETag, for those who look again and again.

use std::hash::{DefaultHasher, Hash, Hasher};

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::header::{self, ETag, EntityTag, IfNoneMatch},
};
use serde::Serialize;

use crate::{domain::Moment, fault::Fault};

/// Answers with `view` under that tag, or that nothing has changed since.
fn tagged(request: &HttpRequest, tag: String, view: &impl Serialize) -> HttpResponse {
    let tag = EntityTag::new_weak(tag);
    let unchanged = is_known(request, &tag);
    let mut response = under(tag, unchanged);
    if unchanged { response.finish() } else { response.json(view) }
}

/// Whether whoever asks has what stands under that tag.
fn is_known(request: &HttpRequest, tag: &EntityTag) -> bool {
    let known = <IfNoneMatch as header::Header>::parse(request).ok();
    known.is_some_and(|known| match known {
        IfNoneMatch::Any => true,
        IfNoneMatch::Items(tags) => tags.iter().any(|it| it.weak_eq(tag)),
    })
}

fn under(tag: EntityTag, unchanged: bool) -> HttpResponseBuilder {
    let mut response = if unchanged { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header(ETag(tag)).insert_header((header::CACHE_CONTROL, "private, no-cache"));
    response
}

/// Answers with what `view` reads, or, without reading it, that it is of the same edition as before.
pub async fn tagged_by_edition<V: Serialize>(
    request: &HttpRequest,
    edition: &impl Hash,
    view: impl AsyncFnOnce() -> Result<V, Fault>,
) -> Result<HttpResponse, Fault> {
    let tag = EntityTag::new_weak(digest(edition));
    if is_known(request, &tag) {
        return Ok(under(tag, true).finish());
    }
    let view = view().await?;
    Ok(under(tag, false).json(view))
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
    let mut response = tagged(request, digest(content.to_string().as_str()), view);
    let time = header::HeaderValue::try_from(server_time.to_string()).map_err(Fault::internal)?;
    response.headers_mut().insert(header::HeaderName::from_static("server-time"), time);
    Ok(response)
}

/// Answers with `view` under a tag of its content; anybody's cache may keep it for a minute.
pub fn tagged_for_a_minute(request: &HttpRequest, view: &impl Serialize) -> Result<HttpResponse, Fault> {
    let content = serde_json::to_string(view).map_err(Fault::internal)?;
    let mut response = tagged(request, digest(content.as_str()), view);
    let for_a_minute = header::HeaderValue::from_static("public, max-age=60");
    response.headers_mut().insert(header::CACHE_CONTROL, for_a_minute);
    Ok(response)
}

fn digest(content: &(impl Hash + ?Sized)) -> String {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    format!("{:x}", hasher.finish())
}
