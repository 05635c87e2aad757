//! Units, a contest and people: the ground that everything happens on.

use std::collections::BTreeMap;

use ankao::{
    app::App,
    domain::{
        ContestId, PersonId, Span, Stamp, UnitId,
        bank::question::Kind,
        contest::{Rules, Window},
        paper::Blueprint,
        ranking::Scoring,
        unit::UnitKind,
    },
    store::{self, units::NewUnit},
};

use crate::{bank::bank, contest, rules::LIMIT, sorted::Paths};

/// When it begins: 2026-06-10, noon in Shanghai.
pub const NOON: i64 = 1_781_064_000_000;
const DAY: Span = Span::minutes(24 * 60);

/// A province of two cities, of which the second has a county; two units below each, and a department.
pub async fn plant(app: &App) -> (Vec<UnitId>, Paths) {
    let mut turn = app.store.write().await.expect("a turn");
    let mut parents: BTreeMap<i64, Option<i64>> = BTreeMap::new();
    let mut plant = async |parent: Option<UnitId>, kind, name| {
        let new = NewUnit { parent, kind, name, sector: None, code: None };
        let id = store::units::insert(turn.connection(), new).await.expect("a unit");
        parents.insert(id.0, parent.map(|it| it.0));
        id
    };
    let province = plant(None, UnitKind::Province, "甲省").await;
    let one = plant(Some(province), UnitKind::City, "乙市").await;
    let other = plant(Some(province), UnitKind::City, "丙市").await;
    let county = plant(Some(other), UnitKind::County, "丁县").await;
    let mut units = Vec::new();
    for (place, name) in [(one, "一厂"), (one, "二厂"), (county, "三厂"), (county, "四厂")] {
        units.push(plant(Some(place), UnitKind::Unit, name).await);
    }
    units.push(plant(Some(units[0]), UnitKind::Department, "安全科").await);
    app.store.commit(turn).await.expect("committed");
    app.reload_units().await.expect("read");
    let way = |unit: &UnitId| {
        let mut way = vec![unit.0];
        while let Some(Some(parent)) = way.first().map(|top| parents[top]) {
            way.insert(0, parent);
        }
        (unit.0, way)
    };
    let paths = units.iter().map(way).collect();
    (units, paths)
}

/// A contest of four questions that is open for longer than anything here takes.
pub async fn publish(app: &App, scoring: Scoring) -> ContestId {
    let blueprint = Blueprint::plain(Span(LIMIT), &[(Kind::Single, 2, 200), (Kind::Judgment, 2, 100)]);
    let rules = Rules { attempts_per_day: 1_000, attempts_total: 10_000, scoring, ..Rules::default() };
    let window = Window { opens: Stamp(NOON), closes: Stamp(NOON) + Span(900 * DAY.0) };
    contest::publish(app, &bank(140), blueprint, window, rules).await
}

/// Somebody of the roster, or who came by themselves.
pub async fn enrol(app: &App, contest: ContestId, unit: UnitId, origin: &'static str) -> PersonId {
    let mut turn = app.store.write().await.expect("a turn");
    let person: i64 =
        sqlx::query_scalar("INSERT INTO person (unit, name, created) VALUES ($1, '某人', 0) RETURNING id")
            .bind(unit.0)
            .fetch_one(turn.connection())
            .await
            .expect("a person");
    sqlx::query("INSERT INTO enrolment (contest, person, unit, origin, joined) VALUES ($1, $2, $3, $4, 0)")
        .bind(contest.0)
        .bind(person)
        .bind(unit.0)
        .bind(origin)
        .execute(turn.connection())
        .await
        .expect("an enrolment");
    app.store.commit(turn).await.expect("committed");
    PersonId(person)
}
