//! `src/http/imports.rs`: units and rosters from files.

mod rosters;
mod unfinished;
mod units;
mod untrusted;

use ankao::{
    domain::{ContestId, Span, UnitId, bank::question::Kind, contest::Entry, paper::Blueprint},
    store::roles::Role,
};
use serde_json::{Value, json};

use crate::support::{Answer, Person, Stage};

const CSV: &str = "text/csv";

const UNITS: &str = "省,市,县（市、区）,单位名称,部门,行业部门,单位编码,应参加人数
辽宁省,沈阳市,和平区,第一建筑公司,,住建,0001,120
辽宁省,沈阳市,和平区,第一建筑公司,安全科,,,
辽宁省,沈阳市,,市应急局,,应急,0002,40
辽宁省,大连市,中山区,第一建筑公司,,住建,0003,
";

fn five() -> Blueprint {
    Blueprint::plain(Span::minutes(5), &[(Kind::Single, 3, 200), (Kind::Multiple, 1, 200), (Kind::Judgment, 1, 200)])
}

struct Files {
    stage: Stage,
    contest: ContestId,
    organizer: Person,
}

impl Files {
    async fn new() -> Self {
        let stage = Stage::new().await;
        let contest = stage.contest(five(), |rules| rules.entry = Entry::Roster).await;
        let organizer = stage.official(Role::OrganizerOfAll).await;
        Self { stage, contest, organizer }
    }

    /// A contest of a city whose units are there and of which it lists none, the organizer being the city's.
    async fn of_a_city() -> Self {
        let Self { stage, organizer, contest } = Self::new().await;
        stage
            .upload(&format!("/api/v1/contests/{contest}/units/imports"), &organizer.token, CSV, UNITS)
            .await
            .expect(200);
        let city = of(&stage, "沈阳市");
        let organizer = stage.organizer(Some(city)).await;
        let contest = stage.published(&organizer, |settings| settings["owner"] = json!(city)).await;
        Self { stage, contest, organizer }
    }

    fn path(&self, of: &str) -> String {
        format!("/api/v1/contests/{}/{of}/imports", self.contest)
    }

    async fn send(&self, of: &str, kind: &str, file: impl Into<Vec<u8>>) -> Answer {
        self.stage.upload(&self.path(of), &self.organizer.token, kind, file).await
    }

    async fn import(&self, of: &str, file: impl Into<Vec<u8>>) -> Answer {
        self.send(of, CSV, file).await
    }

    async fn dry_run(&self, of: &str, file: impl Into<Vec<u8>>) -> Value {
        let path = format!("{}?dry_run=true", self.path(of));
        self.stage.upload(&path, &self.organizer.token, "application/octet-stream", file).await.expect(200)
    }

    async fn count(&self, statement: &'static str) -> i64 {
        let mut connection = self.stage.app.store.read().await.expect("a reader");
        sqlx::query_scalar(statement).fetch_one(&mut *connection).await.expect("a count")
    }
}

/// The node of that name.
fn of(stage: &Stage, name: &str) -> UnitId {
    stage.app.units().nodes().find(|node| node.name == name).expect("imported").id
}

fn messages(report: &Value) -> Vec<String> {
    let notes = report["errors"].as_array().expect("errors");
    let text = |note: &Value| {
        let column = note["column"].as_str().unwrap_or("-");
        format!("{} {column} {}", note["line"], note["message"].as_str().expect("a message"))
    };
    notes.iter().map(text).collect()
}

#[actix_web::test]
async fn the_template_as_it_comes_is_understood_and_its_example_left_out() {
    let files = Files::new().await;
    for of in ["units", "participants"] {
        let path = format!("/api/v1/contests/{}/{of}/template", files.contest);
        let template = files.stage.download(&path, &files.organizer.token).await;
        let report = files.dry_run(of, template).await;
        assert_eq!((&report["rows"], &report["error_count"]), (&json!(0), &json!(0)), "{report}");
    }
    files.stage.stop().await;
}

#[actix_web::test]
async fn everybody_imports_only_within_their_scope() {
    let files = Files::new().await;
    files.import("units", UNITS).await.expect(200);
    let tree = files.stage.app.units();
    let id = |name: &str| tree.nodes().find(|node| node.name == name).expect("imported").id;
    let city = files.stage.official(Role::Organizer(id("沈阳市"))).await;
    let elsewhere = files.stage.upload(&files.path("units"), &city.token, CSV, UNITS).await;
    assert_eq!(elsewhere.problem(), "file_rows_refused");
    let theirs = UNITS.lines().take(4).collect::<Vec<_>>().join("\n");
    files.stage.upload(&files.path("units"), &city.token, CSV, theirs).await.expect(200);

    let liaison = files.stage.official(Role::Liaison(id("市应急局"))).await;
    let answer = files.stage.upload(&files.path("units"), &liaison.token, CSV, UNITS).await;
    assert_eq!(answer.problem(), "not_allowed");
    let roster = "单位编码,姓名,工号\n0002,王五,00003\n";
    files.stage.upload(&files.path("participants"), &liaison.token, CSV, roster).await.expect(200);
    let others = "单位编码,姓名,工号\n0001,王五,00003\n";
    let answer = files.stage.upload(&files.path("participants"), &liaison.token, CSV, others).await;
    assert_eq!(answer.problem(), "file_rows_refused");
    files.stage.stop().await;
}

#[actix_web::test]
async fn a_draft_is_there_for_those_alone_who_run_it() {
    let files = Files::of_a_city().await;
    let stage = &files.stage;
    let settings = crate::support::officials::settings();
    let created = stage.post("/api/v1/contests", &stage.organizer(None).await.token, settings).await.expect(201);
    let draft = &created["contest"]["contest"];
    for (of, file) in [("units", UNITS), ("participants", "单位编码,姓名,工号\n0002,王五,00003\n")] {
        let path = format!("/api/v1/contests/{draft}/{of}/imports");
        let refused = stage.upload(&path, &files.organizer.token, CSV, file).await;
        assert_eq!(refused.problem(), "not_found", "{of}");
    }
    files.stage.stop().await;
}
