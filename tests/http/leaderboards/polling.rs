//! Phones that look again and again: an answer under a tag, and nothing while it is the same.

use ankao::domain::Span;
use serde_json::json;

use super::{Scene, lines};

impl Scene {
    /// Whether an answer under the tag of the first look is still the one.
    async fn unchanged(&self, path: &str, before: &crate::support::Answer) -> bool {
        let again = self.stage.look_again(path, before).await;
        assert!([200, 304].contains(&again.status.as_u16()), "{}", again.text);
        assert_eq!(again.status == 304, again.headers["etag"] == before.headers["etag"]);
        assert_eq!(again.status == 304, again.text.is_empty());
        again.status == 304
    }
}

#[actix_web::test]
async fn nothing_is_sent_again_while_nothing_but_the_time_has_changed() {
    let scene = Scene::new().await;
    scene.crowd(scene.units[0], 20).await;
    for path in [scene.individuals_path(""), scene.units_path("")] {
        let first = scene.stage.look(&path).await;
        first.expect(200);
        assert!(first.headers["etag"].to_str().is_ok_and(|tag| tag.starts_with("W/\"")));
        assert_eq!(first.headers["cache-control"], "private, no-cache");
        scene.stage.clock.advance(Span::seconds(90));
        assert!(scene.unchanged(&path, &first).await);
        let again = scene.stage.look_again(&path, &first).await;
        let server_time = scene.stage.look(&path).await.expect(200)["server_time"].clone();
        assert_eq!(json!(again.headers["server-time"].to_str().expect("a time")), server_time);
        let other = scene.stage.look(&format!("{path}?limit=3")).await;
        assert_ne!(other.headers["etag"], first.headers["etag"]);
    }
    scene.stage.stop().await;
}

#[actix_web::test]
async fn a_new_result_is_sent_on_the_next_look() {
    let scene = Scene::new().await;
    scene.crowd(scene.units[0], 20).await;
    let (individuals, units) = (scene.individuals_path("?limit=100"), scene.units_path(""));
    let (board, table) = (scene.stage.look(&individuals).await, scene.stage.look(&units).await);
    scene.answers(scene.units[3], "新", 5, 1).await;
    assert!(!scene.unchanged(&individuals, &board).await);
    assert!(!scene.unchanged(&units, &table).await);
    let now = scene.stage.look(&individuals).await.expect(200);
    assert_eq!(lines(&now).len(), 21);
    scene.stage.stop().await;
}

#[actix_web::test]
async fn names_that_are_written_otherwise_are_sent_although_no_result_has_changed() {
    let scene = Scene::new().await;
    scene.crowd(scene.units[0], 20).await;
    let path = scene.individuals_path("");
    let full = scene.stage.look(&path).await;
    scene.patch(json!({ "rules": { "names": "masked" } })).await;
    assert!(!scene.unchanged(&path, &full).await, "or phones would go on showing full names");
    scene.patch(json!({ "rules": { "names": "full" } })).await;
    assert!(scene.unchanged(&path, &full).await);
    scene.stage.stop().await;
}

#[actix_web::test]
async fn a_unit_of_another_name_or_headcount_is_sent_although_no_result_has_changed() {
    let scene = Scene::new().await;
    scene.import_units("辽宁省,甲市,东区,一厂,,,0001,10\n").await;
    scene.crowd(scene.units[0], 20).await;
    let (individuals, units) = (scene.individuals_path(""), scene.units_path(""));
    let (board, table) = (scene.stage.look(&individuals).await, scene.stage.look(&units).await);
    scene.stage.clock.advance(Span::seconds(1));
    assert!(scene.unchanged(&units, &table).await);

    scene.import_units("辽宁省,甲市,东区,一厂,,,0001,40\n").await;
    scene.stage.clock.advance(Span::seconds(1));
    assert!(scene.unchanged(&individuals, &board).await, "a headcount is no matter of individuals");
    assert!(!scene.unchanged(&units, &table).await);
    let table = scene.stage.look(&units).await;
    assert_eq!(table.expect(200)["rows"][0]["participation_rate"], 0.5);

    scene.import_units("辽宁省,甲市,东区,第一机械厂,,,0001,40\n").await;
    scene.stage.clock.advance(Span::seconds(1));
    assert!(!scene.unchanged(&individuals, &board).await);
    assert!(!scene.unchanged(&units, &table).await);
    assert_eq!(scene.stage.look(&units).await.expect(200)["rows"][0]["name"], "第一机械厂");
    scene.stage.stop().await;
}
