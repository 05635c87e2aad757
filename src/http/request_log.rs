//! What the log tells of a request: route, method, id and status. Never the query, which may hold a
//! name, nor an address or a token.

use actix_web::{
    Error, HttpMessage,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
};
use tracing::Span;
use tracing_actix_web::{RequestId, RootSpanBuilder};

#[derive(Debug)]
pub struct RequestLog;

impl RootSpanBuilder for RequestLog {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let id = request.extensions().get::<RequestId>().copied();
        tracing::info_span!("request", method = request.method().as_str(), id = id.map(tracing::field::display),)
    }

    fn on_request_end<B: MessageBody>(span: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        let (status, route) = match outcome {
            Ok(response) => (response.status(), response.request().match_pattern()),
            Err(error) => (error.as_response_error().status_code(), None),
        };
        // Told here and not recorded in the span, which would write its text anew each time.
        let (route, status) = (route.as_deref().unwrap_or("other"), status.as_u16());
        span.in_scope(|| {
            if status >= 500 {
                tracing::warn!(route, status, "answered");
            } else {
                tracing::debug!(route, status, "answered");
            }
        });
    }
}
