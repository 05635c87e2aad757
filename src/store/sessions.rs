//! Sessions: sign-ins on a device.

use sqlx::AnyConnection;

use super::Result;
use crate::domain::PersonId;

/// Whether a session of that person is there and has not ended.
pub async fn is_alive(connection: &mut AnyConnection, session: i64, person: PersonId) -> Result<bool> {
    let found: Option<i64> =
        sqlx::query_scalar("SELECT id FROM session WHERE id = $1 AND person = $2 AND ended IS NULL")
            .bind(session)
            .bind(person.0)
            .fetch_optional(connection)
            .await?;
    Ok(found.is_some())
}
