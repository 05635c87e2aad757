//! The web app, embedded in the binary; and the page that says how to get it where it is not.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, ContentEncoding, ETag, EntityTag, Header, IfNoneMatch},
};
use rust_embed::{Embed, EmbeddedFile};

use super::packed::takes;

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
    serve_of::<Dist>(request)
}

fn serve_of<Files: Embed>(request: &HttpRequest) -> Option<HttpResponse> {
    let path = request.path().trim_start_matches('/');
    if let Some(file) = Files::get(path).filter(|_| path != PAGE) {
        return Some(answer::<Files>(request, path, file));
    }
    let is_page = !path.starts_with("api/") && !path.starts_with(HASHED) && !last_segment(path).contains('.');
    is_page.then(|| match Files::get(PAGE) {
        Some(page) => answer::<Files>(request, PAGE, page),
        None => HttpResponse::Ok().content_type("text/html; charset=utf-8").body(MISSING),
    })
}

fn last_segment(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

fn answer<Files: Embed>(request: &HttpRequest, path: &str, file: EmbeddedFile) -> HttpResponse {
    let tag = EntityTag::new_strong(hex::encode(&file.metadata.sha256_hash()[..12]));
    let cache = if path.starts_with(HASHED) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let known = IfNoneMatch::parse(request).ok();
    let unchanged = known.is_some_and(|known| match known {
        IfNoneMatch::Any => true,
        IfNoneMatch::Items(tags) => tags.iter().any(|it| it.weak_eq(&tag)),
    });
    let (encoding, file) =
        compressed::<Files>(request, path).map_or((None, file), |(encoding, file)| (Some(encoding), file));
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
fn compressed<Files: Embed>(request: &HttpRequest, path: &str) -> Option<(ContentEncoding, EmbeddedFile)> {
    let siblings = [(ContentEncoding::Brotli, "br", "br"), (ContentEncoding::Gzip, "gzip", "gz")];
    siblings.into_iter().find_map(|(encoding, name, extension)| {
        let file = takes(request, name).then(|| Files::get(&format!("{path}.{extension}")))?;
        file.map(|file| (encoding, file))
    })
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

#[cfg(test)]
mod tests {
    use actix_web::{
        body::to_bytes,
        http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, ETAG, IF_NONE_MATCH, VARY},
        test::TestRequest,
    };

    use super::*;

    /// An app as Vite leaves it; a word each stands for what is compressed.
    #[derive(Embed)]
    #[folder = "tests/support/site/"]
    struct Site;

    struct Nothing;

    impl Embed for Nothing {
        fn get(_: &str) -> Option<EmbeddedFile> {
            None
        }

        fn iter() -> impl Iterator<Item = std::borrow::Cow<'static, str>> + 'static {
            std::iter::empty()
        }
    }

    fn head<'a>(response: &'a HttpResponse, name: &header::HeaderName) -> Option<&'a str> {
        response.headers().get(name).and_then(|value| value.to_str().ok())
    }

    async fn text(response: HttpResponse) -> String {
        String::from_utf8(to_bytes(response.into_body()).await.expect("a body").into()).expect("UTF-8")
    }

    fn ask(path: &str, accepted: &str) -> HttpResponse {
        let request = TestRequest::with_uri(path).insert_header((ACCEPT_ENCODING, accepted)).to_http_request();
        serve_of::<Site>(&request).expect("a file")
    }

    #[actix_web::test]
    async fn a_browser_gets_the_smallest_that_it_takes() {
        let cases = [
            ("gzip, deflate, br", Some("br"), "brotli"),
            ("gzip", Some("gzip"), "gzip"),
            ("br;q=0, gzip", Some("gzip"), "gzip"),
            ("identity", Some("identity"), "plain"),
            ("", Some("identity"), "plain"),
        ];
        for (accepted, encoding, body) in cases {
            let response = ask("/assets/app-1a2b3c.js", accepted);
            assert_eq!(head(&response, &CONTENT_ENCODING), encoding, "{accepted}");
            assert_eq!(head(&response, &VARY), Some("Accept-Encoding"));
            assert_eq!(head(&response, &header::CONTENT_TYPE), Some("text/javascript; charset=utf-8"));
            assert_eq!(text(response).await.trim_end(), body, "{accepted}");
        }
        let plain = ask("/icon.svg", "br, gzip");
        assert_eq!(head(&plain, &CONTENT_ENCODING), Some("identity"), "there is no compressed sibling");
    }

    #[actix_web::test]
    async fn hashed_files_are_kept_for_ever_and_the_page_is_asked_for_again() {
        let hashed = ask("/assets/app-1a2b3c.js", "br");
        assert_eq!(head(&hashed, &CACHE_CONTROL), Some("public, max-age=31536000, immutable"));
        for path in ["/", "/contests/1", "/icon.svg"] {
            assert_eq!(head(&ask(path, ""), &CACHE_CONTROL), Some("no-cache"), "{path}");
        }
        assert!(text(ask("/contests/1", "")).await.contains("<title>"));
    }

    #[actix_web::test]
    async fn what_a_browser_has_already_is_not_sent_again() {
        let first = ask("/", "");
        let tag = head(&first, &ETAG).expect("a tag").to_owned();
        let again = |known: &str| {
            let request = TestRequest::with_uri("/").insert_header((IF_NONE_MATCH, known)).to_http_request();
            serve_of::<Site>(&request).expect("the page")
        };
        let unchanged = again(&tag);
        assert_eq!(unchanged.status(), 304);
        assert_eq!(head(&unchanged, &ETAG), Some(tag.as_str()));
        assert_eq!(text(unchanged).await, "");
        assert_eq!(again("\"another\"").status(), 200);
    }

    #[actix_web::test]
    async fn a_path_that_no_page_can_have_is_no_page() {
        for path in ["/api/v1/nothing", "/assets/gone.js", "/favicon.ico"] {
            let request = TestRequest::with_uri(path).to_http_request();
            assert!(serve_of::<Site>(&request).is_none(), "{path}");
        }
    }

    #[actix_web::test]
    async fn without_the_app_the_page_says_how_to_get_it() {
        let request = TestRequest::with_uri("/").to_http_request();
        let page = text(serve_of::<Nothing>(&request).expect("a page")).await;
        assert!(page.contains("<code>make run</code>") && page.contains("href=\"/docs/\""), "{page}");
    }
}
