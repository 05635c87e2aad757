//! The way into a contest for people who come by themselves: which units, and their codes (单位口令).

use sqlx::AnyConnection;

use super::taking_part::TakingPart;
use crate::{
    app::App,
    auth::Password,
    domain::{
        ContestId, Stamp, UnitId,
        contest::{Contest, Phase},
    },
    fault::{Code, Fault},
    store,
};

/// Refuses a unit that does not take part, or to which nobody can belong.
pub(super) async fn may_join(
    app: &App,
    connection: &mut AnyConnection,
    contest: &Contest,
    unit: UnitId,
) -> Result<(), Fault> {
    let taking_part = TakingPart::of(app, connection, contest).await?;
    if taking_part.may_be_joined(unit) { Ok(()) } else { Err(Fault::field("/unit", "该单位不参加本次竞赛")) }
}

/// Compares the code with that of the unit or of the nearest node above it that has one. A wrong one
/// costs as much as a password, so that guessing is slow.
pub(super) async fn check_unit_code(app: &App, contest: &Contest, unit: UnitId, code: &str) -> Result<(), Fault> {
    let path = app.units().path(unit);
    let kept = store::enrolments::unit_code(&mut *app.store.read().await?, contest.id, &path).await?;
    if kept.is_some_and(|(of, kept)| app.keys.unit_code(contest.id, of, code).is(&kept)) {
        return Ok(());
    }
    app.passwords.verify(&Password::new(code), None).await?;
    Err(Code::UnitCodeRefused.into())
}

/// Refuses a contest that takes nobody in: a draft, or one that is over.
pub(super) async fn takes_people(
    connection: &mut AnyConnection,
    contest: ContestId,
    stamp: Stamp,
) -> Result<Contest, Fault> {
    let contest = store::contests::find(connection, contest).await?.ok_or(Code::NotFound)?;
    match contest.phase(stamp) {
        Phase::Draft => Err(Code::NotFound.into()),
        Phase::Closing | Phase::Closed => Err(Code::ContestEnded.into()),
        Phase::Upcoming | Phase::Open => Ok(contest),
    }
}
