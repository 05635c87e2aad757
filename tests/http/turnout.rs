//! `src/http/turnout.rs`: turnout against a count, along the tree, by sector and by day.

use ankao::{
    domain::{ContestId, Span, UnitId, bank::question::Kind, paper::Blueprint},
    store::roles::Role,
};
use calamine::{Data, Reader, Xlsx};
use serde_json::{Value, json};

use crate::support::{NOON, Person, Stage, officials::settings};

const UNITS: &str = "省,市,县（市、区）,单位名称,行业部门,单位编码,应参加人数
辽宁省,沈阳市,和平区,甲公司,住建,01,3
辽宁省,沈阳市,铁西区,乙公司,应急,02,
辽宁省,大连市,中山区,丙公司,住建,03,1
辽宁省,沈阳市,,丁局,,04,10
";
const ROSTER: &str = "单位编码,姓名,工号
01,甲一,1
01,甲二,2
02,乙一,1
02,乙二,2
03,丙一,1
";

struct Contest {
    stage: Stage,
    id: ContestId,
    organizer: Person,
}

impl Contest {
    async fn new() -> Self {
        let stage = Stage::new().await;
        let blueprint = Blueprint::plain(Span::minutes(5), &[(Kind::Single, 3, 200)]);
        let id = stage.contest(blueprint, |rules| rules.counts_confirmed_only = true).await;
        let organizer = stage.official(Role::OrganizerOfAll).await;
        for (of, file) in [("units", UNITS), ("participants", ROSTER)] {
            let path = format!("/api/v1/contests/{id}/{of}/imports");
            stage.upload(&path, &organizer.token, "text/csv", file).await.expect(200);
        }
        Self { stage, id, organizer }
    }

    fn node(&self, name: &str) -> UnitId {
        self.stage.app.units().nodes().find(|node| node.name == name).expect("imported").id
    }

    async fn start(&self, person: &Person, start_id: &str) -> String {
        let path = format!("/api/v1/contests/{}/attempts", self.id);
        let started = self.stage.post(&path, &person.token, json!({"start_id": start_id})).await.expect(201);
        started["attempt"].as_str().expect("an id").to_owned()
    }

    async fn answers(&self, person: &Person, start_id: &str) {
        let path = format!("/api/v1/attempts/{}/submission", self.start(person, start_id).await);
        self.stage.post(&path, &person.token, json!({"device": 1, "answers": []})).await.expect(200);
    }

    async fn turnout(&self, query: &str) -> Value {
        let path = format!("/api/v1/contests/{}/turnout{query}", self.id);
        self.stage.get(&path, &self.organizer.token).await.expect(200)
    }
}

/// With two decimals.
fn as_percent(rate: f64) -> String {
    format!("{:.2} %", rate * 100.0)
}

/// Name, started, submitted, headcount, rate, above full.
type Line = (String, u64, u64, Option<u64>, Option<String>, bool);

fn lines(view: &Value) -> Vec<Line> {
    let line = |line: &Value| {
        (
            line["name"].as_str().unwrap_or_default().to_owned(),
            line["started"].as_u64().expect("a count"),
            line["submitted"].as_u64().expect("a count"),
            line["headcount"].as_u64(),
            line["rate"].as_f64().map(as_percent),
            line["above_headcount"].as_bool().expect("a flag"),
        )
    };
    view["lines"].as_array().expect("lines").iter().map(line).collect()
}

fn row(
    name: &str,
    started: u64,
    submitted: u64,
    headcount: u64,
    rate: f64,
) -> (String, u64, u64, Option<u64>, Option<String>, bool) {
    (name.into(), started, submitted, Some(headcount), Some(as_percent(rate)), false)
}

