//! The web app, embedded in the binary; and the page that says how to get it where it is not.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, AcceptEncoding, ContentEncoding, ETag, EntityTag, Header, IfNoneMatch},
};
use rust_embed::{Embed, EmbeddedFile};

/// `web/dist` as Vite left it, with a compressed sibling of each file that shrinks.
#[derive(Embed)]
#[folder = "web/dist/"]
#[allow_missing = true]
struct Dist;

const PAGE: &str = "index.html";
/// File names under here carry a hash of what is in them.
const HASHED: &str = "assets/";

const MISSING: &str = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>安考</title>\
    <h1>安考</h1><p>接口已在运行，但此程序没有内置网页。</p>\
    <p>在项目目录中执行 <code>make run</code>，会先构建网页再构建程序；接口文档见 <a href=\"/docs/\">/docs</a>。</p></html>";

/// A file of the app; its page for any other path that a person may have opened.
pub fn serve(request: &HttpRequest) -> Option<HttpResponse> {
    let path = request.path().trim_start_matches('/');
    if let Some(file) = Dist::get(path).filter(|_| path != PAGE) {
        return Some(answer(request, path, file));
    }
    let is_page = !path.starts_with("api/") && !path.starts_with(HASHED) && !last_segment(path).contains('.');
    is_page.then(|| match Dist::get(PAGE) {
        Some(page) => answer(request, PAGE, page),
        None => HttpResponse::Ok().content_type("text/html; charset=utf-8").body(MISSING),
    })
}

fn last_segment(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

fn answer(request: &HttpRequest, path: &str, file: EmbeddedFile) -> HttpResponse {
    let tag = EntityTag::new_strong(hex::encode(&file.metadata.sha256_hash()[..12]));
    let cache = if path.starts_with(HASHED) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let known = IfNoneMatch::parse(request).ok();
    let unchanged = known.is_some_and(|known| match known {
        IfNoneMatch::Any => true,
        IfNoneMatch::Items(tags) => tags.iter().any(|it| it.weak_eq(&tag)),
    });
    let (encoding, file) = compressed(request, path).map_or((None, file), |(encoding, file)| (Some(encoding), file));
    let mut response = if unchanged { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header(ETag(tag))
        .insert_header((header::CACHE_CONTROL, cache))
        .insert_header((header::VARY, "Accept-Encoding"));
    if unchanged {
        return response.finish();
    }
    // Said also where it is plain, so that nothing compresses it again at every request.
    response.insert_header(encoding.unwrap_or(ContentEncoding::Identity));
    response.content_type(content_type(path)).body(file.data.into_owned())
}

/// The compressed sibling that the asker takes.
fn compressed(request: &HttpRequest, path: &str) -> Option<(ContentEncoding, EmbeddedFile)> {
    let accepted = AcceptEncoding::parse(request).ok()?;
    let siblings = [(ContentEncoding::Brotli, "br"), (ContentEncoding::Gzip, "gz")];
    siblings.into_iter().find_map(|(encoding, extension)| {
        let taken = accepted
            .iter()
            .any(|it| it.item.to_string() == header_name(encoding) && it.quality > header::Quality::ZERO);
        taken.then(|| Dist::get(&format!("{path}.{extension}")))?.map(|file| (encoding, file))
    })
}

fn header_name(encoding: ContentEncoding) -> &'static str {
    match encoding {
        ContentEncoding::Brotli => "br",
        ContentEncoding::Gzip => "gzip",
        _ => "identity",
    }
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webmanifest" | "json" => "application/json",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
