//! Attempts of a contest, with their evidence.

use serde::Deserialize;
use sqlx::AnyConnection;

use super::{
    fresh_attempt::granted,
    view::{AttemptLine, AttemptsView, LateAnswer, LateView},
};
use crate::{
    app::App,
    attempt::view::{GradeView, letters},
    auth::Actor,
    contest::run_by,
    domain::{
        AttemptId, ContestId, PersonId, UnitId,
        attempt::{Attempt, State},
    },
    fault::{Code, Fault},
    store::{
        self,
        attempt_list::{Listed, Wanted, Which},
        desk::LateSheet,
    },
};

/// Which attempts.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AttemptsQuery {
    /// Only this person's.
    pub person: Option<PersonId>,
    /// Only those of people of this node's subtree.
    pub unit: Option<UnitId>,
    /// Only those in this state.
    #[param(inline)]
    pub state: Option<Which>,
    /// Lines a page, at most 100.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<u16>,
    /// From the page before.
    #[param(example = json!(null))]
    pub cursor: Option<String>,
}

pub async fn attempts(
    app: &App,
    actor: &Actor,
    contest: ContestId,
    query: &AttemptsQuery,
) -> Result<AttemptsView, Fault> {
    let limit = query.limit.unwrap_or(20).clamp(1, 100);
    let before = query.cursor.as_deref().map(str::parse).transpose();
    let before = before.map_err(|_| Fault::new(Code::MalformedQuery).with_detail("cursor 应当取自上一页"))?;
    let units = query.unit.map(|unit| app.units_of(contest).subtree(unit));
    let wanted = Wanted { person: query.person, units: units.as_deref(), which: query.state, before };
    let mut connection = app.store.read().await?;
    run_by(app, &mut connection, actor, contest).await?;
    // One more than is shown says whether there is a next page.
    let mut listed =
        store::attempt_list::of_contest(&mut connection, app.store.sources(), contest, wanted, limit + 1).await?;
    let more = listed.len() > usize::from(limit);
    listed.truncate(limit.into());
    let cursor = listed.last().filter(|_| more).map(|it| it.loaded.attempt.head.id.number.to_string());
    let mut lines = Vec::with_capacity(listed.len());
    for it in listed {
        lines.push(view(app, &mut connection, it).await?);
    }
    let granted = match query.person {
        Some(person) => Some(granted(&mut connection, contest, person).await?),
        None => None,
    };
    Ok(AttemptsView { server_time: app.clock.now().into(), attempts: lines, granted, cursor })
}

/// One attempt, after it was changed.
pub(super) async fn line(app: &App, connection: &mut AnyConnection, id: AttemptId) -> Result<AttemptLine, Fault> {
    let wanted = Wanted { before: Some(id.number + 1), ..Wanted::default() };
    let listed = store::attempt_list::of_contest(connection, app.store.sources(), id.contest, wanted, 1).await?;
    let listed = listed.into_iter().next().ok_or(Code::NotFound)?;
    view(app, connection, listed).await
}

async fn view(app: &App, connection: &mut AnyConnection, listed: Listed) -> Result<AttemptLine, Fault> {
    let Listed { loaded, name, unit, voided, disputed } = listed;
    let (attempt, source) = (&loaded.attempt, &loaded.source);
    let late = store::attempt_list::late_sheets(connection, attempt).await?;
    let grade = match &attempt.state {
        State::Open => None,
        State::Submitted(submission) => Some(GradeView::of(submission, source)),
    };
    Ok(AttemptLine {
        attempt: attempt.head.id,
        person: attempt.head.person,
        name,
        unit,
        unit_name: app.units_of(attempt.head.id.contest).get(unit).map_or_else(String::new, |node| node.name.clone()),
        ordinal: attempt.head.ordinal,
        fresh: attempt.head.fresh,
        started_at: attempt.head.started.into(),
        deadline: attempt.deadline.into(),
        answered: attempt.sheet.answers().filter(|answer| !answer.is_empty()).count(),
        grade,
        voided_at: voided.map(Into::into),
        disputed,
        late: late.iter().map(|sheet| evidence(attempt, sheet)).collect(),
    })
}

/// What a late sheet holds that is newer than what counted.
fn evidence(attempt: &Attempt, late: &LateSheet) -> LateView {
    let pairs = attempt.sheet.marks().iter().zip(late.sheet.marks()).enumerate();
    let newer = pairs.filter(|(_, (counted, late))| late > counted);
    let answers = newer.map(|(question, (counted, late))| LateAnswer {
        question: question + 1,
        counted: letters(counted.answer()),
        late: letters(late.answer()),
    });
    LateView { arrived_at: late.arrived.into(), answers: answers.collect() }
}
