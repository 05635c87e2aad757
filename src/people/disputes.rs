//! Disputed claims, for the organizer to look into: who has the account, who else wanted it, and what
//! was answered under it.

use serde::Serialize;

use super::look_after::MemberView;
use crate::{
    app::App,
    auth::Actor,
    contest,
    domain::{AttemptId, ContestId, Moment, Points, attempt::State},
    fault::Fault,
    store::{self, attempts::Loaded},
};

/// Disputes given at once; settle some to see more.
const MOST: i64 = 200;

/// Disputed claims.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct DisputesView {
    /// The latest first.
    pub disputes: Vec<DisputeView>,
}

/// An account that somebody else wanted too.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct DisputeView {
    pub person: MemberView,
    /// How often others registered as this person.
    #[schema(example = 1)]
    pub times: i64,
    pub last_at: Moment,
    pub attempts: Vec<DisputedAttempt>,
}

/// An attempt of the account.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct DisputedAttempt {
    #[schema(value_type = String, example = "1-42")]
    pub attempt: AttemptId,
    pub started_at: Moment,
    /// Null while open.
    pub submitted_at: Option<Moment>,
    pub points: Option<Points>,
    pub voided: bool,
}

/// The disputed claims of a contest that is the actor's to run.
pub async fn disputes(app: &App, actor: &Actor, contest: ContestId) -> Result<DisputesView, Fault> {
    let mut connection = app.store.read().await?;
    let contest = contest::run_by(app, &mut connection, actor, contest).await?;
    let tree = app.units();
    let mut disputes = Vec::new();
    for dispute in store::disputes::of_contest(&mut connection, contest.id, MOST).await? {
        // Whoever was never let in has nothing to be looked into here.
        let Some(member) = store::members::find(&mut connection, contest.id, dispute.person).await? else { continue };
        let attempts =
            store::attempts::of_person(&mut connection, app.store.sources(), contest.id, dispute.person).await?;
        disputes.push(DisputeView {
            person: MemberView::of(&tree, member),
            times: dispute.times,
            last_at: dispute.last.into(),
            attempts: attempts.iter().map(DisputedAttempt::of).collect(),
        });
    }
    Ok(DisputesView { disputes })
}

impl DisputedAttempt {
    fn of(loaded: &Loaded) -> Self {
        let head = &loaded.attempt.head;
        let submission = match &loaded.attempt.state {
            State::Open => None,
            State::Submitted(submission) => Some(submission),
        };
        Self {
            attempt: head.id,
            started_at: head.started.into(),
            submitted_at: submission.map(|it| it.at.into()),
            points: submission.map(|it| it.grade.points),
            voided: submission.is_some_and(|it| it.voided),
        }
    }
}
