//! Disputed claims, for the organizer to look into and settle: who has the account, how often others
//! wanted it, and what was answered under it.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::look_after::MemberView;
use crate::{
    app::App,
    auth::Actor,
    contest,
    domain::{AttemptId, ContestId, Moment, PersonId, Points, Reason, Stamp, attempt::State},
    fault::{Code, Fault},
    store::{
        self,
        attempts::Loaded,
        audit::{self, Deed},
    },
};

/// Disputes given at once where nothing else is asked for, and at most.
const USUAL: u16 = 50;
const MOST: u16 = 200;

/// Which disputes.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DisputesQuery {
    #[param(example = 50, minimum = 1, maximum = 200)]
    pub limit: Option<u16>,
    /// 上一页的 next
    #[param(example = json!(null))]
    pub cursor: Option<String>,
}

/// Disputed claims.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct DisputesView {
    /// Those not settled, the latest first.
    pub disputes: Vec<DisputeView>,
    /// The cursor of the next page; null on the last.
    #[schema(example = json!(null))]
    pub next: Option<String>,
}

/// What came of looking into a dispute.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettlementInput {
    /// 1 to 500 characters, for the audit.
    #[schema(example = "已与单位核实，账号由本人使用")]
    pub reason: String,
}

/// An account that somebody else wanted too.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct DisputeView {
    pub person: MemberView,
    /// How often others registered as this person, since it was settled last.
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
pub async fn disputes(
    app: &App,
    actor: &Actor,
    contest: ContestId,
    query: &DisputesQuery,
) -> Result<DisputesView, Fault> {
    let before = query.cursor.as_deref().map(|cursor| {
        read_cursor(cursor).ok_or_else(|| Fault::new(Code::MalformedQuery).with_detail("cursor 应当取自上一页"))
    });
    let before = before.transpose()?;
    let page = query.limit.unwrap_or(USUAL).clamp(1, MOST);
    let mut connection = app.store.read().await?;
    let contest = contest::run_by(app, &mut connection, actor, contest).await?;
    let tree = app.units();
    // One more tells whether there is another page.
    let mut found = store::disputes::open(&mut connection, contest.id, before, i64::from(page) + 1).await?;
    let more = found.len() > usize::from(page);
    found.truncate(page.into());
    let next = found.last().filter(|_| more).map(|it| format!("{}-{}", it.last.0, it.person));
    let mut disputes = Vec::with_capacity(found.len());
    for dispute in found {
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
    Ok(DisputesView { disputes, next })
}

fn read_cursor(cursor: &str) -> Option<(Stamp, PersonId)> {
    let (last, person) = cursor.split_once('-')?;
    Some((Stamp(last.parse().ok()?), PersonId(person.parse().ok()?)))
}

/// Settles a dispute of a contest that is the actor's to run. Whoever registers as that person after it
/// begins another.
pub async fn settle_dispute(
    app: &App,
    actor: &Actor,
    contest: ContestId,
    person: PersonId,
    input: SettlementInput,
    stamp: Stamp,
) -> Result<(), Fault> {
    let reason = Reason::new(&input.reason).ok_or_else(Fault::no_reason)?;
    let mut turn = app.store.write().await?;
    let contest = contest::run_by(app, turn.connection(), actor, contest).await?;
    if !store::disputes::settle(turn.connection(), contest.id, person, stamp).await? {
        return Err(Fault::new(Code::NotFound).with_detail("该账号没有待处理的争议"));
    }
    let deed = Deed {
        actor: actor.person,
        action: "dispute.settle",
        contest: Some(contest.id),
        subject: person.to_string(),
        reason: Some(reason.as_str()),
        detail: json!({}),
    };
    audit::append(turn.connection(), deed, stamp).await?;
    Ok(app.store.commit(turn).await?)
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
