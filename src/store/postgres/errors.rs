//! What an error of the server means, by its SQLSTATE.

use crate::store::StoreError;

/// The server takes nothing at all, whatever it is asked: it is not there, stops, has no room, or only reads.
const OF_THE_ENGINE: [&str; 6] = ["08", "25006", "53", "57", "58", "XX"];
/// It has given way to another transaction, and may be tried again: serialization, deadlock.
const GAVE_WAY: [&str; 2] = ["40001", "40P01"];
/// Of an error at COMMIT: the connection ended, the server was stopping, or it does not know itself.
const IN_DOUBT: [&str; 3] = ["08", "57", "40003"];

fn is_one_of(error: &sqlx::Error, classes: &[&str]) -> Option<bool> {
    let code = error.as_database_error()?.code();
    Some(code.is_some_and(|code| classes.iter().any(|class| code.starts_with(class))))
}

/// Whether an error at COMMIT leaves open what came of it. Any other word of the server is that nothing happened.
pub fn leaves_in_doubt(error: &sqlx::Error) -> bool {
    is_one_of(error, &IN_DOUBT).unwrap_or(true)
}

/// Whether the server takes nothing at all.
pub fn is_of_the_engine(error: &StoreError) -> bool {
    let StoreError::Engine(error) = error else { return false };
    let lost = matches!(error, sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_));
    is_one_of(error, &OF_THE_ENGINE).unwrap_or(lost)
}

/// Whether the same transaction may well succeed when it is tried again.
pub fn gave_way(error: &StoreError) -> bool {
    let StoreError::Engine(error) = error else { return false };
    is_one_of(error, &GAVE_WAY).unwrap_or(false)
}
