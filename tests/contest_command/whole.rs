//! A whole contest from an empty folder, by commands alone; only the answers come over HTTP, from people
//! who sign in with the codes that a command has printed.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Stdio},
};

use ankao::{
    domain::{ContestId, PersonId, Points, attempt::State},
    store,
};
use calamine::{Data, Reader, Xlsx};
use reqwest::Client;
use serde_json::{Value, json};

use crate::shell::Shell;

const FILE: &str = r#"
opens = 2026-01-01T09:00:00+08:00
closes = 2099-06-30T18:00:00+08:00

[texts]
name = "安全生产月竞赛"
host = "安委办"

[rules]
entry = "roster"

[blueprint]
limit_ms = 600000
sections = [{ kind = "single", count = 5, points = 2000 }]
"#;

const UNITS: &str =
    "省,市,县（市、区）,单位名称,应参加人数\n辽宁省,沈阳市,和平区,甲公司,3\n辽宁省,沈阳市,和平区,乙公司,2\n";
const ROSTER: &str =
    "单位名称,姓名,工号\n甲公司,张三,01\n甲公司,李四,02\n甲公司,王五,03\n乙公司,赵六,01\n乙公司,孙七,02\n";
const PASSWORD: &str = "anquan-2026";

/// The server of a shell's folder, until it is dropped.
struct Server {
    child: Child,
    base: String,
}

impl Server {
    fn start(shell: &Shell) -> Self {
        let mut command = shell.command(&["serve", "--listen", "127.0.0.1:0", "--log", "error"]);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("ankao runs");
        let mut line = String::new();
        let out = child.stdout.take().expect("piped");
        BufReader::new(out).read_line(&mut line).expect("a line");
        let address = line.trim_end().strip_prefix("安考已启动：").expect("where it listens");
        Self { child, base: format!("{address}/api/v1") }
    }

    async fn post(&self, path: &str, token: &str, body: Value) -> Value {
        let request = Client::new().post(format!("{}{path}", self.base)).bearer_auth(token).json(&body);
        let answer = request.send().await.expect("an answer").error_for_status().expect("all is well");
        let text = answer.text().await.expect("a body");
        if text.is_empty() { Value::Null } else { serde_json::from_str(&text).expect("JSON") }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }
}

/// Somebody with the code that was handed to them.
struct Participant {
    unit: i64,
    name: String,
    number: String,
    code: String,
}

impl Participant {
    /// Registers, signs in and starts; the token and the attempt.
    async fn starts(&self, server: &Server) -> (String, String) {
        let Self { unit, name, number, code } = self;
        let registration = json!({
            "contest": 1, "unit": unit, "name": name, "employee_number": number, "password": PASSWORD,
            "consent": "2026-06", "activation_code": code,
        });
        server.post("/auth/register", "", registration).await;
        let sign_in = json!({ "unit": unit, "employee_number": number, "password": PASSWORD });
        let signed_in = server.post("/auth/login", "", sign_in).await;
        let token = signed_in["access_token"].as_str().expect("a token").to_owned();
        let started = server.post("/contests/1/attempts", &token, json!({ "start_id": "start-0001" })).await;
        (token, started["attempt"].as_str().expect("an id").to_owned())
    }

    /// Answers A to everything, and hands in.
    async fn answers(&self, server: &Server) {
        let (token, attempt) = self.starts(server).await;
        let answers: Vec<Value> = (1..=5).map(|it| json!({ "question": it, "answer": "A", "n": 1 })).collect();
        let sheet = json!({ "device": 1, "answers": answers });
        server.post(&format!("/attempts/{attempt}/submission"), &token, sheet).await;
    }
}

/// The number of each unit, as the table of turnout tells it.
fn numbers(turnout: &str) -> Vec<(String, i64)> {
    let line = |line: &str| {
        let mut cells = line.split_whitespace().map(str::to_owned);
        let (number, name) = (cells.next()?, cells.next()?);
        Some((name, number.parse().ok()?))
    };
    turnout.lines().filter_map(line).collect()
}

