//! `src/http/exports.rs`: the files, opened again and compared with the store.

use ankao::{
    auth::Actor,
    domain::{ContestId, Span, bank::question::Kind, paper::Blueprint, unit::UnitKind},
    export,
    store::{READERS, roles::Role},
    turnout,
};
use calamine::{Data, Range, Reader, Xlsx};
use serde_json::json;

use crate::support::{NOON, Person, Stage};

/// Names that have broken exports: formulas, quotes, line breaks, what looks like an escape.
const NAMES: [&str; 9] = [
    "=1+1",
    "@SUM(A1:A9)",
    "欧阳,\"锋\"",
    "上一行\n下一行",
    "😀安全员👷",
    "_x000D_王五",
    "<b>&amp;</b>",
    " 前后空格 ",
    "+8613800000000",
];

struct Results {
    stage: Stage,
    contest: ContestId,
    organizer: Person,
}

impl Results {
    /// Everybody of [`NAMES`] has a result: the first 0, the others more and more, two of them alike.
    async fn new() -> Self {
        let stage = Stage::new().await;
        let organizer = stage.official(Role::OrganizerOfAll).await;
        let blueprint = Blueprint::plain(Span::minutes(5), &[(Kind::Single, 3, 200)]);
        let contest = stage.contest(blueprint, |_| {}).await;
        let units = "省,市,县（市、区）,单位名称,行业部门,应参加人数\n辽宁省,沈阳市,和平区,甲公司,住建,5\n";
        let path = format!("/api/v1/contests/{contest}/units/imports");
        stage.upload(&path, &organizer.token, "text/csv", units).await.expect(200);
        let unit = stage.app.units().nodes().find(|node| node.name == "甲公司").expect("imported").id;
        for name in NAMES {
            let person = stage.person(contest, unit, name).await;
            let path = format!("/api/v1/contests/{contest}/attempts");
            let started = stage.post(&path, &person.token, json!({"start_id": "start-0001"})).await.expect(201);
            stage.clock.advance(Span::seconds(1));
            let path = format!("/api/v1/attempts/{}/submission", started["attempt"].as_str().expect("an id"));
            stage.post(&path, &person.token, json!({"device": 1, "answers": []})).await.expect(200);
        }
        let mut turn = stage.app.store.write().await.expect("a turn");
        let points = "WITH first AS (SELECT MIN(person) AS person FROM standing)
                      UPDATE standing
                      SET points = 12345 * (SELECT CASE WHEN standing.person - f.person < 7
                                                        THEN standing.person - f.person ELSE 7 END FROM first f)";
        sqlx::query(points).execute(turn.connection()).await.expect("written");
        stage.app.store.commit(turn).await.expect("committed");
        Self { stage, contest, organizer }
    }

    async fn book(&self) -> Xlsx<std::io::Cursor<Vec<u8>>> {
        let path = format!("/api/v1/contests/{}/export", self.contest);
        let file = self.stage.download(&path, &self.organizer.token).await;
        Xlsx::new(std::io::Cursor::new(file)).expect("an xlsx")
    }

    /// Name, points and time, best first, as the store has them.
    async fn stored(&self) -> Vec<(String, i64, i64)> {
        let mut connection = self.stage.app.store.read().await.expect("a reader");
        sqlx::query_as(
            "SELECT p.name, s.points, s.time_ms
             FROM standing s JOIN person p ON p.id = s.person
             ORDER BY s.points DESC, s.time_ms, s.person",
        )
        .fetch_all(&mut *connection)
        .await
        .expect("rows")
    }
}

fn body(sheet: &Range<Data>) -> Vec<Vec<Data>> {
    sheet.rows().skip(3).map(<[Data]>::to_vec).collect()
}

fn text(text: &str) -> Data {
    Data::String(text.into())
}

#[expect(clippy::cast_precision_loss, reason = "small numbers")]
fn as_shown(value: i64, per_one: i64) -> Data {
    Data::Float(value as f64 / per_one as f64)
}

#[actix_web::test]
async fn the_individuals_of_the_xlsx_are_those_of_the_store() {
    let results = Results::new().await;
    let mut book = results.book().await;
    assert_eq!(book.sheet_names(), ["汇总", "单位", "个人", "参与情况"]);
    let sheet = book.worksheet_range("个人").expect("a sheet");
    assert_eq!(sheet.get_value((0, 0)), Some(&text("测试竞赛个人成绩")));
    let told: Vec<_> = body(&sheet).into_iter().map(|row| [row[1].clone(), row[6].clone(), row[7].clone()]).collect();
    let stored = results.stored().await;
    let expected: Vec<_> = stored
        .iter()
        .map(|(name, points, time)| [text(name), as_shown(*points, 10_000), as_shown(*time, 1_000)])
        .collect();
    assert_eq!(told, expected);
    assert_eq!(told.len(), NAMES.len());
    results.stage.stop().await;
}

#[actix_web::test]
async fn a_score_of_zero_is_exported_as_zero_and_never_as_blank() {
    let results = Results::new().await;
    let mut book = results.book().await;
    let rows = body(&book.worksheet_range("个人").expect("a sheet"));
    let last = rows.last().expect("a row");
    assert_eq!((&last[1], &last[6]), (&text("=1+1"), &Data::Float(0.0)));
    results.stage.stop().await;
}

#[actix_web::test]
async fn a_name_that_looks_like_a_formula_is_written_as_a_name() {
    let results = Results::new().await;
    let mut book = results.book().await;
    for sheet in book.sheet_names() {
        let formulas = book.worksheet_formula(&sheet).expect("a sheet");
        assert!(formulas.used_cells().next().is_none(), "{sheet}");
    }
    results.stage.stop().await;
}

