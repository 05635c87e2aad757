//! The id of a request: in the log, in the answer's head, and in every problem.

use std::cell::RefCell;

use actix_web::{
    Error, HttpMessage,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{HeaderName, HeaderValue},
    middleware::Next,
};
use tracing_actix_web::RequestId;

tokio::task_local! {
    static CURRENT: RefCell<String>;
}

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Carries the id that the logger gave through the handling of a request and into its answer.
pub async fn carry(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let id = request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default();
    let header = HeaderValue::from_str(&id);
    let mut response = CURRENT
        .scope(RefCell::new(id), async move {
            match next.call(request).await {
                // Written here, where the id is known.
                Ok(response) => Ok(response.map_into_boxed_body()),
                Err(error) => Err(error),
            }
        })
        .await?;
    if let Ok(header) = header {
        response.headers_mut().insert(HEADER, header);
    }
    Ok(response)
}

/// The id of the request that is being handled.
pub fn current() -> Option<String> {
    CURRENT.try_with(|id| id.borrow().clone()).ok()
}