fn participants(codes: &str, units: &[(String, i64)]) -> Vec<Participant> {
    let mut lines = csv::Reader::from_reader(codes.trim_start_matches('\u{FEFF}').as_bytes());
    let participant = |line: Result<csv::StringRecord, csv::Error>| {
        let line = line.expect("a line");
        let (_, unit) = units.iter().find(|(name, _)| line[0].ends_with(name.as_str())).expect("its unit");
        Participant { unit: *unit, name: line[1].into(), number: line[2].into(), code: line[3].into() }
    };
    lines.records().map(participant).collect()
}

/// Puts what the contest waits for ten minutes into the past.
async fn ten_minutes_pass(shell: &Shell) {
    shell.sql("UPDATE contest SET last_deadline = last_deadline - 600000").await;
    shell.sql("UPDATE attempt SET deadline = deadline - 600000 WHERE submitted IS NULL").await;
}

/// Name, unit, points and time of everybody with a result, best first, as the store has them.
async fn standings(shell: &Shell) -> Vec<(String, String, i64, i64)> {
    shell
        .inside(async |app| {
            let mut connection = app.store.read().await.expect("a reader");
            let rows = sqlx::query_as(
                "SELECT p.name, u.name, s.points, s.time_ms
                 FROM standing s JOIN person p ON p.id = s.person JOIN unit u ON u.id = s.unit
                 ORDER BY s.points DESC, s.time_ms, s.person",
            );
            rows.fetch_all(&mut *connection).await.expect("rows")
        })
        .await
}

/// What the first question of a paper is of which nothing was answered right.
async fn missed(shell: &Shell) -> String {
    shell
        .inside(async |app| {
            let mut connection = app.store.read().await.expect("a reader");
            let sources = app.store.sources();
            let all = store::attempts::of_next_people(&mut connection, sources, ContestId(1), PersonId(0), 10).await;
            let is_blank = |it: &store::attempts::Loaded| {
                matches!(&it.attempt.state, State::Submitted(it) if it.grade.points == Points::ZERO)
            };
            let paper = all.expect("read").into_iter().find(is_blank).expect("王五 has only begun");
            let first = paper.attempt.paper(&paper.source).questions[0];
            paper.source.questions()[usize::from(first.question)].id.clone()
        })
        .await
}

async fn withdraws_a_question_and_lets_it_count_again(shell: &Shell) {
    let contest = |arguments: &[&str]| shell.said(&[&["contest"], arguments].concat());
    let listed = contest(&["questions", "1"]);
    let before = standings(shell).await;
    assert!(listed.contains("按答案计分"), "{listed}");
    let id = missed(shell).await;
    let trial = contest(&["withdraw", "1", &id, "--counting", "full-points", "--preview"]);
    assert!(!trial.contains("成绩会变：0 人") && trial.ends_with("以上只是试算，没有改动\n"), "{trial}");
    assert_eq!(standings(shell).await, before);
    let withdraw = |counting: &str| contest(&["withdraw", "1", &id, "--counting", counting, "--reason", "题干有误"]);
    let said = withdraw("full-points");
    assert!(said.starts_with(&format!("试题 {id} 现在全员得分；")), "{said}");
    assert_ne!(standings(shell).await, before);
    assert_eq!(contest(&["questions", "1", "--withdrawn"]).lines().count(), 3);
    withdraw("by-key");
    assert_eq!(standings(shell).await, before);
}