#[actix_web::test]
async fn turnout_agrees_with_a_count_by_unit_region_sector_and_day() {
    let contest = Contest::new().await;
    let (a, b, c) = (contest.node("甲公司"), contest.node("乙公司"), contest.node("丙公司"));
    // Of the roster, as far as turnout asks: two of A, one of whom hands in twice; one of B who only starts.
    let stage = &contest.stage;
    let twice = stage.person(contest.id, a, "甲三").await;
    let once = stage.person(contest.id, a, "甲四").await;
    let starter = stage.person(contest.id, b, "乙三").await;
    let (first_c, second_c) = (stage.person(contest.id, c, "丙二").await, stage.person(contest.id, c, "丙三").await);
    let stranger = stage.person(contest.id, b, "无名").await;
    contest
        .stage
        .do_sql("UPDATE enrolment SET origin = 'self' WHERE person = (SELECT id FROM person WHERE name = '无名')")
        .await;
    contest.answers(&twice, "start-0001").await;
    contest.answers(&first_c, "start-0001").await;
    contest.answers(&stranger, "start-0001").await;
    contest.start(&starter, "start-0001").await;
    stage.clock.advance(Span::minutes(24 * 60));
    let renew = |person: &Person| {
        let asker = stage.app.keys.read_access(&person.token, NOON).expect("a token of noon");
        stage.token(asker.person, asker.session)
    };
    let organizer = renew(&contest.organizer);
    contest.answers(&renew(&twice), "start-0002").await;
    contest.answers(&renew(&once), "start-0002").await;
    contest.answers(&renew(&second_c), "start-0002").await;
    let contest = Contest { organizer, ..contest };

    let by_unit = contest.turnout("").await;
    let third = 2.0 / 3.0;
    assert_eq!(
        lines(&by_unit),
        [
            row("甲公司", 2, 2, 3, third),
            row("乙公司", 1, 0, 3, 0.0),
            row("丁局", 0, 0, 10, 0.0),
            ("丙公司".into(), 2, 2, Some(1), Some(as_percent(1.0)), true),
        ]
    );
    let total = &by_unit["total"];
    assert_eq!((&total["started"], &total["submitted"], &total["headcount"]), (&json!(5), &json!(4), &json!(17)));
    let by_region = contest.turnout("?by=region").await;
    assert_eq!(lines(&by_region)[0], row("沈阳市", 3, 2, 16, 2.0 / 16.0));
    assert_eq!(lines(&by_region)[1].0, "大连市");
    let in_city = contest.turnout(&format!("?by=region&within={}", contest.node("沈阳市"))).await;
    let names: Vec<_> = lines(&in_city).into_iter().map(|line| line.0).collect();
    assert_eq!(names, ["和平区", "铁西区", "丁局"]);
    let way: Vec<_> = in_city["path"].as_array().expect("a way").iter().map(|step| &step["name"]).collect();
    assert_eq!(way, ["辽宁省", "沈阳市"]);
    let by_sector = contest.turnout("?by=sector").await;
    let figures: Vec<_> = lines(&by_sector)
        .into_iter()
        .map(|(name, started, submitted, of, ..)| (name, started, submitted, of))
        .collect();
    assert_eq!(
        figures,
        [("未分行业".into(), 0, 0, Some(10)), ("住建".into(), 4, 4, Some(4)), ("应急".into(), 1, 0, Some(3)),]
    );
    let by_day = contest.turnout("?by=day").await;
    assert_eq!(lines(&by_day), [row("2026-06-10", 3, 2, 17, 2.0 / 17.0), row("2026-06-11", 2, 2, 17, 4.0 / 17.0)]);

    contest
        .stage
        .do_sql("UPDATE attempt SET voided = 1 WHERE person = (SELECT id FROM person WHERE name = '甲四')")
        .await;
    assert_eq!(lines(&contest.turnout("").await)[0], row("甲公司", 1, 1, 3, 1.0 / 3.0));
    contest.stage.stop().await;
}

