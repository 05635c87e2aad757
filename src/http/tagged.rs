//! Answers with an ETag: whoever has one already is told that nothing has changed.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, ETag, EntityTag, IfNoneMatch},
};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// Answers with `view` under a tag that changes when it does. The tag is weak, since the body may be
/// compressed on the way.
pub fn answer(request: &HttpRequest, tag: String, cache: &'static str, view: &impl Serialize) -> HttpResponse {
    let tag = EntityTag::new_weak(tag);
    let known = <IfNoneMatch as header::Header>::parse(request).ok();
    let unchanged = known.is_some_and(|known| match known {
        IfNoneMatch::Any => true,
        IfNoneMatch::Items(tags) => tags.iter().any(|it| it.weak_eq(&tag)),
    });
    let mut response = if unchanged { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header(ETag(tag)).insert_header((header::CACHE_CONTROL, cache));
    if unchanged { response.finish() } else { response.json(view) }
}

/// A tag for what has no version: a digest of the view itself.
pub fn digest(view: &impl Serialize) -> String {
    let body = serde_json::to_vec(view).expect("a view is plain data and has a JSON form");
    hex::encode(&Sha256::digest(body)[..8])
}
