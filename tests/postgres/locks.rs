//! What a batch rests on is locked before it is read, so that a hand at the database's own shell does no harm.

use ankao::{domain::admission::StartRefusal, store::StoreError};
use sqlx::Connection;

use crate::{Ground, Sitting, WAITING, enrol, publish, start};

#[actix_web::test]
async fn a_start_waits_for_whoever_is_ending_the_contest_and_goes_by_what_they_did() {
    let ground = Ground::on(crate::postgres::Server::own()).await;
    let app = ground.open().await.expect("opened");
    let contest = publish(&app).await;
    let person = enrol(&app, contest, "甲单位").await;

    let mut connection = ground.connect().await;
    let mut ending = connection.begin().await.expect("begun");
    sqlx::query("UPDATE contest SET closes = opens").execute(&mut *ending).await.expect("ended");
    let mut starting = tokio::spawn({
        let app = app.clone();
        async move { app.store.hot().start_attempt(start(contest, person)).await }
    });
    tokio::select! {
        () = ground.until(WAITING, 1) => {}
        started = &mut starting => panic!("it has not waited: {started:?}"),
    }
    ending.commit().await.expect("committed");
    let answer = starting.await.expect("no panic").expect("answered");
    assert_eq!(answer.expect_err("refused"), StartRefusal::Ended);
    assert_eq!(ground.number("SELECT COUNT(*) FROM attempt").await, 0);
    app.store.close().await;
}

#[actix_web::test]
async fn a_batch_that_has_to_give_way_is_tried_again_and_nobody_notices() {
    let ground = Ground::on(crate::postgres::Server::own()).await;
    // The batch finds out, not the other, and not before both wait.
    let mut connection = ground.connect().await;
    let later = "ALTER DATABASE postgres SET deadlock_timeout = '4s'";
    sqlx::query(later).execute(&mut connection).await.expect("set");
    sqlx::query("SET deadlock_timeout = '1h'").execute(&mut connection).await.expect("set");
    let sitting = Sitting::begin(ground.open().await.expect("opened")).await;
    // Attempt first, member second: the other way round than a batch, which has the member when it waits.
    let mut other = connection.begin().await.expect("begun");
    sqlx::query("SELECT 1 FROM attempt FOR UPDATE").execute(&mut *other).await.expect("locked");
    let submitting = tokio::spawn({
        let (app, attempt) = (sitting.app.clone(), sitting.attempt.clone());
        async move {
            let order = crate::marks(&app, &attempt, &[(0, 1)]).await?;
            app.store.hot().submit(order).await
        }
    });
    ground.until(WAITING, 1).await;
    sqlx::query("SELECT 1 FROM enrolment FOR UPDATE").execute(&mut *other).await.expect("the batch has given way");
    other.commit().await.expect("committed");
    let handed_in: Result<_, StoreError> = submitting.await.expect("no panic");
    handed_in.expect("written").expect("taken");
    let deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
    assert!(ground.number(deadlocks).await > 0, "it has had to give way");
    sitting.app.store.close().await;
}
