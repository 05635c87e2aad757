//! Papers, packed for the wire: at most 10 KB, whatever the browser takes.
//!
//! What wraps every answer packs by brotli, which takes five times as long as gzip and leaves no less of
//! a paper, or by the fastest gzip, which leaves 12 KB. docs/decisions/0012 has the figures.

use std::cell::RefCell;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{self, AcceptEncoding, ContentEncoding, Header, Quality},
    },
};
use flate2::{Compress, Compression, FlushCompress, Status};

use crate::fault::Fault;

/// Leaves about 9 KB; the next ones take longer and leave little less.
const LEVEL: Compression = Compression::new(3);
/// Bits of the window: the most that gzip has.
const WINDOW: u8 = 15;

thread_local! {
    /// Its tables are 300 KB: to have them made and zeroed for every paper costs as much as packing it.
    static PRESS: RefCell<Compress> = RefCell::new(Compress::new_gzip(LEVEL, WINDOW));
}

/// Answers with a paper.
pub fn packed(request: &HttpRequest, status: StatusCode, paper: Vec<u8>) -> Result<HttpResponse, Fault> {
    let mut response = HttpResponse::build(status);
    response.content_type("application/json");
    if !takes(request, "gzip") {
        return Ok(response.body(paper));
    }
    response.insert_header(ContentEncoding::Gzip).insert_header((header::VARY, "accept-encoding"));
    Ok(response.body(gzip(&paper)?))
}

fn gzip(text: &[u8]) -> Result<Vec<u8>, Fault> {
    PRESS.with_borrow_mut(|press| {
        press.reset();
        // What cannot be made smaller becomes a little larger.
        let mut packed = Vec::with_capacity(text.len() + 1_024);
        match press.compress_vec(text, &mut packed, FlushCompress::Finish) {
            Ok(Status::StreamEnd) => Ok(packed),
            Ok(Status::Ok | Status::BufError) => Err(Fault::internal("a paper did not fit when it was packed")),
            Err(error) => Err(Fault::internal(error)),
        }
    })
}

/// Whether the asker takes an encoding.
pub fn takes(request: &HttpRequest, encoding: &str) -> bool {
    AcceptEncoding::parse(request)
        .is_ok_and(|accepted| accepted.iter().any(|it| it.item.to_string() == encoding && it.quality > Quality::ZERO))
}
