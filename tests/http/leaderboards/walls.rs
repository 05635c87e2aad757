//! Walls: snapshots of the boards as they change.

use ankao::domain::Span;
use futures_util::future::join_all;
use reqwest::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE};
use serde_json::{Value, json};

use super::{Scene, lines, names};
use crate::support::walls::Wall;

#[actix_web::test]
async fn the_first_snapshot_comes_at_once_whole_and_through_any_proxy() {
    let scene = Scene::new().await;
    scene.crowd(scene.units[0], 25).await;
    let mut wall = scene.stage.watch(scene.contest, None).await;
    let headers = wall.response.headers().clone();
    assert_eq!(headers[CONTENT_TYPE], "text/event-stream");
    assert_eq!(headers[CACHE_CONTROL], "no-store");
    assert_eq!(headers[CONTENT_ENCODING], "identity", "compressing would hold events back");
    assert_eq!(headers["x-accel-buffering"], "no");

    let first = wall.next().await.expect("a snapshot");
    let (board, table) =
        (scene.stage.look(&scene.individuals_path("")).await, scene.stage.look(&scene.units_path("")).await);
    let (board, table) = (board.expect(200), table.expect(200));
    assert_eq!((&first.data["version"], first.id), (&board["version"], board["version"].to_string()));
    assert_eq!((&first.data["individuals"], &first.data["participants"]), (&board["rows"], &json!(25)));
    assert_eq!(first.data["units"], table["rows"]);
    assert_eq!(names(&json!({ "rows": first.data["individuals"] })).len(), 20, "as many as fit");
    drop(wall);
    scene.stage.stop().await;
}

#[actix_web::test]
async fn a_result_is_shown_to_all_who_watch_by_one_and_the_same_snapshot() {
    let scene = Scene::new().await;
    scene.crowd(scene.units[0], 20).await;
    let mut walls = join_all((0..20).map(|_| scene.stage.watch(scene.contest, None))).await;
    let first = walls[0].next().await.expect("a snapshot");
    for wall in &mut walls[1..] {
        assert_eq!(wall.next().await.as_ref(), Some(&first));
    }
    scene.answers(scene.units[3], "新", 5, 0).await;
    let seconds: Vec<_> = join_all(walls.iter_mut().map(Wall::next)).await;
    let second = seconds[0].clone().expect("a snapshot");
    assert!(seconds.iter().all(|it| it.as_ref() == Some(&second)), "byte by byte");
    assert!(second.id.parse::<u64>().expect("a version") > first.id.parse().expect("a version"));
    assert_eq!(second.data["participants"], 21, "the next after the first is another: nothing is sent twice");
    let board = scene.stage.look(&scene.individuals_path("")).await.expect(200);
    assert_eq!(lines(&json!({ "rows": second.data["individuals"] })), lines(&board));
    drop(walls);
    scene.stage.stop().await;
}

#[actix_web::test]
async fn a_wall_follows_names_and_headcounts_although_no_result_has_changed() {
    let scene = Scene::new().await;
    scene.crowd(scene.units[0], 20).await;
    let mut wall = scene.stage.watch(scene.contest, None).await;
    let full = wall.next().await.expect("a snapshot");
    scene.patch(json!({ "rules": { "names": "masked" } })).await;
    let masked = wall.next().await.expect("a snapshot");
    assert_eq!(full.id, masked.id, "of the same state of the board");
    let shown = |data: &Value| names(&json!({ "rows": data["individuals"] }));
    assert!(shown(&masked.data).iter().all(|name| name.starts_with("众*")));
    assert!(shown(&full.data).iter().all(|name| !name.contains('*')));

    let rate = |data: &Value| data["units"][0]["participation_rate"].clone();
    assert_eq!(rate(&masked.data), 1.0);
    scene.import_units("辽宁省,甲市,东区,一厂,,,,40\n").await;
    scene.stage.clock.advance(Span::seconds(1));
    assert_eq!(rate(&wall.next().await.expect("a snapshot").data), 0.5);
    drop(wall);
    scene.stage.stop().await;
}

#[actix_web::test]
async fn a_wall_tells_nobody_of_fewer_than_twenty() {
    let scene = Scene::new().await;
    scene.crowd(scene.units[0], 19).await;
    for token in [None, Some(scene.organizer())] {
        let mut wall = scene.stage.watch(scene.contest, token.as_deref()).await;
        let first = wall.next().await.expect("a snapshot");
        assert_eq!((&first.data["participants"], &first.data["individuals"]), (&json!(19), &json!([])));
        assert_eq!(first.data["units"][0]["participants"], 19);
    }
    let mut wall = scene.stage.watch(scene.contest, None).await;
    wall.next().await.expect("a snapshot");
    scene.answers(scene.units[0], "二十", 5, 1).await;
    let second = wall.next().await.expect("a snapshot");
    assert_eq!(second.data["individuals"].as_array().map(Vec::len), Some(20));
    drop(wall);
    scene.stage.stop().await;
}

#[actix_web::test]
async fn walls_end_when_the_board_is_hidden() {
    let scene = Scene::new().await;
    scene.crowd(scene.units[0], 20).await;
    let mut wall = scene.stage.watch(scene.contest, None).await;
    wall.next().await.expect("a snapshot");
    scene.patch(json!({ "rules": { "boards": "after_close" } })).await;
    assert_eq!(wall.next().await, None);
    let again = scene.stage.watch(scene.contest, None).await.response;
    assert_eq!(again.status(), 403);
    assert_eq!(again.headers()[CONTENT_TYPE], "application/problem+json");
    let organizer = scene.organizer();
    let mut wall = scene.stage.watch(scene.contest, Some(&organizer)).await;
    wall.next().await.expect("a snapshot");
    drop(wall);
    scene.stage.stop().await;
}
