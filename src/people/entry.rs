//! The way into a contest for people who come by themselves: which units, and their codes (单位口令).

use sqlx::AnyConnection;

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
    let taking_part = app.taking_part(connection, contest).await?;
    if taking_part.may_be_joined(unit) { Ok(()) } else { Err(Fault::field("/unit", "该单位不参加本次竞赛")) }
}

/// What came of comparing a unit code.
#[must_use]
pub(super) enum ComparedCode {
    Right,
    Wrong(Password),
}

/// Compares the code with that of the unit or of the nearest node above it that has one.
pub(super) async fn compare_unit_code(
    app: &App,
    connection: &mut AnyConnection,
    contest: &Contest,
    unit: UnitId,
    code: &str,
) -> Result<ComparedCode, Fault> {
    let kept = store::enrolments::unit_code(connection, contest.id, &app.units().path(unit)).await?;
    let right = kept.is_some_and(|(of, kept)| app.keys.unit_code(contest.id, of, code).is(&kept));
    Ok(if right { ComparedCode::Right } else { ComparedCode::Wrong(Password::new(code)) })
}

impl ComparedCode {
    /// Refuses a wrong one, which costs as much as a password, so that guessing is slow: to be asked
    /// when no connection is held any more.
    pub(super) async fn admit(self, app: &App) -> Result<(), Fault> {
        match self {
            Self::Right => Ok(()),
            Self::Wrong(code) => {
                app.passwords.verify(&code, None).await?;
                Err(Code::UnitCodeRefused.into())
            }
        }
    }
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
