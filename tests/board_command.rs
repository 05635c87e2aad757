//! `ankao board` as a shell sees it: standings that are not what the attempts come to are found and mended.

#[path = "support/shell.rs"]
mod shell;

use ankao::{
    attempt::{self, SaveInput, Start, StartInput},
    domain::{
        ContestId, PersonId,
        ranking::{Rev, Standing},
    },
    store::{
        self,
        audit::{self, Scope},
    },
};
use shell::Shell;

const CONTEST: ContestId = ContestId(1);

const FILE: &str = r#"
opens = 2026-01-01T09:00:00+08:00
closes = 2099-06-30T18:00:00+08:00

[texts]
name = "安全生产月竞赛"
host = "安委办"

[rules]
attempts_per_day = 2

[blueprint]
limit_ms = 600000
sections = [{ kind = "judgment", count = 3, points = 100 }]
"#;

const UNITS: &str = "省,市,县（市、区）,单位名称,应参加人数\n辽宁省,沈阳市,和平区,甲公司,10\n";
const ROSTER: &str = "单位名称,姓名,工号\n甲公司,张三,01\n甲公司,李四,02\n甲公司,王五,03\n甲公司,赵六,04\n";

/// Four people of one unit who have answered twice each; an empty contest beside theirs.
async fn answered() -> Shell {
    let shell = Shell::new();
    for (name, text) in [("contest.toml", FILE), ("units.csv", UNITS), ("roster.csv", ROSTER)] {
        shell.write(name, text);
    }
    shell.said(&["contest", "create", "contest.toml"]);
    shell.said(&["contest", "import-units", "1", "units.csv"]);
    shell.said(&["contest", "import-roster", "1", "roster.csv"]);
    shell.said(&["contest", "publish", "1"]);
    shell.said(&["contest", "create", "contest.toml"]);
    shell
        .inside(async |app| {
            for person in (1..=4).map(PersonId) {
                for time in 1..=2 {
                    let (start_id, now) = (format!("start-{person}-{time}"), app.clock.now());
                    let started = attempt::start(app, person, CONTEST, StartInput { start_id }, now).await;
                    let (Start::New(started) | Start::Existing(started)) = started.expect("started");
                    let sheet = SaveInput { device: 1, answers: Vec::new() };
                    attempt::submit(app, person, started.attempt, sheet, now).await.expect("handed in");
                }
            }
        })
        .await;
    shell
}

impl Shell {
    async fn standings(&self) -> Vec<Standing> {
        self.inside(async |app| {
            let mut connection = app.store.read().await.expect("a reader");
            store::standings::of_contest(&mut connection, CONTEST).await.expect("read")
        })
        .await
    }
}

#[tokio::test]
async fn standings_that_are_damaged_are_found_and_computed_anew() {
    let shell = answered().await;
    let sound = shell.standings().await;
    assert_eq!(
        shell.said(&["board", "rebuild"]),
        "竞赛 2：核对 0 人，改正 0 人的成绩\n竞赛 1：核对 4 人，改正 0 人的成绩\n"
    );
    assert_eq!(shell.standings().await, sound, "what is sound stays as it is");

    shell.sql("UPDATE standing SET points = 30000, time_ms = 1 WHERE person = 1").await;
    shell.sql("UPDATE standing SET counted = 0, rev = 9 WHERE person = 2").await;
    shell.sql("DELETE FROM standing WHERE person = 3").await;
    assert_eq!(shell.said(&["board", "rebuild", "1"]), "竞赛 1：核对 4 人，改正 3 人的成绩\n");
    let mended: Vec<(Standing, i64)> = shell.standings().await.into_iter().map(|it| (it, it.rev.0)).collect();
    let expected = sound.iter().zip([3, 10, 1, 2]).map(|(it, rev)| (Standing { rev: Rev(rev), ..*it }, rev));
    assert_eq!(mended, expected.collect::<Vec<_>>());
    assert_eq!(shell.said(&["board", "rebuild", "1"]), "竞赛 1：核对 4 人，改正 0 人的成绩\n");

    let deeds = shell
        .inside(async |app| {
            let mut connection = app.store.read().await.expect("a reader");
            audit::list(&mut connection, Scope::Contest(CONTEST), None, 100).await.expect("read")
        })
        .await;
    let mended: Vec<_> = deeds.into_iter().filter(|deed| deed.action == "standings.rebuild").collect();
    assert_eq!(mended.len(), 1, "what changed nothing is no deed");
    assert_eq!(mended[0].actor, None);
    let changes = mended[0].detail["changes"].as_array().expect("changes");
    assert_eq!(changes.len(), 3);
    assert_eq!((&changes[0]["person"], &changes[0]["before"]["points"]), (&1.into(), &30_000.into()));
    assert_eq!((&changes[0]["after"]["points"], &changes[2]["before"]), (&0.into(), &serde_json::Value::Null));
}

#[tokio::test]
async fn a_standing_that_no_attempt_stands_behind_is_emptied_however_many_there_are() {
    let shell = answered().await;
    shell
        .sql(
            "WITH RECURSIVE line (id) AS (SELECT 1001 UNION ALL SELECT id + 1 FROM line WHERE id < 2100)
             INSERT INTO person (id, name, created) SELECT id, '某人', 0 FROM line",
        )
        .await;
    shell
        .sql(
            "INSERT INTO enrolment (contest, person, unit, origin, joined)
             SELECT 1, id, (SELECT unit FROM enrolment WHERE person = 1), 'roster', 0 FROM person WHERE id > 1000",
        )
        .await;
    shell
        .sql(
            "INSERT INTO standing (contest, person, unit, points, time_ms, counted, rev)
             SELECT contest, person, unit, 500, 500, 1, 1 FROM enrolment WHERE person > 1000",
        )
        .await;
    assert_eq!(shell.said(&["board", "rebuild", "1"]), "竞赛 1：核对 1104 人，改正 1100 人的成绩\n");
    let ranked: Vec<_> = shell.standings().await.into_iter().filter(|it| it.result.is_some()).collect();
    assert_eq!(ranked.iter().map(|it| it.person.0).collect::<Vec<_>>(), [1, 2, 3, 4]);
}

#[tokio::test]
async fn who_is_not_enrolled_is_told_and_left_alone() {
    let shell = answered().await;
    let before = shell.standings().await;
    shell.sql("DELETE FROM enrolment WHERE person = 4").await;
    let said = shell.said(&["board", "rebuild", "1"]);
    assert_eq!(said, "竞赛 1：核对 4 人，改正 0 人的成绩\n注意：另有 1 人没有报名记录，没有改动\n");
    assert_eq!(shell.standings().await, before);
}

#[tokio::test]
async fn nothing_is_rebuilt_where_a_server_works_or_of_a_contest_that_is_not_there() {
    let shell = answered().await;
    let in_use = shell.inside(async |_| shell.refused(&["board", "rebuild"])).await;
    assert_eq!(in_use, "ankao: 数据目录 ./data 正由运行中的服务使用；请先停止服务，或通过接口操作\n");
    let unknown = shell.refused(&["board", "rebuild", "7"]);
    assert_eq!(unknown, "ankao: 没有编号为 7 的竞赛；可用 ankao contest list 查看全部竞赛\n");
}