#[actix_web::test]
async fn equals_share_a_rank_in_the_file_as_on_the_board() {
    let results = Results::new().await;
    let mut turn = results.stage.app.store.write().await.expect("a turn");
    sqlx::query("UPDATE standing SET time_ms = 1000").execute(turn.connection()).await.expect("written");
    results.stage.app.store.commit(turn).await.expect("committed");
    let mut book = results.book().await;
    let rows = body(&book.worksheet_range("个人").expect("a sheet"));
    let ranks: Vec<_> = rows.iter().map(|row| row[0].clone()).collect();
    let expected = [1, 1, 3, 4, 5, 6, 7, 8, 9].map(|rank| as_shown(rank, 1));
    assert_eq!(ranks, expected);
    results.stage.stop().await;
}

#[actix_web::test]
async fn units_and_participation_of_the_xlsx_add_up() {
    let results = Results::new().await;
    let mut book = results.book().await;
    let units = body(&book.worksheet_range("单位").expect("a sheet"));
    let [unit] = &units[..] else { panic!("one unit: {units:?}") };
    let stored = results.stored().await;
    let mean = stored.iter().map(|row| row.1).sum::<i64>();
    let mean = as_shown(mean, 10_000 * 9);
    let expected = [
        as_shown(1, 1),
        text("沈阳市"),
        text("和平区"),
        text("甲公司"),
        text("住建"),
        text("小型"),
        as_shown(5, 1),
        as_shown(9, 1),
        as_shown(1, 1),
        mean.clone(),
        mean,
        text("超过应参加人数，请核对"),
    ];
    assert_eq!(unit[..], expected);
    let participation = body(&book.worksheet_range("参与情况").expect("a sheet"));
    let kinds: Vec<_> = participation.iter().map(|row| row[3].to_string()).collect();
    assert_eq!(kinds, ["省", "市", "县（市、区）", "单位", ""]);
    for row in &participation {
        assert_eq!(row[4..7], [as_shown(5, 1), as_shown(9, 1), as_shown(9, 1)]);
    }
    let summary = body(&book.worksheet_range("汇总").expect("a sheet"));
    assert_eq!(summary.iter().find(|row| row[0] == text("有成绩人数")).map(|row| row[1].clone()), Some(as_shown(9, 1)));
    results.stage.stop().await;
}

#[actix_web::test]
async fn the_csv_of_individuals_reads_back_and_hides_no_formula() {
    let results = Results::new().await;
    let path = format!("/api/v1/contests/{}/export/individuals", results.contest);
    let file = results.stage.download(&path, &results.organizer.token).await;
    let file = String::from_utf8(file).expect("UTF-8");
    let file = file.strip_prefix('\u{FEFF}').expect("a byte order mark");
    let mut csv = csv::Reader::from_reader(file.as_bytes());
    let rows: Vec<_> = csv.records().map(|row| row.expect("a row")).collect();
    let names: Vec<_> = rows.iter().map(|row| row[1].strip_prefix('\'').unwrap_or(&row[1]).to_owned()).collect();
    let stored = results.stored().await;
    assert_eq!(names, stored.iter().map(|row| row.0.clone()).collect::<Vec<_>>());
    assert_eq!(&rows.last().expect("a row")[6], "0");
    for cell in rows.iter().flat_map(|row| row.iter()) {
        assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
    }
    results.stage.stop().await;
}

#[actix_web::test]
async fn only_who_runs_the_contest_exports_it() {
    let results = Results::new().await;
    let unit = results.stage.app.units().nodes().find(|node| node.name == "甲公司").expect("imported").id;
    for role in [Role::Liaison(unit), Role::Organizer(unit)] {
        let official = results.stage.official(role).await;
        for of in ["export", "export/individuals"] {
            let path = format!("/api/v1/contests/{}/{of}", results.contest);
            assert_eq!(results.stage.get(&path, &official.token).await.problem(), "not_allowed");
        }
    }
    results.stage.stop().await;
}

#[actix_web::test]
async fn exports_keep_nobody_waiting_who_reads_a_row_or_two() {
    let results = Results::new().await;
    let app = &results.stage.app;
    let mut held = Vec::new();
    for _ in 0..READERS {
        held.push(app.store.read().await.expect("a connection"));
    }
    // None of those connections is needed.
    let operator = Actor::operator();
    export::result_file(app, &operator, results.contest, NOON).await.expect("a file");
    export::individuals_file(app, &operator, results.contest).await.expect("a file");
    turnout::absentees_file(app, &operator.roles, results.contest, None, NOON).await.expect("a file");
    drop(held);
    results.stage.stop().await;
}

#[actix_web::test]
async fn the_units_of_the_xlsx_are_those_of_the_board_where_the_contest_lists_none() {
    let results = Results::new().await;
    let stage = &results.stage;
    stage.do_sql("DELETE FROM contest_unit").await;
    // Somebody who belongs to no roster has begun, and not handed in.
    let unit = stage.unit(None, UnitKind::Unit, "乙公司").await;
    let person = stage.person(results.contest, unit, "赵六").await;
    stage.do_sql("UPDATE enrolment SET origin = 'self' WHERE person = (SELECT MAX(person) FROM enrolment)").await;
    stage.start(results.contest, &person, "start-0001").await;

    let board = stage.look(&format!("/api/v1/contests/{}/leaderboards/units", results.contest)).await.expect(200);
    let ranked: Vec<_> = board["rows"].as_array().expect("rows").iter().map(|row| row["name"].clone()).collect();
    let units = body(&results.book().await.worksheet_range("单位").expect("a sheet"));
    let exported: Vec<_> = units.iter().map(|row| row[3].to_string()).collect();
    assert_eq!((json!(ranked), &exported), (json!(exported), &vec!["甲公司".to_owned()]));
    results.stage.stop().await;
}
