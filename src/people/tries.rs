//! Tries at an account's secret: after failures in a row the account waits, whether it exists or not.
//!
//! Whether a try counts is decided in the write turn that follows it, one after the other, so that a
//! hundred guesses at once are no more than the few that are free.

use sqlx::AnyConnection;

use crate::{
    app::App,
    domain::{Stamp, failures::Failures, seal::Seal},
    fault::{Code, Fault},
    store::{Turn, sessions},
};

/// The failures so far of an account that need not wait.
pub(super) async fn admit(
    connection: &mut AnyConnection,
    account: Seal,
    now: Stamp,
) -> Result<Option<Failures>, Fault> {
    let failures = sessions::failures(connection, account).await?;
    match failures.and_then(|failures| failures.wait(now)) {
        Some(wait) => Err(Fault::new(Code::AccountWaiting).with_retry_after(wait)),
        None => Ok(failures),
    }
}

/// Writes one more failure, ends the turn and gives the fault that is its answer.
pub(super) async fn fail(
    app: &App,
    mut turn: Turn,
    account: Seal,
    before: Option<Failures>,
    answer: impl Into<Fault>,
    now: Stamp,
) -> Result<Fault, Fault> {
    sessions::note_failures(turn.connection(), account, Failures::and_one(before, now)).await?;
    app.store.commit(turn).await?;
    Ok(answer.into())
}
