//! Pages of a board: of one state of it, for a minute, a thousand lines deep.

use ankao::domain::{Span, Stamp};
use serde_json::Value;

use super::{Scene, lines, names};
use crate::support::Answer;

fn cursor(page: &Value) -> String {
    page["cursor"].as_str().expect("there is a next page").to_owned()
}

/// The lines of a table of units, as far as paging asks.
fn units(page: &Value) -> Vec<i64> {
    page["rows"].as_array().expect("rows").iter().map(|row| row["unit"].as_i64().expect("an id")).collect()
}

impl Scene {
    async fn page(&self, limit: usize, cursor: &str) -> Answer {
        self.stage.look(&self.individuals_path(&format!("?limit={limit}&cursor={cursor}"))).await
    }

    /// People with results by the thousand, as the store would have them, and a server that has started
    /// anew: nobody hands in so many papers in a test.
    async fn many(&self, people: i64) {
        let mut turn = self.stage.app.store.write().await.expect("a turn");
        for statement in [
            "WITH RECURSIVE number (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM number WHERE value < $2)
             INSERT INTO person (id, name, created) SELECT 100000 + value, '第' || value, $1 FROM number",
            "INSERT INTO enrolment (contest, person, unit, origin, joined)
             SELECT $1, id, $2, 'roster', 0 FROM person WHERE id > 100000",
            "INSERT INTO standing (contest, person, unit, points, time_ms, counted, rev)
             SELECT $1, id, $2, 90000, id, 1, 1 FROM person WHERE id > 100000",
        ] {
            let second = if statement.starts_with("WITH") { people } else { self.units[0].0 };
            let query = sqlx::query(statement).bind(self.contest.0).bind(second);
            query.execute(turn.connection()).await.expect("written");
        }
        self.stage.app.store.commit(turn).await.expect("committed");
        self.stage.app.rebuild_boards().await.expect("rebuilt");
    }
}

#[actix_web::test]
async fn pages_show_the_board_of_the_first_one_for_a_minute_although_it_changes_meanwhile() {
    let scene = Scene::new().await;
    scene.crowd(scene.units[0], 23).await;
    let whole = scene.board(None).await;
    let begun: Stamp = scene.stage.app.clock.now();
    let first = scene.stage.look(&scene.individuals_path("?limit=10")).await.expect(200);

    // Meanwhile somebody takes the lead.
    scene.answers(scene.units[3], "后来", 5, 0).await;
    let second = scene.page(10, &cursor(&first)).await.expect(200);
    scene.stage.clock.set(begun + Span(59_999));
    let third = scene.page(10, &cursor(&second)).await.expect(200);
    let turned: Vec<_> = [&first, &second, &third].into_iter().flat_map(lines).collect();
    assert_eq!(turned, lines(&whole), "without a gap, and nobody twice");
    for page in [&second, &third] {
        assert_eq!((&page["version"], &page["of"]), (&first["version"], &first["of"]));
    }
    assert_eq!((lines(&third).len(), &third["cursor"]), (3, &Value::Null));

    let now = scene.stage.look(&scene.individuals_path("?limit=10")).await.expect(200);
    assert_eq!(names(&now)[0], "后来");
    assert_ne!(now["version"], first["version"]);
    scene.stage.clock.set(begun + Span::minutes(1));
    let late = scene.page(10, &cursor(&first)).await;
    assert_eq!((late.status.as_u16(), late.problem().as_str()), (410, "cursor_expired"));
    scene.page(10, &cursor(&now)).await.expect(200);
    scene.stage.stop().await;
}

#[actix_web::test]
async fn looking_at_the_first_page_again_keeps_an_unchanged_board_for_another_minute() {
    let scene = Scene::new().await;
    scene.crowd(scene.units[0], 21).await;
    let path = scene.individuals_path("?limit=20");
    let first = scene.stage.look(&path).await;
    let first_page = first.expect(200);
    scene.stage.clock.advance(Span::seconds(50));
    assert_eq!(scene.stage.look_again(&path, &first).await.status, 304);
    scene.stage.clock.advance(Span::seconds(50));
    assert_eq!(lines(&scene.page(20, &cursor(&first_page)).await.expect(200)).len(), 1);
    scene.stage.stop().await;
}