#[actix_web::test]
async fn absentees_are_those_of_the_roster_without_a_valid_submission() {
    let contest = Contest::new().await;
    let here = contest.stage.person(contest.id, contest.node("乙公司"), "乙三").await;
    let begun = contest.stage.person(contest.id, contest.node("乙公司"), "乙四").await;
    contest.answers(&here, "start-0001").await;
    contest.start(&begun, "start-0001").await;
    let path = format!("/api/v1/contests/{}/turnout/absentees", contest.id);
    let (mut names, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = contest.stage.get(&format!("{path}?limit=2{cursor}"), &contest.organizer.token).await.expect(200);
        let lines = page["lines"].as_array().expect("lines");
        names
            .extend(lines.iter().map(|line| format!("{} {}", line["name"].as_str().expect("a name"), line["started"])));
        match page["cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(names, ["甲一 false", "甲二 false", "乙一 false", "乙二 false", "乙四 true", "丙一 false"]);

    let unit = contest.node("乙公司");
    let liaison = contest.stage.official(Role::Liaison(unit)).await;
    let file = contest.stage.download(&format!("{path}?format=xlsx"), &liaison.token).await;
    let mut book = Xlsx::new(std::io::Cursor::new(file)).expect("an xlsx");
    let sheet = book.worksheet_range("未参加人员").expect("a sheet");
    let told: Vec<_> = sheet.rows().skip(3).map(|row| [row[3].clone(), row[5].clone()]).collect();
    let text = |text: &str| Data::String(text.into());
    assert_eq!(
        told,
        [[text("乙一"), Data::Empty], [text("乙二"), Data::Empty], [text("乙四"), text("已开始，未交卷")]]
    );
    contest.stage.stop().await;
}

#[actix_web::test]
async fn liaisons_see_the_turnout_of_what_is_theirs_only() {
    let contest = Contest::new().await;
    let city = contest.node("大连市");
    let liaison = contest.stage.official(Role::Liaison(contest.node("丙公司"))).await;
    let path = format!("/api/v1/contests/{}/turnout", contest.id);
    let theirs = contest.stage.get(&path, &liaison.token).await.expect(200);
    assert_eq!(theirs["within"], json!(contest.node("丙公司")));
    let above = contest.stage.get(&format!("{path}?within={city}"), &liaison.token).await;
    assert_eq!(above.problem(), "not_allowed");
    let organizer = contest.stage.official(Role::Organizer(city)).await;
    contest.stage.get(&format!("{path}?within={city}&by=sector"), &organizer.token).await.expect(200);
    let absentees = format!("{path}/absentees?unit={}", contest.node("甲公司"));
    assert_eq!(contest.stage.get(&absentees, &organizer.token).await.problem(), "not_allowed");
    let staff = contest.stage.person(contest.id, contest.node("丙公司"), "丙九").await;
    assert_eq!(contest.stage.get(&path, &staff.token).await.problem(), "not_allowed");
    contest.stage.stop().await;
}

#[actix_web::test]
async fn a_roster_that_is_being_imported_is_not_counted_before_it_is_whole() {
    let contest = Contest::new().await;
    contest.stage.do_sql("INSERT INTO import (id, contest, started) SELECT 9, id, 1 FROM contest").await;
    contest.stage.do_sql("UPDATE enrolment SET import = 9").await;
    assert_eq!(contest.turnout("").await["total"]["headcount"], 14);
    contest.stage.do_sql("DELETE FROM import").await;
    assert_eq!(contest.turnout("").await["total"]["headcount"], 16);
    contest.stage.stop().await;
}

#[actix_web::test]
async fn a_closed_contest_is_told_by_the_tree_that_it_keeps_to_whom_the_units_are_now() {
    let contest = Contest::new().await;
    let Contest { stage, id, .. } = &contest;
    let (unit, shenyang, dalian) = (contest.node("乙公司"), contest.node("沈阳市"), contest.node("大连市"));
    let person = stage.person(*id, unit, "乙三").await;
    contest.answers(&person, "start-0001").await;
    stage.clock.advance(Span::minutes(11 * 24 * 60));
    let Contest { organizer, .. } = &contest;
    let organizer = stage.renewed(organizer);
    let next = stage.published(&organizer, |input| input["closes"] = json!("2026-07-20T11:00:00+08:00")).await;
    let moved = "省,市,县（市、区）,单位名称,行业部门,单位编码,应参加人数\n辽宁省,大连市,中山区,乙集团,应急,02,\n";
    let path = format!("/api/v1/contests/{next}/units/imports");
    stage.upload(&path, &organizer.token, "text/csv", moved).await.expect(200);
    assert!(stage.app.units().is_within(unit, dalian), "moved");

    let path = format!("/api/v1/contests/{id}/turnout");
    let names = |view: &Value| -> Vec<String> {
        let lines = view["lines"].as_array().expect("lines").iter();
        lines.map(|line| format!("{} {}", line["name"], line["unit_name"]).replace('"', "")).collect()
    };
    let absentees = async |within: UnitId| {
        names(&stage.get(&format!("{path}/absentees?unit={within}"), &organizer.token).await.expect(200))
    };
    assert_eq!(absentees(shenyang).await, ["甲一 甲公司", "甲二 甲公司", "乙一 乙公司", "乙二 乙公司"]);
    assert_eq!(absentees(dalian).await, ["丙一 丙公司"]);
    let file = stage.download(&format!("{path}/absentees?unit={shenyang}&format=xlsx"), &organizer.token).await;
    let mut book = Xlsx::new(std::io::Cursor::new(file)).expect("an xlsx");
    let sheet = book.worksheet_range("未参加人员").expect("a sheet");
    let told: Vec<_> = sheet.rows().skip(3).map(|row| format!("{} {} {}", row[0], row[2], row[3])).collect();
    let expected = ["甲公司 甲一", "甲公司 甲二", "乙公司 乙一", "乙公司 乙二"];
    assert_eq!(told, expected.map(|line| format!("沈阳市 {line}")));
    let mine = stage.get(&format!("/api/v1/contests/{id}/me"), &stage.renewed(&person).token).await.expect(200);
    let nodes = mine["ranks"]["units"].as_array().expect("ranks").iter();
    assert_eq!(nodes.map(|it| &it["name"]).collect::<Vec<_>>(), ["辽宁省", "沈阳市", "铁西区", "乙公司"]);

    for (city, allowed) in [(shenyang, false), (dalian, true)] {
        let official = stage.official(Role::Organizer(city)).await;
        for of in [format!("{path}?within={unit}"), format!("{path}/absentees?unit={unit}")] {
            assert_eq!(stage.get(&of, &official.token).await.status == 200, allowed, "{of}");
        }
    }
    contest.stage.stop().await;
}

#[actix_web::test]
async fn a_draft_is_nothing_to_those_who_do_not_run_it() {
    let contest = Contest::new().await;
    let stage = &contest.stage;
    let created = stage.post("/api/v1/contests", &contest.organizer.token, settings()).await.expect(201);
    let path = format!("/api/v1/contests/{}", created["contest"]["contest"]);
    let unit = contest.node("丙公司");
    let (organizer, liaison) = (stage.official(Role::Organizer(unit)).await, stage.official(Role::Liaison(unit)).await);
    for of in ["turnout", "turnout/absentees", "turnout/absentees?format=xlsx"] {
        for official in [&organizer, &liaison] {
            assert_eq!(stage.get(&format!("{path}/{of}"), &official.token).await.problem(), "not_found", "{of}");
        }
    }
    for of in ["export", "export/individuals"] {
        assert_eq!(stage.get(&format!("{path}/{of}"), &organizer.token).await.problem(), "not_found", "{of}");
    }
    stage.get(&format!("{path}/turnout"), &contest.organizer.token).await.expect(200);
    contest.stage.stop().await;
}