#[tokio::test]
async fn a_contest_goes_from_an_empty_folder_to_its_commendation() {
    let shell = Shell::new();
    for (name, text) in [("contest.toml", FILE), ("units.csv", UNITS), ("roster.csv", ROSTER)] {
        shell.write(name, text);
    }
    let contest = |arguments: &[&str]| shell.said(&[&["contest"], arguments].concat());
    shell.said(&["user", "create", "--login", "zhuban", "--name", "主办人", "--organizer"]);
    contest(&["create", "contest.toml"]);
    contest(&["import-units", "1", "units.csv", "--dry-run"]);
    contest(&["import-units", "1", "units.csv"]);
    contest(&["import-roster", "1", "roster.csv"]);
    contest(&["publish", "1"]);
    let people = participants(&contest(&["codes", "1"]), &numbers(&contest(&["turnout", "1"])));
    assert_eq!(people.len(), 5);

    let server = Server::start(&shell);
    assert!(shell.refused(&["contest", "list"]).contains("正由运行中的服务使用"));
    // 张三, 李四 and 赵六 answer, 王五 only begins, 孙七 never comes.
    for person in [&people[0], &people[1], &people[3]] {
        person.answers(&server).await;
    }
    people[2].starts(&server).await;
    drop(server);

    let turnout = contest(&["turnout", "1"]);
    assert!(turnout.contains("甲公司       3       3       2  66.67%"), "{turnout}");
    assert!(turnout.contains("乙公司       2       1       1  50.00%"), "{turnout}");
    assert_eq!(contest(&["codes", "1"]).lines().count(), 2, "who has signed in needs no code");
    contest(&["extend", "1", "--closes", "2099-07-05T18:00:00+08:00"]);
    contest(&["close", "1", "--reason", "提前结束", "--cut"]);
    let commend = ["commend", "1", "--units-per-class", "1", "--individuals", "2"];
    let early = shell.refused(&[&["contest"], &commend[..]].concat());
    assert!(early.contains("竞赛结束、试卷全部结算后才能表扬"), "{early}");
    ten_minutes_pass(&shell).await;
    withdraws_a_question_and_lets_it_count_again(&shell).await;

    let items = contest(&["items", "1"]);
    assert!(items.starts_with("计入的试卷 4 份，信度"), "{items}");
    let preview = contest(&[&commend[..], &["--preview"]].concat());
    assert!(preview.ends_with("以上只是预览，没有公布\n"), "{preview}");
    let published = contest(&commend);
    let told = |text: &str| text.lines().rev().skip(1).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(told(&published), told(&preview));
    assert!(published.ends_with("已公布，表扬编号 1\n"), "{published}");
    let standings = standings(&shell).await;
    assert_eq!(standings.len(), 4, "王五's paper was graded with what was saved: {standings:?}");
    for (name, unit, ..) in &standings[..2] {
        assert!(published.contains(&format!("{name}  {unit}")), "{published}");
    }
    let published_by: (Option<i64>, Option<i64>) = shell
        .inside(async |app| {
            let mut connection = app.store.read().await.expect("a reader");
            let row = sqlx::query_as(
                "SELECT c.publisher, a.actor FROM commendation c, audit a WHERE a.action = 'commendation.publish'",
            );
            row.fetch_one(&mut *connection).await.expect("one")
        })
        .await;
    assert_eq!(published_by, (None, None));

    contest(&["export", "1", "-o", "result.xlsx", "--individuals", "individuals.csv"]);
    let mut book: Xlsx<_> = calamine::open_workbook(shell.path("result.xlsx")).expect("an xlsx");
    let individuals = book.worksheet_range("个人").expect("a sheet");
    let exported = individuals.rows().skip(3).map(|row| [row[1].clone(), row[5].clone(), row[6].clone()]);
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let stored = standings.iter().map(|(name, unit, points, _)| {
        [Data::String(name.clone()), Data::String(unit.clone()), Data::Float(*points as f64 / 10_000.0)]
    });
    assert_eq!(exported.collect::<Vec<_>>(), stored.collect::<Vec<_>>());
    let units = book.worksheet_range("单位").expect("a sheet");
    let names: Vec<String> = units.rows().skip(3).map(|row| row[3].to_string()).collect();
    assert_eq!(names.len(), 2);
    let csv = std::fs::read_to_string(shell.path("individuals.csv")).expect("a file");
    assert_eq!(csv.lines().count(), 5);
}