#[actix_web::test]
async fn a_cursor_goes_on_in_the_board_that_it_is_of_and_in_no_other() {
    let scene = Scene::new().await;
    scene.crowd(scene.units[0], 21).await;
    let first = scene.stage.look(&scene.individuals_path("?limit=20")).await.expect(200);
    let of_unit = scene.individuals_path(&format!("?unit={}&cursor={}", scene.units[0], cursor(&first)));
    assert_eq!(scene.stage.look(&of_unit).await.problem(), "cursor_expired");
    let table = scene.table("?limit=2").await;
    let elsewhere = scene.units_path(&format!("?limit=2&formula=total&cursor={}", cursor(&table)));
    assert_eq!(scene.stage.look(&elsewhere).await.problem(), "cursor_expired");
    scene.stage.stop().await;
}

#[actix_web::test]
async fn a_cursor_that_is_none_and_a_limit_that_is_none_are_malformed() {
    let scene = Scene::new().await;
    scene.crowd(scene.units[0], 20).await;
    let version = scene.board(None).await["version"].clone();
    for path in [scene.individuals_path(""), scene.units_path("")] {
        for cursor in ["", "1", ".", "1.", ".1", "1.-2", "-1.1", "1.2.3", "a.b", "1.99999999999999999999"] {
            let refused = scene.stage.look(&format!("{path}?cursor={cursor}")).await;
            assert_eq!((refused.status.as_u16(), refused.problem().as_str()), (400, "malformed_query"), "{cursor}");
        }
        for query in ["limit=-1", "limit=some", "unit=x&within=x", "formula=best&unit=x"] {
            assert_eq!(scene.stage.look(&format!("{path}?{query}")).await.problem(), "malformed_query", "{query}");
        }
        // Nothing lies beyond the end, however far beyond.
        scene.stage.look(&format!("{path}?limit=1")).await.expect(200);
        for beyond in [20, usize::MAX] {
            let page = scene.stage.look(&format!("{path}?cursor={version}.{beyond}")).await.expect(200);
            assert_eq!((page["rows"].as_array().map(Vec::len), &page["cursor"]), (Some(0), &Value::Null));
        }
    }
    scene.stage.stop().await;
}

#[actix_web::test]
async fn lists_are_a_thousand_lines_deep_and_tell_of_how_many() {
    let scene = Scene::new().await;
    scene.many(1_004).await;
    let mut page = scene.stage.look(&scene.individuals_path("?limit=1000")).await.expect(200);
    let (mut turned, mut pages) = (lines(&page), 1);
    while let Some(next) = page["cursor"].as_str() {
        assert_eq!(
            (page["rows"].as_array().map(Vec::len), &page["of"]),
            (Some(100), &1_004.into()),
            "at most 100 a page"
        );
        page = scene.page(100, next).await.expect(200);
        turned.extend(lines(&page));
        pages += 1;
    }
    assert_eq!((pages, turned.len()), (10, 1_000));
    let expected: Vec<_> = (1..=1_000).map(|number| (number, format!("第{number}"))).collect();
    assert_eq!(turned.into_iter().map(|line| (line.0, line.1)).collect::<Vec<_>>(), expected);
    scene.stage.stop().await;
}

#[actix_web::test]
async fn pages_of_units_fit_together_although_the_table_is_made_anew() {
    let scene = Scene::new().await;
    for (index, unit) in scene.units.into_iter().enumerate() {
        scene.answers(unit, &format!("甲{index}"), 5 - index, 1).await;
    }
    let first = scene.table("?limit=3").await;
    let whole = units(&scene.stage.look(&scene.units_path("")).await.expect(200));
    assert_eq!(units(&first), whole[..3]);
    // The last becomes the first, and the table is made anew.
    for name in ["乙", "丙", "丁"] {
        scene.answers(scene.units[3], name, 5, 1).await;
    }
    let anew = scene.table("").await;
    assert_eq!(units(&anew)[0], scene.units[3].0);
    let path = scene.units_path(&format!("?limit=3&cursor={}", cursor(&first)));
    let second = scene.stage.look(&path).await.expect(200);
    assert_eq!((units(&second), &second["cursor"]), (whole[3..].to_vec(), &Value::Null));
    assert_eq!((&second["version"], &second["of"]), (&first["version"], &4.into()));
    scene.stage.clock.advance(Span::minutes(1));
    assert_eq!(scene.stage.look(&path).await.problem(), "cursor_expired");
    scene.stage.stop().await;
}
