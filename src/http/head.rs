//! HEAD: what GET would answer, without the body.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use actix_web::{
    Error,
    body::{self, BodySize, BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::Method,
    middleware::Next,
    web::Bytes,
};

/// Asks as GET and keeps the body back.
pub async fn answer(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if request.method() != Method::HEAD {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    request.head_mut().method = Method::GET;
    let response = next.call(request).await?;
    let response = response.map_body(|_, body| match body.size() {
        BodySize::Sized(length) => BoxBody::new(KeptBack(length)),
        // Never polled, a stream has not begun.
        BodySize::None | BodySize::Stream => BoxBody::new(body::None::new()),
    });
    Ok(response.map_into_right_body())
}

/// A body of that length, of which nothing is sent.
struct KeptBack(u64);

impl MessageBody for KeptBack {
    type Error = std::convert::Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.0)
    }

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Poll::Ready(None)
    }
}
