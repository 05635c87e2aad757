//! The demo: a contest to try everything with, in an installation of its own.
//!
//! 辽宁省, its cities and counties, a believable spread of units, and invented people, some of whom
//! have answered over the last days. It is played through the same use cases as a real contest, on a
//! clock set back, so that nothing in it is painted on.

mod players;
mod regions;
mod roster;

use std::{fs, path::Path, sync::Arc};

use players::Players;
use regions::{CITIES, PROVINCE, UNITS};
use sqlx::AnyConnection;

use crate::{
    app::App,
    auth::{Actor, Keys, Password},
    chance::Randomness,
    clock::{Clock, ManualClock},
    contest::{self, ContestInput},
    domain::{
        ContestId, PersonId, Span, Stamp, UnitId,
        contest::{Review, Rules, Texts},
        paper::Blueprint,
        unit::UnitKind,
    },
    fault::Fault,
    import::{self, Content, Mode, Request},
    people::{self, NewOfficial},
    store::{
        self, Location, StoreError,
        audit::{self, Deed},
        roles::Role,
        units::NewUnit,
    },
};

/// The password of everybody in the demo, which can be reached from this machine only.
const PASSWORD: &str = "anquan-2026";
const ORGANIZER: &str = "zhuban";
const LIAISON: &str = "lianluo";
/// What marks an installation as a demo, in its audit.
const DEED: &str = "demo.create";
/// Where it is made, in the data folder.
const ASIDE: &str = "demo-unfinished";
/// Days that the contest has been open when the demo begins.
const DAYS_OPEN: i64 = 3;
/// Days that it is open in all: longer than a demo is usually kept.
const DAYS: i64 = 90;
const DAY: Span = Span::minutes(24 * 60);

/// How to sign in to the demo.
#[derive(Clone, Copy, Debug)]
pub struct SignIns;

impl std::fmt::Display for SignIns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let unit = players::unit_name(CITIES[0].counties[0], UNITS[0].0);
        writeln!(f, "  职工：单位“{unit}”，工号 {}，密码 {PASSWORD}", players::NEWCOMER)?;
        writeln!(f, "  联络员：账号 {LIAISON}，密码 {PASSWORD}（{unit}）")?;
        writeln!(f, "  主办方：账号 {ORGANIZER}，密码 {PASSWORD}（{PROVINCE}）")?;
        write!(f, "  职工从首页登录；联络员和主办方的管理台在网址后加 /desk")
    }
}

/// Why there is no demo in a data folder.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error("数据目录中已有其他内容，--demo 不会改动它；换一个目录（ANKAO_DATA_DIR），或去掉 --demo")]
    Another,
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Makes the demo in `folder`, unless it is there already. It is made aside and moved in as a whole: an
/// interrupted start leaves nothing that a later one would take for somebody's contest.
///
/// # Errors
/// The folder holds something else.
pub async fn prepare(folder: &Path, keys: Keys) -> Result<SignIns, DemoError> {
    if store::is_in(folder) {
        match found(folder, &keys).await? {
            Found::Demo => return Ok(SignIns),
            Found::Another => return Err(DemoError::Another),
            Found::Nothing => {}
        }
    }
    let _lock = store::lock(folder)?;
    let aside = folder.join(ASIDE);
    if aside.exists() {
        fs::remove_dir_all(&aside).map_err(StoreError::from)?;
    }
    make_in(&aside, keys).await?;
    store::move_into(&aside, folder).and_then(|()| fs::remove_dir_all(&aside)).map_err(StoreError::from)?;
    Ok(SignIns)
}

/// Whether the store is of a demo, whose passwords everybody knows.
pub async fn is_in(app: &App) -> Result<bool, StoreError> {
    audit::happened(&mut *app.store.read().await?, DEED).await
}

enum Found {
    Nothing,
    Demo,
    Another,
}

async fn found(folder: &Path, keys: &Keys) -> Result<Found, DemoError> {
    let app = App::open(&Location::folder(folder), Clock::System, Randomness::System, keys.clone(), None).await?;
    let found = match (is_in(&app).await?, app.store.is_blank().await?) {
        (true, _) => Found::Demo,
        (false, true) => Found::Nothing,
        (false, false) => Found::Another,
    };
    close(app).await;
    Ok(found)
}

async fn close(app: Arc<App>) {
    if let Some(app) = Arc::into_inner(app) {
        app.store.close().await;
    }
}

