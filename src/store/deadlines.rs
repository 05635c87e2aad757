//! Deadlines of open attempts, moved by organizers.

use sqlx::AnyConnection;

use super::Result;
use crate::domain::{AttemptId, ContestId, Stamp, contest::Contest};

/// Moves open attempts to what the contest's end leaves of their own limit; those that were given more
/// keep it. Answers how many it moved.
pub async fn extend(connection: &mut AnyConnection, contest: &Contest) -> Result<u64> {
    let done = sqlx::query(
        "UPDATE attempt
         SET deadline = CASE WHEN started + $2 < $3 THEN started + $2 ELSE $3 END
         WHERE contest = $1
           AND submitted IS NULL
           AND deadline < CASE WHEN started + $2 < $3 THEN started + $2 ELSE $3 END",
    )
    .bind(contest.id.0)
    .bind(contest.blueprint.limit_ms.0)
    .bind(contest.window.closes.0)
    .execute(connection)
    .await?;
    Ok(done.rows_affected())
}

/// Ends open attempts at `now`. Answers how many it cut short.
pub async fn cut(connection: &mut AnyConnection, contest: ContestId, now: Stamp) -> Result<u64> {
    let done =
        sqlx::query("UPDATE attempt SET deadline = $2 WHERE contest = $1 AND submitted IS NULL AND deadline > $2")
            .bind(contest.0)
            .bind(now.0)
            .execute(connection)
            .await?;
    Ok(done.rows_affected())
}

/// The latest deadline of the open attempts.
pub async fn latest_open(connection: &mut AnyConnection, contest: ContestId) -> Result<Option<Stamp>> {
    let latest: Option<i64> =
        sqlx::query_scalar("SELECT MAX(deadline) FROM attempt WHERE contest = $1 AND submitted IS NULL")
            .bind(contest.0)
            .fetch_one(connection)
            .await?;
    Ok(latest.map(Stamp))
}

/// Moves one attempt's deadline.
pub async fn set(connection: &mut AnyConnection, attempt: AttemptId, deadline: Stamp) -> Result<()> {
    sqlx::query("UPDATE attempt SET deadline = $3 WHERE contest = $1 AND number = $2")
        .bind(attempt.contest.0)
        .bind(attempt.number)
        .bind(deadline.0)
        .execute(connection)
        .await?;
    Ok(())
}
