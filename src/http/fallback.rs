//! What no route takes: a page of the web app, 405 where the path has other methods, or 404.

use actix_web::{HttpRequest, HttpResponse, ResponseError, http::header, web};
use utoipa::openapi::OpenApi;

use super::web as web_app;
use crate::fault::{Code, Fault};

/// Paths, as segments, with the methods each takes.
#[derive(Debug)]
pub struct KnownPaths(Vec<(Vec<String>, Vec<&'static str>)>);

impl KnownPaths {
    /// Those of the OpenAPI document, and some that can only be got.
    #[must_use]
    pub fn of(document: &OpenApi, pages: &[&str]) -> Self {
        let paths = document.paths.paths.iter().map(|(path, item)| {
            let methods = [
                ("GET", item.get.is_some()),
                ("HEAD", item.get.is_some()),
                ("POST", item.post.is_some()),
                ("PUT", item.put.is_some()),
                ("PATCH", item.patch.is_some()),
                ("DELETE", item.delete.is_some()),
            ];
            let methods = methods.into_iter().filter_map(|(method, there)| there.then_some(method));
            (segments(path), methods.collect())
        });
        let pages = pages.iter().map(|page| (segments(page), vec!["GET", "HEAD"]));
        Self(paths.chain(pages).collect())
    }

    fn methods(&self, path: &str) -> Vec<&'static str> {
        let fits = |template: &[String]| {
            let mut given = path.split('/');
            let each = template.iter().all(|segment| {
                given.next().is_some_and(|it| it == segment || (segment.starts_with('{') && !it.is_empty()))
            });
            each && given.next().is_none()
        };
        self.0.iter().filter(|(template, _)| fits(template)).flat_map(|(_, methods)| methods.clone()).collect()
    }
}

fn segments(path: &str) -> Vec<String> {
    path.split('/').map(str::to_owned).collect()
}

pub async fn nothing_here(request: HttpRequest, known: web::Data<KnownPaths>) -> HttpResponse {
    let methods = known.methods(request.path());
    if methods.is_empty()
        && request.method().is_safe()
        && let Some(page) = web_app::serve(&request)
    {
        return page;
    }
    if methods.is_empty() {
        return Fault::new(Code::NotFound).error_response();
    }
    let mut response = Fault::new(Code::MethodNotAllowed).error_response();
    if let Ok(allow) = header::HeaderValue::from_str(&methods.join(", ")) {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    response
}
