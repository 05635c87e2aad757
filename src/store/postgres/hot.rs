//! A batch of the hot path on PostgreSQL: lock and lay out the desk, take the orders, write the changes, commit.

use std::{collections::BTreeSet, time::Duration};

use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};
use tokio::{
    runtime::{Builder, Runtime},
    time::sleep,
};

use super::{
    DURABLE, PATIENCE, Term, UNCOMPILED,
    changes::write_changes,
    errors::{gave_way, is_of_the_engine, leaves_in_doubt},
    layout::{lay_out, standings_of},
    office, within,
};
use crate::{
    domain::ranking::Standing,
    store::{
        Result, Sources, StoreError,
        desk::Participant,
        engine::{Committed, Failure},
        order::{Answer, Order},
    },
};

/// How long the lock may stay with a process that has just ended, or with a connection that was just lost.
const LOCK_PATIENCE: Duration = Duration::from_secs(2);
/// How often a batch is tried that gives way to another transaction.
const TRIES: usize = 3;
/// How long the other transaction is given before the next try.
const WAY: Duration = Duration::from_millis(50);
/// The server lets go of the lock of a process that vanished with its machine within half a minute.
const WATCHED: [&str; 3] =
    ["SET tcp_keepalives_idle = 10", "SET tcp_keepalives_interval = 5", "SET tcp_keepalives_count = 3"];

/// The connection that batches are written on; made anew after it was lost.
#[derive(Debug)]
pub struct Hot {
    options: PgConnectOptions,
    line: Option<Line>,
    term: Option<Term>,
    /// Whose standings were being written when the connection was lost: the boards are told them again.
    in_doubt: BTreeSet<Participant>,
}

/// A connection in the clerk's own thread: nobody else has to be woken for it.
#[derive(Debug)]
struct Line {
    connection: PgConnection,
    runtime: OwnRuntime,
}

/// A runtime that may be let go of anywhere, also by a task of another one.
#[derive(Debug)]
struct OwnRuntime(Option<Runtime>);

impl Drop for OwnRuntime {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl Hot {
    /// Makes the first connection, and keeps other processes out by it. It waits for the server, and is not for a
    /// task of a runtime; so are the others.
    pub fn connect(options: PgConnectOptions) -> Result<Self> {
        let line = Line::new(&options, None)?;
        Ok(Self { line: Some(line), options, term: None, in_doubt: BTreeSet::new() })
    }

    /// Begins the term of this process, once the tables are there.
    pub fn begin_term(&mut self) -> Result<Term> {
        let Line { connection, runtime } = self.line.as_mut().ok_or(StoreError::Unavailable)?;
        let runtime = runtime.0.as_ref().ok_or(StoreError::Unavailable)?;
        let term = runtime.block_on(within(PATIENCE, Term::begin(connection)))?;
        self.term = Some(term);
        Ok(term)
    }

    /// Takes all orders in one transaction.
    pub fn commit(&mut self, orders: &[&Order], sources: &Sources) -> Result<Committed, Failure> {
        // The server may have hung up on the one before, while nobody asked for anything.
        if let Some(line) = self.line.take()
            && let Some(outcome) = self.commit_on(line, orders, sources)
        {
            return outcome;
        }
        let line = Line::new(&self.options, self.term).map_err(Failure::Engine)?;
        self.commit_on(line, orders, sources).unwrap_or(Err(Failure::Engine(StoreError::Unavailable)))
    }

    /// Notes whose standings may have changed or not.
    pub fn doubt(&mut self, participants: Vec<Participant>) {
        self.in_doubt.extend(participants);
    }

