//! How fresh roles are: a write asks the store, a look may be half a minute behind it.

use ankao::{
    domain::{Span, paper::Blueprint, unit::UnitKind},
    store::roles::Role,
};
use serde_json::json;

use crate::support::Stage;

#[actix_web::test]
async fn a_write_after_a_role_was_revoked_is_refused_at_once_and_a_look_half_a_minute_later() {
    let stage = Stage::new().await;
    let unit = stage.unit(None, UnitKind::Unit, "甲单位").await;
    let contest = stage.contest(Blueprint::standard(), |_| {}).await;
    let person = stage.sign_up(contest, unit, "张三").await;
    let people = format!("/api/v1/contests/{contest}/people");
    let confirmation = format!("{people}/{}/confirmation", person.id);

    let (writes, looks) = (stage.official(Role::Liaison(unit)).await, stage.official(Role::Liaison(unit)).await);
    for liaison in [&writes, &looks] {
        stage.get(&people, &liaison.token).await.expect(200);
        // As another replica does it.
        stage.revoke(liaison.id, Role::Liaison(unit)).await;
    }
    assert_eq!(stage.post(&confirmation, &writes.token, json!({})).await.problem(), "not_allowed");
    assert_eq!(stage.get(&people, &writes.token).await.problem(), "not_allowed", "what the write read is known");

    stage.clock.advance(Span(29_999));
    stage.get(&people, &looks.token).await.expect(200);
    stage.clock.advance(Span(1));
    assert_eq!(stage.get(&people, &looks.token).await.problem(), "not_allowed");
    stage.stop().await;
}

#[actix_web::test]
async fn a_role_just_given_is_good_for_a_write_at_once() {
    let stage = Stage::new().await;
    let unit = stage.unit(None, UnitKind::Unit, "甲单位").await;
    let contest = stage.contest(Blueprint::standard(), |_| {}).await;
    let person = stage.sign_up(contest, unit, "张三").await;
    let people = format!("/api/v1/contests/{contest}/people");
    assert_eq!(stage.get(&people, &person.token).await.problem(), "not_allowed");
    stage.grant(person.id, Role::Liaison(unit)).await;
    stage.post(&format!("{people}/{}/confirmation", person.id), &person.token, json!({})).await.expect(200);
    stage.stop().await;
}
