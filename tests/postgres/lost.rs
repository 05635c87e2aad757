//! Connections and servers that are lost: who asks meanwhile is told to come back, all goes on by itself, and what
//! was acknowledged is there.

use std::{
    net::TcpListener,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use ankao::{
    app::App,
    auth::TrustedProxies,
    domain::{
        ContestId, PersonId,
        attempt::{Attempt, State},
    },
    http,
    store::{self, StoreError, order::Started},
};
use futures_util::future::join_all;
use serde_json::Value;
use tokio::task::spawn_blocking;

use crate::{Ground, Sitting, enrol, marks, postgres::Server, publish, start};

/// How often the server is killed while people answer.
const KILLS: usize = 5;
/// People who answer at once.
const PEOPLE: usize = 40;
/// Saves of each of them.
const SAVES: u16 = 25;

#[actix_web::test]
async fn connections_that_the_server_ends_are_made_anew_and_nobody_notices() {
    let ground = Ground::on(Server::own()).await;
    let sitting = Sitting::begin(ground.open().await.expect("opened")).await;
    sitting.save(0, 1).await;
    let ended = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity
                 WHERE pid <> pg_backend_pid() AND datname = current_database()";
    assert!(ground.number(ended).await >= 4);
    sitting.save(1, 1).await;
    sitting.app.store.ping().await.expect("reads");
    let contest = sitting.attempt.head.id.contest;
    let mut turn = sitting.app.store.write().await.expect("a turn");
    let found = store::contests::find(turn.connection(), contest).await.expect("read");
    assert!(found.is_some());
    sitting.app.store.commit(turn).await.expect("committed");
    assert_eq!(ground.number("SELECT COUNT(*) FROM saved_sheet").await, 1);
    sitting.app.store.close().await;
}

#[actix_web::test]
async fn while_the_server_is_away_everybody_is_told_to_come_back_and_then_all_goes_on() {
    let mut ground = Ground::on(Server::own()).await;
    let sitting = Sitting::begin(ground.open().await.expect("opened")).await;
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    let server = http::serve(sitting.app.clone(), TrustedProxies::default(), listener, 1).expect("started");
    let handle = server.handle();
    actix_web::rt::spawn(server);
    let ask = async |path: &str| reqwest::get(format!("{base}{path}")).await.expect("an answer");
    assert_eq!(ask("/readyz").await.status(), 204);

    sitting.save(1, 1).await;
    ground.server.kill();
    let saved = sitting.try_to_save(0, 1).await;
    assert!(matches!(saved, Err(StoreError::Unavailable | StoreError::OutcomeUnknown)), "{saved:?}");
    let saved = sitting.try_to_save(0, 1).await;
    assert!(matches!(saved, Err(StoreError::Unavailable)), "{saved:?}");
    for path in ["/readyz", "/api/v1/contests"] {
        let answer = ask(path).await;
        assert_eq!((answer.status().as_u16(), &answer.headers()["retry-after"]), (503, &"2".parse().expect("a value")));
        let problem: Value = answer.json().await.expect("a problem");
        assert_eq!(problem["code"], "store_unavailable");
    }
    assert!(sitting.app.store.write().await.is_err());

    ground.server.start();
    sitting.save(0, 1).await;
    assert_eq!(ask("/readyz").await.status(), 204);
    assert_eq!(ask("/api/v1/contests").await.status(), 200);
    enrol(&sitting.app, sitting.attempt.head.id.contest, "乙单位").await;
    handle.stop(false).await;
    sitting.app.store.close().await;
}

/// Makes every commit that has written to a table take a minute.
async fn make_commits_hang(ground: &Ground) {
    let hang =
        "CREATE FUNCTION hang() RETURNS TRIGGER LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(60); RETURN NULL; END'";
    let on_saves = "CREATE CONSTRAINT TRIGGER hang AFTER INSERT OR UPDATE ON saved_sheet DEFERRABLE INITIALLY DEFERRED
                    FOR EACH ROW EXECUTE FUNCTION hang()";
    let on_standings = "CREATE CONSTRAINT TRIGGER hang AFTER INSERT OR UPDATE ON standing DEFERRABLE INITIALLY DEFERRED
                        FOR EACH ROW EXECUTE FUNCTION hang()";
    for statement in [hang, on_saves, on_standings] {
        sqlx::query(statement).execute(&mut ground.connect().await).await.expect("made");
    }
}

/// Ends the connection of a commit that hangs.
async fn cut(ground: &Ground) {
    ground.until("SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'", 1).await;
    let ended = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
    assert_eq!(ground.number(ended).await, 1);
    sqlx::query("DROP FUNCTION hang CASCADE").execute(&mut ground.connect().await).await.expect("dropped");
}

#[actix_web::test]
async fn a_commit_that_is_not_answered_is_told_as_unknown_and_asking_again_mends_it() {
    let ground = Ground::on(Server::own()).await;
    let sitting = Sitting::begin(ground.open().await.expect("opened")).await;
    make_commits_hang(&ground).await;
    let (saved, ()) = tokio::join!(sitting.try_to_save(0, 1), cut(&ground));
    assert!(matches!(saved, Err(StoreError::OutcomeUnknown)), "{saved:?}");
    sitting.save(0, 1).await;

    // A cold write; and the boards learn how the standing is, although they were told nothing.
    let Sitting { app, attempt } = &sitting;
    app.store.hot().submit(marks(app, attempt, &[(0, 1)]).await.expect("read")).await.expect("written").expect("taken");
    let head = &attempt.head;
    let ranks = async || app.board.ranks_of(head.id.contest, head.person).await.expect("in this process");
    assert!(ranks().await.is_some());
    make_commits_hang(&ground).await;
    let mut turn = app.store.write().await.expect("a turn");
    let voided = sqlx::query("UPDATE standing SET points = NULL, time_ms = NULL, rev = rev + 1 RETURNING rev");
    voided.fetch_one(turn.connection()).await.expect("written");
    let standings = store::standings::of_contest(turn.connection(), head.id.contest).await.expect("read");
    turn.changed(standings[0]);
    let (committed, ()) = tokio::join!(app.store.commit(turn), cut(&ground));
    assert!(matches!(committed, Err(StoreError::OutcomeUnknown)), "{committed:?}");
    // It did not happen after all; had it, they would be told so just as well.
    sqlx::query("UPDATE standing SET points = NULL, time_ms = NULL, rev = rev + 1")
        .execute(&mut ground.connect().await)
        .await
        .expect("as if it had");
    app.store.hot().submit(marks(app, attempt, &[(0, 1)]).await.expect("read")).await.expect("written").expect("taken");
    assert!(ranks().await.is_none());
    app.store.close().await;
}

/// What the store has acknowledged.
#[derive(Default)]
struct Record {
    acknowledged: AtomicUsize,
    /// By attempt number: the highest `n` saved, and points.
    handed_in: Mutex<Vec<(i64, u16, i64)>>,
}

#[actix_web::test]
async fn whatever_was_acknowledged_is_there_once_although_the_server_is_killed_again_and_again() {
    let ground = Ground::on(Server::own()).await;
    let app = ground.open().await.expect("opened");
    let mut server = ground.server;
    let contest = publish(&app).await;
    let mut people = Vec::new();
    for number in 0..PEOPLE {
        people.push(enrol(&app, contest, &format!("单位{number}")).await);
    }
    let record = Arc::<Record>::default();
    let answering = actix_web::rt::spawn({
        let (app, record, people) = (app.clone(), record.clone(), people.clone());
        async move { join_all(people.iter().map(|&person| answer(&app, contest, person, &record))).await }
    });
    let all = PEOPLE * (usize::from(SAVES) + 2);
    for kill in 1..=KILLS {
        while record.acknowledged.load(Ordering::SeqCst) < kill * all / (KILLS + 1) {
            tokio::task::yield_now().await;
        }
        // Elsewhere, so that people go on asking.
        let restarted = spawn_blocking(move || {
            server.kill();
            server.start();
            server
        });
        server = restarted.await.expect("restarted");
    }
    answering.await.expect("no panic");

    let mut handed_in = record.handed_in.lock().expect("sound").clone();
    handed_in.sort_unstable();
    let mut connection = app.store.read().await.expect("a reader");
    let mut stored = Vec::new();
    for &person in &people {
        for loaded in
            store::attempts::of_person(&mut connection, app.store.sources(), contest, person).await.expect("read")
        {
            let State::Submitted(submission) = &loaded.attempt.state else { panic!("left open") };
            let n = loaded.attempt.sheet.marks().iter().map(|mark| mark.n()).max().unwrap_or_default();
            stored.push((loaded.attempt.head.id.number, n, submission.grade.points.0));
        }
        let ranks = app.board.ranks_of(contest, person).await.expect("in this process");
        assert!(ranks.is_some(), "{person} is on the board");
    }
    stored.sort_unstable();
    assert_eq!(stored, handed_in);
    assert_eq!(stored.len(), PEOPLE);
    drop(connection);
    app.store.close().await;
}

/// Starts, saves and hands in; what is not acknowledged is sent again, as phones do.
async fn answer(app: &App, contest: ContestId, person: PersonId, record: &Record) {
    let started = again(record, async || app.store.hot().start_attempt(start(contest, person)).await).await;
    let (Started::New(attempt) | Started::Existing(attempt)) = started.expect("may start");
    for n in 1..=SAVES {
        let saved = again(record, async || app.store.hot().save(mark(app, &attempt, n).await?).await).await;
        saved.expect("in time");
    }
    let handed_in = again(record, async || app.store.hot().submit(mark(app, &attempt, SAVES).await?).await).await;
    let handed_in = handed_in.expect("in time");
    let points = handed_in.submission.grade.points.0;
    record.handed_in.lock().expect("sound").push((handed_in.attempt.number, SAVES, points));
}

async fn mark(app: &App, attempt: &Attempt, n: u16) -> Result<store::order::MarksOrder, StoreError> {
    marks(app, attempt, &[(usize::from(n % 40), n)]).await
}

/// Asks until it is acknowledged.
async fn again<T>(record: &Record, ask: impl AsyncFn() -> Result<T, StoreError>) -> T {
    loop {
        match ask().await {
            Ok(answer) => {
                record.acknowledged.fetch_add(1, Ordering::SeqCst);
                return answer;
            }
            Err(error) => {
                let is_mended = matches!(error, StoreError::Unavailable | StoreError::OutcomeUnknown);
                assert!(is_mended, "{error:?} is not mended by asking again");
                tokio::task::yield_now().await;
            }
        }
    }
}
