//! The organizer: a draft, its units and its roster from files, and the publication.

use std::{
    cell::Cell,
    collections::{BTreeMap, HashMap},
};

use ankao::domain::ContestId;
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};

use super::{Member, Play, TERMS};
use crate::support::{Stage, officials::settings};

/// A unit of the file.
#[derive(Clone, Copy, Debug)]
pub struct Unit {
    pub city: &'static str,
    pub county: &'static str,
    pub name: &'static str,
    pub sector: &'static str,
    pub code: &'static str,
    /// As it declared; otherwise its roster says.
    pub headcount: Option<usize>,
    /// So many will come.
    pub people: usize,
}

const fn unit([city, county, name, sector, code]: [&'static str; 5], headcount: Option<usize>, people: usize) -> Unit {
    Unit { city, county, name, sector, code, headcount, people }
}

/// Large, medium and small ones, of 200 people; of one more come than it declared, of one too small a
/// share, of one too few.
pub const UNITS: [Unit; 12] = [
    unit(["沈阳市", "和平区", "第一建筑公司", "住建", "0101"], Some(320), 40),
    unit(["沈阳市", "和平区", "市政工程处", "住建", "0102"], None, 25),
    unit(["沈阳市", "和平区", "热力公司", "住建", "0103"], Some(30), 24),
    unit(["沈阳市", "和平区", "中心医院", "卫健", "0104"], Some(120), 20),
    unit(["沈阳市", "铁西区", "重型机器厂", "工信", "0201"], Some(150), 30),
    unit(["沈阳市", "铁西区", "铸造厂", "工信", "0202"], None, 12),
    unit(["沈阳市", "铁西区", "轴承厂", "工信", "0203"], Some(12), 12),
    unit(["沈阳市", "铁西区", "职业学校", "教育", "0204"], Some(110), 15),
    unit(["大连市", "中山区", "港务公司", "交通", "0301"], None, 10),
    unit(["大连市", "中山区", "渔业公司", "农业", "0302"], Some(5), 6),
    unit(["大连市", "中山区", "化工厂", "化工", "0303"], Some(40), 4),
    unit(["大连市", "中山区", "造船厂", "工信", "0304"], None, 2),
];

/// The number of the one of each unit who never comes.
pub const ABSENT: &str = "9999";

const SURNAMES: [&str; 8] = ["赵", "钱", "孙", "李", "周", "欧阳", "郑", "司马"];
const STEMS: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];

impl Play {
    /// A contest that opens an hour after noon, published.
    pub async fn set_up() -> Self {
        let stage = Stage::new().await;
        let organizer = stage.organizer(None).await;
        let created = stage.post("/api/v1/contests", &organizer.token, contest()).await.expect(201);
        let id = created["contest"]["contest"].as_i64().expect("an id");
        let path = |rest: &str| format!("/api/v1/contests/{id}/{rest}");
        let upload = async |path: &str, file: Vec<u8>| {
            stage.upload(path, &organizer.token, "application/octet-stream", file).await.expect(200)
        };
        let units = upload(&path("units/imports"), units_file().into_bytes()).await;
        assert_eq!((&units["created"], &units["errors"]), (&json!(12), &json!([])));
        let tried = upload(&path("participants/imports?dry_run=true"), roster_file()).await;
        assert_eq!((&tried["rows"], &tried["error_count"]), (&json!(212), &json!(0)), "{tried}");
        let roster = upload(&path("participants/imports"), roster_file()).await;
        assert_eq!((&roster["created"], &roster["updated"]), (&json!(212), &json!(0)));
        stage.post(&path("publish"), &organizer.token, json!({})).await.expect(200);

        let tree = stage.app.units();
        let of_name = |name: &str| tree.nodes().find(|node| node.name == name).expect("imported").id;
        let units: Vec<_> = UNITS.iter().map(|unit| of_name(unit.name)).collect();
        let codes = activation_codes(&stage, &path("people/activation-codes"), &organizer.token).await;
        assert_eq!(codes.len(), 212);
        let people = members(|unit, number| codes[&(units[unit].0, number.to_owned())].clone());
        let (contest, outcomes, moments) = (ContestId(id), BTreeMap::new(), Cell::new(0));
        Self { stage, organizer, contest, units, people, outcomes, moments }
    }

    pub async fn nobody_begins_before_it_opens(&mut self) {
        self.come_in(&[0]).await;
        let early = self.start(0, "start-0000").await;
        assert_eq!(early.problem(), "not_yet_open");
        self.agrees().await;
    }
}

/// Once a day and twice in all; who is not of the roster does not come in.
fn contest() -> Value {
    let mut contest = settings();
    contest["opens"] = json!("2026-06-10T13:00:00+08:00");
    contest["rules"] = json!({
        "entry": "roster",
        "attempts_per_day": 1,
        "attempts_total": 2,
        "units": {
            "formula": TERMS.formula,
            "minimum_participants": TERMS.minimum_people,
            "minimum_turnout_percent": TERMS.minimum_percent,
        },
    });
    contest
}

fn units_file() -> String {
    let line = |unit: &Unit| {
        let Unit { city, county, name, sector, code, headcount, .. } = unit;
        let headcount = headcount.map_or_else(String::new, |people| people.to_string());
        format!("辽宁省,{city},{county},{name},{sector},{code},{headcount}\n")
    };
    let lines: String = UNITS.iter().map(line).collect();
    format!("省,市,县（市、区）,单位名称,行业部门,单位编码,应参加人数\n{lines}")
}

/// A workbook of all who will come, and one of each unit who will not.
fn roster_file() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let lines =
        members(|_, _| String::new()).into_iter().map(|it| [UNITS[it.unit].code.to_owned(), it.name, it.number]);
    let absent = UNITS.iter().map(|unit| [unit.code.to_owned(), "缺席".to_owned(), ABSENT.to_owned()]);
    let heading = ["单位编码", "姓名", "工号"].map(str::to_owned);
    for (row, line) in (0..).zip([heading].into_iter().chain(lines).chain(absent)) {
        for (column, text) in (0..).zip(line) {
            sheet.write_string(row, column, text).expect("written");
        }
    }
    workbook.save_to_buffer().expect("written")
}

fn members(code: impl Fn(usize, &str) -> String) -> Vec<Member> {
    let mut members: Vec<Member> = Vec::new();
    for (unit, Unit { people, .. }) in UNITS.iter().enumerate() {
        for place in 0..*people {
            let number = members.len();
            let name = format!("{}{}{}", SURNAMES[number % 8], STEMS[number / 8 % 10], STEMS[number % 7]);
            let number = format!("{:04}", place + 1);
            members.push(Member { unit, code: code(unit, &number), name, number, session: None });
        }
    }
    members
}

/// By unit and employee number.
async fn activation_codes(stage: &Stage, path: &str, token: &str) -> HashMap<(i64, String), String> {
    let (mut codes, mut cursor) = (HashMap::new(), String::new());
    loop {
        let page = stage.post(&format!("{path}?limit=100{cursor}"), token, json!({})).await.expect(200);
        for line in page["codes"].as_array().expect("codes") {
            let text = |field: &str| line[field].as_str().expect("a text").to_owned();
            let unit = line["unit"]["id"].as_i64().expect("an id");
            codes.insert((unit, text("employee_number")), text("code"));
        }
        match page["next"].as_i64() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return codes,
        }
    }
}
