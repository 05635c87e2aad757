//! Durable hand-ins of 64 clients with group commit, against commits of the same rows one by one, on the
//! same disk with the same `synchronous = FULL`.

use std::{path::Path, sync::Arc, time::Instant};

use ankao::{
    app::App,
    attempt::{self, AnswerInput, Letters, SaveInput, StartInput},
    domain::{AttemptId, ContestId, PersonId, bank::question::OptionSet},
};
use anyhow::{Context, Result};
use serde_json::json;
use sqlx::{
    ConnectOptions, Connection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

use crate::{Scale, client::each, scene::Scene};

pub async fn measure(scale: Scale) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let scene = Scene::set(&data, scale.commits).await?;
    let (app, contest, people) = (scene.app.clone(), scene.contest, scene.people.clone());
    let attempts = each(people.len(), |index| start(&app, contest, people[index])).await?;

    let begun = Instant::now();
    each(people.len(), |index| hand_in(&app, people[index], attempts[index])).await?;
    let together = rate(people.len(), begun);
    drop(app);
    scene.leave().await;
    // One row a commit is slow: a part of the rows tells the rate.
    let sample = (people.len() / 8).max(1);
    let alone = one_by_one(&data.join("ankao.sqlite"), &folder.path().join("alone.sqlite"), sample).await?;
    let ratio = together / alone;
    println!(
        "durable hand-ins, 64 clients: {together:.0} a second, one-row commits of the same rows {alone:.0}: \
         {ratio:.1} × (at least 4 ×)"
    );
    Ok(())
}

fn rate(count: usize, begun: Instant) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / begun.elapsed().as_secs_f64()
}

async fn start(app: &Arc<App>, contest: ContestId, person: PersonId) -> Result<AttemptId> {
    let input: StartInput = serde_json::from_value(json!({ "start_id": "bench-start" }))?;
    let started = attempt::start(app, person, contest, input, app.clock.now()).await?;
    Ok(match started {
        attempt::Start::New(view) | attempt::Start::Existing(view) => view.attempt,
    })
}

async fn hand_in(app: &Arc<App>, person: PersonId, attempt: AttemptId) -> Result<()> {
    let answer = |question| AnswerInput { question, answer: OptionSet::from_letters("A").map(Letters::Options), n: 1 };
    let sheet = SaveInput { device: 1, answers: (1..=70).map(answer).collect() };
    attempt::submit(app, person, attempt, sheet, app.clock.now()).await?;
    Ok(())
}

/// Writes `sample` of the hand-ins of `from` into a copy of its tables, each in a transaction of its own:
/// the attempt, its sheet, the standing. Answers with how many a second.
async fn one_by_one(from: &Path, to: &Path, sample: usize) -> Result<f64> {
    std::fs::copy(from, to).context("a copy of the store")?;
    let options = SqliteConnectOptions::new()
        .filename(to)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .disable_statement_logging();
    let mut connection = SqliteConnection::connect_with(&options).await?;
    // Back to where they were before the hand-in.
    let before = "CREATE TEMP TABLE handed_in AS SELECT * FROM standing;
        CREATE UNIQUE INDEX temp.handed_in_person ON handed_in (person);
        DELETE FROM standing;";
    sqlx::raw_sql(before).execute(&mut connection).await?;
    let rows: Vec<(i64, i64, i64, i64, Vec<u8>)> = sqlx::query_as(
        "SELECT a.contest, a.number, a.person, a.submitted, s.marks
         FROM attempt a JOIN saved_sheet s ON s.contest = a.contest AND s.attempt = a.number
         ORDER BY a.number",
    )
    .fetch_all(&mut connection)
    .await?;
    sqlx::query("UPDATE attempt SET submitted = NULL").execute(&mut connection).await?;
    let begun = Instant::now();
    for (contest, number, person, submitted, marks) in rows.iter().take(sample) {
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        let attempt = "UPDATE attempt SET submitted = $3 WHERE contest = $1 AND number = $2";
        sqlx::query(attempt).bind(contest).bind(number).bind(submitted).execute(&mut *transaction).await?;
        let sheet = "UPDATE saved_sheet SET marks = $3 WHERE contest = $1 AND attempt = $2";
        sqlx::query(sheet).bind(contest).bind(number).bind(marks).execute(&mut *transaction).await?;
        let standing = "INSERT INTO standing SELECT * FROM handed_in WHERE person = $1";
        sqlx::query(standing).bind(person).execute(&mut *transaction).await?;
        transaction.commit().await?;
    }
    let rate = rate(sample.min(rows.len()), begun);
    connection.close().await?;
    Ok(rate)
}
