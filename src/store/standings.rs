//! Standings: one row a (contest, person), of which boards are a projection.

use sqlx::AnyConnection;

use super::{Result, Sources, Turn, attempts, enrolments, rows};
use crate::domain::{ContestId, PersonId, contest::Contest, ranking::Standing};

/// A person's standing as it is written, and as their attempts have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comparison {
    pub written: Option<Standing>,
    /// The next one.
    pub anew: Standing,
}

impl Comparison {
    /// Whether anything but the `rev` differs. Who has answered nothing needs no standing.
    #[must_use]
    pub fn differs(&self) -> bool {
        match self.written {
            None => self.anew.result.is_some(),
            Some(written) => Standing { rev: self.anew.rev, ..written } != self.anew,
        }
    }
}

pub async fn of_contest(connection: &mut AnyConnection, contest: ContestId) -> Result<Vec<Standing>> {
    let rows = sqlx::query(
        "SELECT contest, person, unit, points, time_ms, counted, rev
         FROM standing
         WHERE contest = $1",
    )
    .bind(contest.0)
    .fetch_all(connection)
    .await?;
    rows.iter().map(rows::standing).collect()
}

pub async fn find(connection: &mut AnyConnection, contest: ContestId, person: PersonId) -> Result<Option<Standing>> {
    let row = sqlx::query(
        "SELECT contest, person, unit, points, time_ms, counted, rev
         FROM standing
         WHERE contest = $1 AND person = $2",
    )
    .bind(contest.0)
    .bind(person.0)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(rows::standing).transpose()
}

/// Computes a person's standing anew, after this turn has changed what it is made of — an attempt, the
/// unit, the confirmation — and lets the boards follow. Who has answered nothing has none.
pub async fn recompute(
    turn: &mut Turn,
    sources: &Sources,
    contest: &Contest,
    person: PersonId,
) -> Result<Option<Standing>> {
    let comparison = compare(turn.connection(), sources, contest, person).await?;
    let Some(Comparison { written, anew }) = comparison else { return Ok(None) };
    if written.is_none() && anew.result.is_none() {
        return Ok(None);
    }
    write(turn, anew).await?;
    Ok(Some(anew))
}

/// What a person's attempts come to, beside what is written. None of who is not enrolled.
pub async fn compare(
    connection: &mut AnyConnection,
    sources: &Sources,
    contest: &Contest,
    person: PersonId,
) -> Result<Option<Comparison>> {
    let Some(mut dossier) = enrolments::dossier(connection, contest.id, person).await? else { return Ok(None) };
    let loaded = attempts::of_person(connection, sources, contest.id, person).await?;
    let written = dossier.standing;
    let anew = dossier.rank(contest, person, loaded.iter().map(|it| &it.attempt));
    Ok(Some(Comparison { written, anew }))
}

/// Who has a standing or an attempt in a contest: the first so many after `after`, by id.
pub async fn people(
    connection: &mut AnyConnection,
    contest: ContestId,
    after: PersonId,
    at_most: u16,
) -> Result<Vec<PersonId>> {
    let people: Vec<i64> = sqlx::query_scalar(
        "SELECT person FROM (
             SELECT person FROM standing WHERE contest = $1 AND person > $2 ORDER BY person LIMIT $3
         ) ranked
         UNION
         SELECT person FROM (
             SELECT DISTINCT person FROM attempt WHERE contest = $1 AND person > $2 ORDER BY person LIMIT $3
         ) answered
         ORDER BY person
         LIMIT $3",
    )
    .bind(contest.0)
    .bind(after.0)
    .bind(i64::from(at_most))
    .fetch_all(connection)
    .await?;
    Ok(people.into_iter().map(PersonId).collect())
}

/// Writes a standing, and lets the boards follow.
pub async fn write(turn: &mut Turn, standing: Standing) -> Result<()> {
    sqlx::query(
        "INSERT INTO standing (contest, person, unit, points, time_ms, counted, rev)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (contest, person) DO UPDATE
         SET unit    = excluded.unit,
             points  = excluded.points,
             time_ms = excluded.time_ms,
             counted = excluded.counted,
             rev     = excluded.rev",
    )
    .bind(standing.contest.0)
    .bind(standing.person.0)
    .bind(standing.unit.0)
    .bind(standing.result.map(|it| it.points().0))
    .bind(standing.result.map(|it| it.time().0))
    .bind(i64::from(standing.counted))
    .bind(standing.rev.0)
    .execute(turn.connection())
    .await?;
    turn.changed(standing);
    Ok(())
}

/// Grows with every change of any standing of the contest.
pub async fn revision(connection: &mut AnyConnection, contest: ContestId) -> Result<i64> {
    let sum = sqlx::query_scalar("SELECT CAST(COALESCE(SUM(rev), 0) AS BIGINT) FROM standing WHERE contest = $1");
    Ok(sum.bind(contest.0).fetch_one(connection).await?)
}
