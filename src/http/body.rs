//! Bodies: read as a whole, up to a size and within a time, so that whoever sends one byte a minute
//! holds a connection no longer than whoever sends it all.

use std::{ops::Deref, time::Duration};

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    error::PayloadError,
    http::header,
    web::{Bytes, BytesMut},
};
use futures_util::{Stream, StreamExt, future::LocalBoxFuture};
use serde::de::DeserializeOwned;

use crate::{
    fault::{Code, Fault},
    input,
};

/// Most bytes of a JSON body: a whole sheet of 100 answers is under 8 KB.
const JSON_LIMIT: usize = 256 * 1024;
/// How long a JSON body may be on its way.
const JSON_PATIENCE: Duration = Duration::from_secs(30);

/// A JSON body.
#[derive(Clone, Copy, Debug)]
pub struct Json<T>(pub T);

impl<T> Json<T> {
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Json<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Json<T> {
    type Error = Fault;
    type Future = LocalBoxFuture<'static, Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let kind = kind(request);
        let is_json = kind == "application/json" || kind.ends_with("+json");
        let is_plain = request.headers().get(header::CONTENT_ENCODING).is_none_or(|it| it == "identity");
        let payload = payload.take();
        Box::pin(async move {
            if !is_json || !is_plain {
                return Err(Code::UnsupportedMediaType.into());
            }
            let body = read(payload, JSON_LIMIT, JSON_PATIENCE).await.map_err(|error| match error {
                Unread::TooLarge => Fault::from(Code::PayloadTooLarge),
                Unread::TooSlow => Code::BodyTooSlow.into(),
                Unread::Cut => Fault::new(Code::MalformedJson).with_detail("正文没有传完"),
            })?;
            input::from_json(&body).map(Self)
        })
    }
}

/// The media type that a body is said to be of, without parameters; empty where nothing is said.
pub fn kind(request: &HttpRequest) -> String {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.and_then(|it| it.split(';').next()).unwrap_or_default().trim().to_ascii_lowercase()
}

/// Why a body could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    TooLarge,
    TooSlow,
    /// The line was cut.
    Cut,
}

/// The whole of a body.
pub async fn read(
    payload: impl Stream<Item = Result<Bytes, PayloadError>> + Unpin,
    limit: usize,
    patience: Duration,
) -> Result<Bytes, Unread> {
    tokio::time::timeout(patience, up_to(limit, payload)).await.unwrap_or(Err(Unread::TooSlow))
}

async fn up_to(
    limit: usize,
    mut payload: impl Stream<Item = Result<Bytes, PayloadError>> + Unpin,
) -> Result<Bytes, Unread> {
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| match error {
            PayloadError::Overflow => Unread::TooLarge,
            _ => Unread::Cut,
        })?;
        if body.len() + chunk.len() > limit {
            return Err(Unread::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::*;

    fn chunks(chunks: &[&'static str]) -> impl Stream<Item = Result<Bytes, PayloadError>> + Unpin {
        stream::iter(chunks.iter().map(|chunk| Ok(Bytes::from_static(chunk.as_bytes()))).collect::<Vec<_>>())
    }

    #[tokio::test]
    async fn a_body_is_read_up_to_its_limit() {
        let whole = read(chunks(&["安全", "第一"]), 12, JSON_PATIENCE).await;
        assert_eq!(whole, Ok(Bytes::from_static("安全第一".as_bytes())));
        assert_eq!(read(chunks(&["安全", "第一"]), 11, JSON_PATIENCE).await, Err(Unread::TooLarge));
    }

    #[tokio::test]
    async fn a_body_that_stops_on_its_way_is_given_up() {
        let stuck = chunks(&["{\"half\":"]).chain(stream::pending());
        assert_eq!(read(stuck, 100, Duration::ZERO).await, Err(Unread::TooSlow));
        let cut = chunks(&["{\"half\":"]).chain(stream::iter([Err(PayloadError::Incomplete(None))]));
        assert_eq!(read(cut, 100, JSON_PATIENCE).await, Err(Unread::Cut));
    }
}
