//! `src/http/leaderboards.rs`: individuals, units, one's own place, walls. One file a theme; what they
//! share is a [`Scene`].

mod individuals;
mod own_place;
mod pages;
mod polling;
mod sectors;
mod units;
mod visibility;
mod walls;

use ankao::domain::{ContestId, Span, UnitId, unit::UnitKind};
use serde_json::{Value, json};

use crate::support::{
    Answer, Person, Stage,
    plain::{Row, ranked},
};

const UNIT_COLUMNS: &str = "省,市,县（市、区）,单位名称,部门,行业部门,单位编码,应参加人数";

/// A contest of a province with two cities, three counties and four units, whose names are published in
/// full. Each unit expects ten people.
struct Scene {
    stage: Stage,
    contest: ContestId,
    organizer: Person,
    province: UnitId,
    cities: [UnitId; 2],
    /// Two of the first city, one of the second.
    counties: [UnitId; 3],
    /// Two of the first county, one of each other.
    units: [UnitId; 4],
}

impl Scene {
    async fn new() -> Self {
        Self::with(|_| {}).await
    }

    async fn with(change: impl FnOnce(&mut Value)) -> Self {
        let stage = Stage::new().await;
        let province = stage.unit(None, UnitKind::Province, "辽宁省").await;
        let city = async |name| stage.unit(Some(province), UnitKind::City, name).await;
        let cities = [city("甲市").await, city("乙市").await];
        let county = async |city, name| stage.unit(Some(city), UnitKind::County, name).await;
        let counties =
            [county(cities[0], "东区").await, county(cities[0], "西区").await, county(cities[1], "港区").await];
        let unit = async |county, name| stage.unit(Some(county), UnitKind::Unit, name).await;
        let units = [
            unit(counties[0], "一厂").await,
            unit(counties[0], "二厂").await,
            unit(counties[1], "三厂").await,
            unit(counties[2], "四厂").await,
        ];
        let organizer = stage.organizer(None).await;
        let contest = stage
            .published(&organizer, |input| {
                input["rules"]["names"] = json!("full");
                change(input);
            })
            .await;
        for unit in units {
            stage.takes_part(contest, unit, 10).await;
        }
        Self { stage, contest, organizer, province, cities, counties, units }
    }

    /// The organizer with a token that is good now.
    fn organizer(&self) -> String {
        self.stage.renewed(&self.organizer).token
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/v1/contests/{}/{rest}", self.contest)
    }

    fn individuals_path(&self, query: &str) -> String {
        self.path(&format!("leaderboards/individuals{query}"))
    }

    fn units_path(&self, query: &str) -> String {
        self.path(&format!("leaderboards/units{query}"))
    }

    /// Somebody new of a unit answers so many questions rightly, in so many seconds.
    async fn answers(&self, unit: UnitId, name: &str, right: usize, seconds: i64) -> Person {
        let person = self.stage.person(self.contest, unit, name).await;
        self.answers_again(&person, "start-0001", right, seconds).await;
        person
    }

    async fn answers_again(&self, person: &Person, start_id: &str, right: usize, seconds: i64) -> Answer {
        let person = self.stage.token(person.id, person.session);
        let attempt = self.stage.start(self.contest, &person, start_id).await;
        self.stage.clock.advance(Span::seconds(seconds));
        let handed_in = self.stage.submit(attempt, &person, right).await;
        handed_in.expect(200);
        handed_in
    }

    /// So many people of a unit, all different.
    async fn crowd(&self, unit: UnitId, people: i64) {
        for number in 0..people {
            let right = usize::try_from(number % 6).expect("few");
            self.answers(unit, &format!("众{number}"), right, number + 1).await;
        }
    }

    /// The board of a node, or of the contest, as its organizer sees it.
    async fn board(&self, node: Option<UnitId>) -> Value {
        let node = node.map_or_else(String::new, |node| format!("&unit={node}"));
        let path = self.individuals_path(&format!("?limit=100{node}"));
        self.stage.get(&path, &self.organizer()).await.expect(200)
    }

    /// The table of units, a second after whatever was before.
    async fn table(&self, query: &str) -> Value {
        self.stage.clock.advance(Span::seconds(1));
        self.stage.look(&self.units_path(query)).await.expect(200)
    }

    async fn patch(&self, patch: Value) {
        self.stage.patch(&format!("/api/v1/contests/{}", self.contest), &self.organizer(), patch).await.expect(200);
    }

    /// Imports a file of units.
    async fn import_units(&self, lines: &str) {
        let file = format!("{UNIT_COLUMNS}\n{lines}");
        self.stage.upload(&self.path("units/imports"), &self.organizer(), "text/csv", file).await.expect(200);
    }
}

/// Rank, name, unit, points and time of a line.
type Line = (u64, String, i64, i64, i64);

fn lines(board: &Value) -> Vec<Line> {
    let whole = |row: &Value, field: &str| row[field].as_i64().expect("a whole number");
    let line = |row: &Value| {
        let rank = row["rank"].as_u64().expect("a rank");
        let name = row["name"].as_str().expect("a name").to_owned();
        (rank, name, whole(row, "unit"), whole(row, "points"), whole(row, "time_ms"))
    };
    board["rows"].as_array().expect("rows").iter().map(line).collect()
}

fn names(board: &Value) -> Vec<String> {
    lines(board).into_iter().map(|line| line.1).collect()
}

/// The lines that a board of these results should have.
fn sorted(results: &[Row]) -> Vec<Line> {
    let line = |(rank, row): (usize, Row)| (rank as u64, row.name, row.unit, row.points, row.time_ms);
    ranked(results).into_iter().map(line).collect()
}