    /// None where the line does not even begin.
    fn commit_on(&mut self, line: Line, orders: &[&Order], sources: &Sources) -> Option<Result<Committed, Failure>> {
        let Line { mut connection, runtime } = line;
        let inner = runtime.0.as_ref()?;
        let outcome = inner.block_on(commit(&mut connection, orders, sources, &mut self.in_doubt))?;
        // Where the engine failed, nobody knows what the connection is good for.
        if matches!(outcome, Ok(_) | Err(Failure::Content(_))) {
            self.line = Some(Line { connection, runtime });
        }
        Some(outcome)
    }
}

impl Line {
    /// A connection that keeps other processes out; in a term that has begun, none has begun another since.
    fn new(options: &PgConnectOptions, term: Option<Term>) -> Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build().map_err(sqlx::Error::Io)?;
        let connection = runtime.block_on(async {
            let mut connection = super::connect(options).await?;
            let setting_up = async {
                for setting in [UNCOMPILED, DURABLE].into_iter().chain(WATCHED) {
                    sqlx::query(setting).execute(&mut connection).await?;
                }
                // Before the lock: whoever has it may serve for long.
                if let Some(term) = term {
                    term.go_on(&mut connection).await?;
                }
                if !office::take(&mut connection, office::SERVING, LOCK_PATIENCE).await? {
                    return Err(StoreError::Served);
                }
                if let Some(term) = term {
                    term.go_on(&mut connection).await?;
                }
                Ok(())
            };
            within(PATIENCE, setting_up).await?;
            Ok::<_, StoreError>(connection)
        })?;
        Ok(Self { connection, runtime: OwnRuntime(Some(runtime)) })
    }
}

/// None where the connection does not even begin.
async fn commit(
    connection: &mut PgConnection,
    orders: &[&Order],
    sources: &Sources,
    in_doubt: &mut BTreeSet<Participant>,
) -> Option<Result<Committed, Failure>> {
    for _ in 1..TRIES {
        match commit_once(connection, orders, sources, in_doubt).await? {
            // The other has been waiting for a lock that is free now; it is not to be overtaken again.
            Err(Failure::Content(error)) if gave_way(&error) => sleep(WAY).await,
            outcome => return Some(outcome),
        }
    }
    commit_once(connection, orders, sources, in_doubt).await
}

async fn commit_once(
    connection: &mut PgConnection,
    orders: &[&Order],
    sources: &Sources,
    in_doubt: &mut BTreeSet<Participant>,
) -> Option<Result<Committed, Failure>> {
    let mut transaction = within(PATIENCE, connection.begin()).await.ok()?;
    let taken = within(PATIENCE, take(&mut transaction, orders, sources, in_doubt)).await;
    let (answers, changed, doubted) = match taken {
        Ok(taken) => taken,
        // Without a word to the server: it may not be there.
        Err(error) if is_of_the_engine(&error) => return Some(Err(Failure::Engine(error))),
        Err(error) => {
            let rolled_back: Result<(), sqlx::Error> = within(PATIENCE, transaction.rollback()).await;
            return Some(Err(match rolled_back {
                Ok(()) => Failure::Content(error),
                Err(lost) => Failure::Engine(lost.into()),
            }));
        }
    };
    if let Err(error) = within(PATIENCE, transaction.commit()).await {
        let doubtful = leaves_in_doubt(&error);
        let error = StoreError::from(error);
        return Some(Err(if doubtful {
            in_doubt.extend(changed.iter().map(|it| (it.contest, it.person)));
            Failure::InDoubt(error)
        } else if gave_way(&error) {
            Failure::Content(error)
        } else {
            Failure::Engine(error)
        }));
    }
    in_doubt.clear();
    Some(Ok((answers, doubted.into_iter().chain(changed).collect())))
}

/// What a batch leads to; and the standings in doubt, as they are.
async fn take(
    connection: &mut PgConnection,
    orders: &[&Order],
    sources: &Sources,
    in_doubt: &BTreeSet<Participant>,
) -> Result<(Vec<Answer>, Vec<Standing>, Vec<Standing>)> {
    let doubted = if in_doubt.is_empty() { Vec::new() } else { standings_of(connection, in_doubt).await? };
    let mut desk = lay_out(connection, orders, sources).await?;
    let answers = orders.iter().map(|order| desk.take(order)).collect::<Result<_>>()?;
    write_changes(connection, &desk).await?;
    Ok((answers, desk.changed_standings(), doubted))
}
