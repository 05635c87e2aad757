//! Enrolments: who takes part in a contest, for which unit, and which units take part at all.

use sqlx::AnyConnection;

use super::{
    Result,
    desk::Dossier,
    rows::{self, PlainRow, damaged},
};
use crate::domain::{ContestId, PersonId, Stamp, UnitId};

/// Somebody's membership of a contest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Enrolment {
    pub contest: ContestId,
    pub person: PersonId,
    pub unit: UnitId,
    pub origin: Origin,
    /// When a liaison said that this person is of the unit.
    pub confirmed: Option<Stamp>,
    pub joined: Stamp,
}

/// How somebody came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Stands in the roster (花名册).
    Roster,
    /// Registered by themselves.
    #[serde(rename = "self")]
    Own,
}

impl Enrolment {
    /// Matched to the roster or confirmed: counts where the contest counts only those.
    #[must_use]
    pub fn is_confirmed(&self) -> bool {
        self.origin == Origin::Roster || self.confirmed.is_some()
    }
}

pub async fn find(connection: &mut AnyConnection, contest: ContestId, person: PersonId) -> Result<Option<Enrolment>> {
    let row = sqlx::query(
        "SELECT contest, person, unit, origin, confirmed, joined
         FROM member
         WHERE contest = $1 AND person = $2",
    )
    .bind(contest.0)
    .bind(person.0)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(enrolment).transpose()
}

/// All contests that a person takes part in, the latest joined first.
pub async fn of_person(connection: &mut AnyConnection, person: PersonId) -> Result<Vec<Enrolment>> {
    let rows = sqlx::query(
        "SELECT contest, person, unit, origin, confirmed, joined
         FROM member
         WHERE person = $1
         ORDER BY joined DESC, contest DESC",
    )
    .bind(person.0)
    .fetch_all(connection)
    .await?;
    rows.iter().map(enrolment).collect()
}

pub(super) fn enrolment(row: &impl PlainRow) -> Result<Enrolment> {
    Ok(Enrolment {
        contest: ContestId(row.integer("contest")?),
        person: PersonId(row.integer("person")?),
        unit: UnitId(row.integer("unit")?),
        origin: match row.text("origin")?.as_str() {
            "roster" => Origin::Roster,
            "self" => Origin::Own,
            other => return Err(damaged("enrolment")(&format!("origin {other}"))),
        },
        confirmed: row.optional_integer("confirmed")?.map(Stamp),
        joined: Stamp(row.integer("joined")?),
    })
}

/// Takes somebody in who came by themselves; whoever is in already stays as they are. That a roster which
/// is not in yet has them too is for its last turn to say.
pub async fn join(
    connection: &mut AnyConnection,
    contest: ContestId,
    person: PersonId,
    unit: UnitId,
    now: Stamp,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO enrolment (contest, person, unit, origin, joined)
         VALUES ($1, $2, $3, 'self', $4)
         ON CONFLICT (contest, person) DO UPDATE
         SET unit = excluded.unit, origin = excluded.origin, joined = excluded.joined
         WHERE enrolment.origin = 'roster' AND EXISTS (SELECT 1 FROM import i WHERE i.id = enrolment.import)",
    )
    .bind(contest.0)
    .bind(person.0)
    .bind(unit.0)
    .bind(now.0)
    .execute(connection)
    .await?;
    Ok(())
}

/// Says, or takes back, that somebody is of their unit.
pub async fn set_confirmed(
    connection: &mut AnyConnection,
    contest: ContestId,
    person: PersonId,
    confirmed: Option<Stamp>,
) -> Result<()> {
    sqlx::query("UPDATE enrolment SET confirmed = $3 WHERE contest = $1 AND person = $2")
        .bind(contest.0)
        .bind(person.0)
        .bind(confirmed.map(|stamp| stamp.0))
        .execute(connection)
        .await?;
    Ok(())
}

/// Moves somebody to another unit. What was said of them and the former unit is taken back, unless it
/// is said of the new one.
pub async fn set_unit(
    connection: &mut AnyConnection,
    contest: ContestId,
    person: PersonId,
    unit: UnitId,
    confirmed: Option<Stamp>,
) -> Result<()> {
    sqlx::query("UPDATE enrolment SET unit = $3, confirmed = $4 WHERE contest = $1 AND person = $2")
        .bind(contest.0)
        .bind(person.0)
        .bind(unit.0)
        .bind(confirmed.map(|stamp| stamp.0))
        .execute(connection)
        .await?;
    Ok(())
}

/// Whether somebody has started an attempt in the contest.
pub async fn has_started(connection: &mut AnyConnection, contest: ContestId, person: PersonId) -> Result<bool> {
    let found: Option<i64> =
        sqlx::query_scalar("SELECT number FROM attempt WHERE contest = $1 AND person = $2 LIMIT 1")
            .bind(contest.0)
            .bind(person.0)
            .fetch_optional(connection)
            .await?;
    Ok(found.is_some())
}

/// The nodes that take part in a contest, each with all below it. None listed: all.
pub async fn listed_units(connection: &mut AnyConnection, contest: ContestId) -> Result<Vec<UnitId>> {
    let units: Vec<i64> = sqlx::query_scalar("SELECT unit FROM contest_unit WHERE contest = $1 ORDER BY unit")
        .bind(contest.0)
        .fetch_all(connection)
        .await?;
    Ok(units.into_iter().map(UnitId).collect())
}

/// What is kept of the code of the nearest node on `path`, from the root down, that has one.
pub async fn unit_code(
    connection: &mut AnyConnection,
    contest: ContestId,
    path: &[UnitId],
) -> Result<Option<(UnitId, Vec<u8>)>> {
    for &unit in path.iter().rev() {
        let code: Option<Option<Vec<u8>>> =
            sqlx::query_scalar("SELECT unit_code FROM contest_unit WHERE contest = $1 AND unit = $2")
                .bind(contest.0)
                .bind(unit.0)
                .fetch_optional(&mut *connection)
                .await?;
        if let Some(code) = code.flatten() {
            return Ok(Some((unit, code)));
        }
    }
    Ok(None)
}

/// Fresh attempts that somebody enrolled has been granted and not used; none for others.
pub async fn fresh(connection: &mut AnyConnection, contest: ContestId, person: PersonId) -> Result<Option<u16>> {
    let fresh: Option<i64> = sqlx::query_scalar("SELECT fresh FROM member WHERE contest = $1 AND person = $2")
        .bind(contest.0)
        .bind(person.0)
        .fetch_optional(connection)
        .await?;
    Ok(fresh.map(|fresh| u16::try_from(fresh).unwrap_or_default()))
}

/// What the store knows of somebody enrolled.
pub async fn dossier(connection: &mut AnyConnection, contest: ContestId, person: PersonId) -> Result<Option<Dossier>> {
    let row = sqlx::query(
        "SELECT e.contest, e.person, e.unit AS home, e.origin, e.confirmed, e.fresh,
                s.unit, s.points, s.time_ms, s.counted, s.rev
         FROM member e
         LEFT JOIN standing s ON s.contest = e.contest AND s.person = e.person
         WHERE e.contest = $1 AND e.person = $2",
    )
    .bind(contest.0)
    .bind(person.0)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(rows::dossier).transpose()
}

/// Grants one fresh attempt beyond the limits.
pub async fn grant_fresh(connection: &mut AnyConnection, contest: ContestId, person: PersonId) -> Result<()> {
    sqlx::query("UPDATE enrolment SET fresh = fresh + 1 WHERE contest = $1 AND person = $2")
        .bind(contest.0)
        .bind(person.0)
        .execute(connection)
        .await?;
    Ok(())
}
