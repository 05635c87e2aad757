//! Papers, packed for the wire: at most 10 KB, whatever the browser takes.
//!
//! What wraps every answer packs well by brotli; its gzip is of the fastest level, which leaves 12 KB of
//! a paper. Here whoever takes only gzip gets one of a better level. docs/decisions/0012 has the figures.

use std::io::Write;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{self, AcceptEncoding, ContentEncoding, Header, Quality},
    },
};
use flate2::{Compression, write::GzEncoder};
use serde::Serialize;

use crate::fault::Fault;

/// Leaves about 9 KB; the next ones take longer and leave little less.
const LEVEL: u32 = 3;

/// Answers with a paper.
pub fn packed(request: &HttpRequest, status: StatusCode, paper: &impl Serialize) -> Result<HttpResponse, Fault> {
    if takes(request, "br") || !takes(request, "gzip") {
        return Ok(HttpResponse::build(status).json(paper));
    }
    let gzip = serde_json::to_vec(paper).map_err(Fault::internal).and_then(|text| gzip(&text))?;
    let mut response = HttpResponse::build(status);
    response.insert_header(ContentEncoding::Gzip).insert_header((header::VARY, "accept-encoding"));
    Ok(response.content_type("application/json").body(gzip))
}

fn gzip(text: &[u8]) -> Result<Vec<u8>, Fault> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(12 * 1024), Compression::new(LEVEL));
    encoder.write_all(text).and_then(|()| encoder.finish()).map_err(Fault::internal)
}

/// Whether the asker takes an encoding.
pub fn takes(request: &HttpRequest, encoding: &str) -> bool {
    AcceptEncoding::parse(request)
        .is_ok_and(|accepted| accepted.iter().any(|it| it.item.to_string() == encoding && it.quality > Quality::ZERO))
}
