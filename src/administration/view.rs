//! Attempts and deeds as organizers see them.

use serde::Serialize;

use crate::{
    attempt::view::GradeView,
    domain::{AttemptId, ContestId, Moment, PersonId, UnitId},
};

/// Attempts of a contest, the latest first.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct AttemptsView {
    pub server_time: Moment,
    pub attempts: Vec<AttemptLine>,
    /// How many fresh attempts the person that was asked for has been granted in all; null where none was.
    #[schema(example = 0)]
    pub granted: Option<usize>,
    /// For the next page; null at the end.
    pub cursor: Option<String>,
}

/// An attempt with whose it is, and what speaks for or against it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct AttemptLine {
    #[schema(value_type = String, example = "1-42")]
    pub attempt: AttemptId,
    pub person: PersonId,
    /// In full: only organizers see this.
    #[schema(example = "张三")]
    pub name: String,
    pub unit: UnitId,
    #[schema(example = "某某公司")]
    pub unit_name: String,
    /// 1 for the person's first in this contest.
    #[schema(example = 1)]
    pub ordinal: u32,
    /// Granted beyond the limits.
    pub fresh: bool,
    pub started_at: Moment,
    pub deadline: Moment,
    /// How many questions have an answer on the server.
    #[schema(example = 70)]
    pub answered: usize,
    /// Null while it is open.
    pub grade: Option<GradeView>,
    pub voided_at: Option<Moment>,
    /// Somebody else registered as this person too.
    pub disputed: bool,
    /// What arrived and did not count.
    pub late: Vec<LateView>,
}

/// Answers that arrived too late, beside those that counted.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct LateView {
    pub arrived_at: Moment,
    pub answers: Vec<LateAnswer>,
}

/// An answer that did not count. Letters as the paper showed them.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct LateAnswer {
    /// The question's number in the paper, from 1.
    #[schema(example = 12)]
    pub question: usize,
    #[schema(example = "AC")]
    pub counted: Option<String>,
    #[schema(example = "ABC")]
    pub late: Option<String>,
}

/// What somebody has been granted and not used.
#[derive(Clone, Copy, Debug, Serialize, utoipa::ToSchema)]
pub struct GrantView {
    pub person: PersonId,
    #[schema(example = 1)]
    pub fresh_attempts: u16,
    /// In all, used or not.
    #[schema(example = 1)]
    pub granted: usize,
}

/// Who did what, the latest first.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct AuditView {
    pub entries: Vec<AuditEntry>,
    /// For the next page; null at the end.
    pub cursor: Option<String>,
}

/// A deed.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct AuditEntry {
    #[schema(example = 4711)]
    pub entry: i64,
    pub at: Moment,
    /// Null for what an operator did from the shell.
    pub actor: Option<PersonId>,
    #[schema(example = "王主任")]
    pub actor_name: Option<String>,
    #[schema(example = "attempt.void")]
    pub action: String,
    pub contest: Option<ContestId>,
    /// The id of what it was done to.
    #[schema(example = "1-42")]
    pub subject: String,
    #[schema(example = "他人代答")]
    pub reason: Option<String>,
    #[schema(value_type = Object, example = json!({ "person": 7 }))]
    pub detail: serde_json::Value,
}