async fn make_in(folder: &Path, keys: Keys) -> Result<(), DemoError> {
    let now = Clock::System.now();
    let clock = ManualClock::at(Stamp(now.0 - DAYS_OPEN * DAY.0));
    let app =
        App::open(&Location::folder(folder), Clock::Manual(clock.clone()), Randomness::System, keys, None).await?;
    let made = make(&app, &clock, now).await;
    close(app).await;
    made
}

async fn make(app: &Arc<App>, clock: &ManualClock, now: Stamp) -> Result<(), DemoError> {
    let opened = clock_at(clock);
    let password = app.passwords.hash(&Password::new(PASSWORD)).await?;
    let mut turn = app.store.write().await?;
    let units = plant(turn.connection()).await?;
    app.store.commit(turn).await?;
    app.reload_units().await?;
    let organizer = official(app, "主办方演示", ORGANIZER, Role::OrganizerOfAll, opened).await?;
    official(app, "联络员演示", LIAISON, Role::Liaison(units[0].id), opened).await?;

    let actor = Actor { person: Some(organizer), roles: app.roles(organizer).await? };
    let contest = contest::create(app, &actor, input(opened), opened).await?.contest.contest;
    contest::publish(app, &actor, contest, opened).await?;
    let mut players = Players::enrol(app, contest, &units, &password).await?;
    let file = roster::file(&units, players.all());
    let request = Request { contest, actor, mode: Mode::Apply, now: opened };
    import::import_roster(app.clone(), request, Content::File(file)).await?;
    for _ in 0..DAYS_OPEN {
        players.play(app, clock).await?;
        clock.advance(DAY);
    }
    clock.set(now);
    note(app, contest, now).await?;
    Ok(())
}

fn clock_at(clock: &ManualClock) -> Stamp {
    Clock::Manual(clock.clone()).now()
}

fn input(opened: Stamp) -> ContestInput {
    ContestInput {
        owner: None,
        texts: Texts {
            name: "辽宁省安全生产知识网络竞赛".into(),
            host: "辽宁省安全生产演示办公室".into(),
            introduction: "演示竞赛：每人每日可答 10 次，取最好成绩；交卷后即可查看解析。".into(),
            hotline: Some("024-0000 0000".into()),
            icp: Some("辽ICP备00000000号".into()),
        },
        opens: opened.into(),
        closes: (opened + Span(DAYS * DAY.0)).into(),
        rules: Rules {
            attempts_per_day: 10,
            attempts_total: 100,
            review: Review::AtOnce,
            counts_confirmed_only: false,
            ..Rules::default()
        },
        blueprint: Blueprint { provinces: vec!["辽宁".into()], ..Blueprint::standard() },
    }
}

/// A unit of the demo.
#[derive(Clone, Debug)]
struct Planted {
    id: UnitId,
    city: &'static str,
    county: &'static str,
    name: String,
    headcount: i64,
}

/// Plants the tree: the province, its cities and counties, ten units in each county.
async fn plant(connection: &mut AnyConnection) -> Result<Vec<Planted>, StoreError> {
    let province = node(connection, None, UnitKind::Province, PROVINCE, None).await?;
    let mut units = Vec::new();
    for city in &CITIES {
        let city_id = node(connection, Some(province), UnitKind::City, city.name, None).await?;
        for county in city.counties {
            let county_id = node(connection, Some(city_id), UnitKind::County, county, None).await?;
            for (name, sector, headcount) in UNITS {
                let name = players::unit_name(county, name);
                let id = node(connection, Some(county_id), UnitKind::Unit, &name, Some(sector)).await?;
                units.push(Planted { id, city: city.name, county, name, headcount });
            }
        }
    }
    Ok(units)
}

async fn node(
    connection: &mut AnyConnection,
    parent: Option<UnitId>,
    kind: UnitKind,
    name: &str,
    sector: Option<&str>,
) -> Result<UnitId, StoreError> {
    store::units::insert(connection, NewUnit { parent, kind, name, sector, code: None }).await
}

async fn official(app: &App, name: &str, login: &str, role: Role, now: Stamp) -> Result<PersonId, Fault> {
    let password = Password::new(PASSWORD);
    let new = NewOfficial { login: login.into(), name: name.into(), password, role };
    people::create_official(app, &Actor::operator(), new, now).await
}

async fn note(app: &App, contest: ContestId, now: Stamp) -> Result<(), StoreError> {
    let mut turn = app.store.write().await?;
    let deed = Deed {
        actor: None,
        action: DEED,
        contest: Some(contest),
        subject: contest.to_string(),
        reason: None,
        detail: serde_json::json!({}),
    };
    audit::append(turn.connection(), deed, now).await?;
    app.store.commit(turn).await
}
