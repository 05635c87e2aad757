//! Faults as RFC 9457 `application/problem+json`: the one place where an error becomes an answer.

use std::error::Error as _;

use actix_web::{
    HttpResponse, ResponseError,
    http::{StatusCode, header},
};
use serde::Serialize;

use super::request_id;
use crate::{
    causes::with_causes,
    fault::{Code, Fault, FieldFault},
};

/// A problem on the wire.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// Where the code is explained.
    #[serde(rename = "type")]
    #[schema(example = "/docs/errors#daily_limit")]
    pub kind: String,
    /// What happened, in Chinese.
    #[schema(example = "今日作答次数已用完")]
    pub title: &'static str,
    #[schema(example = 409)]
    pub status: u16,
    /// Stable: clients decide by it.
    #[schema(example = "daily_limit")]
    pub code: &'static str,
    /// What is particular to this case, in Chinese.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "每天最多作答 3 次")]
    pub detail: Option<String>,
    /// What to do about it, in Chinese.
    #[schema(example = "明天再来")]
    pub cure: &'static str,
    /// For bad input, what is wrong with each field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldFault>,
    /// For the organizer's help: finds this request in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "01J0ZC2V9QK5")]
    pub request_id: Option<String>,
}

impl From<&Fault> for Problem {
    fn from(fault: &Fault) -> Self {
        let code = fault.code;
        Self {
            kind: format!("/docs/errors#{}", code.as_str()),
            title: code.title(),
            status: code.status(),
            code: code.as_str(),
            detail: fault.detail.clone(),
            cure: code.cure(),
            errors: fault.fields.clone(),
            request_id: request_id::current(),
        }
    }
}

impl ResponseError for Fault {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        if let Some(cause) = self.source() {
            tracing::error!(code = self.code.as_str(), cause = with_causes(cause), "a request failed");
        }
        metrics::counter!("ankao_problems_total", "code" => self.code.as_str()).increment(1);
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((header::CONTENT_TYPE, "application/problem+json"));
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        if let Some(span) = self.retry_after {
            response.insert_header((header::RETRY_AFTER, (span.0 / 1_000).max(1)));
        }
        if self.code == Code::NotSignedIn {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        response.json(Problem::from(self))
    }
}
