//! What is there before anything is measured: a published contest and people who are signed in.

use std::{path::Path, sync::Arc};

use ankao::{
    app::App,
    auth::{Actor, Asker, Keys},
    chance::Randomness,
    clock::Clock,
    contest::{self, ContestInput},
    domain::{
        ContestId, PersonId, Span, UnitId,
        contest::{Rules, Texts},
        paper::Blueprint,
        person::{EmployeeNumber, PersonName},
        unit::UnitKind,
    },
    store::{self, Location, people::Claim, roles::Role, units::NewUnit},
};
use anyhow::{Context, Result};

pub const SECRET: &str = "a secret of this bench, 32 bytes long";
pub const PASSWORD: &str = "anquan-2026";
/// The unit that everybody is of, and the organizer's roster names.
pub const UNIT: &str = "第一建筑公司";
/// Written in one turn.
const SLICE: usize = 1_000;

/// A contest with people in a data folder.
pub struct Scene {
    pub app: Arc<App>,
    pub contest: ContestId,
    pub unit: UnitId,
    pub people: Vec<PersonId>,
    /// Access tokens, in the order of `people`.
    pub tokens: Vec<String>,
    pub organizer: String,
}

impl Scene {
    /// Makes one in `folder`: the standard paper from the bundled bank, so many people.
    pub async fn set(folder: &Path, people: usize) -> Result<Self> {
        let keys = Keys::of(SECRET.as_bytes());
        let app = App::open(&Location::folder(folder), Clock::System, Randomness::System, keys, None).await?;
        let mut turn = app.store.write().await?;
        let unit = NewUnit { parent: None, kind: UnitKind::Unit, name: UNIT, sector: None, code: None };
        let unit = store::units::insert(turn.connection(), unit).await?;
        app.store.commit(turn).await?;
        app.reload_units().await?;
        let contest = publish(&app).await?;
        let mut turn = app.store.write().await?;
        store::headcounts::declare(turn.connection(), contest, unit, 500_000).await?;
        app.store.commit(turn).await?;
        let mut scene = Self { app, contest, unit, people: Vec::new(), tokens: Vec::new(), organizer: String::new() };
        scene.enrol(people).await?;
        scene.appoint().await?;
        Ok(scene)
    }

    async fn enrol(&mut self, people: usize) -> Result<()> {
        let password = self.app.passwords.hash(&ankao::auth::Password::new(PASSWORD)).await?;
        let now = self.app.clock.now();
        let claim = Claim { password: &password, consent: "bench", now };
        for slice in (0..people).collect::<Vec<_>>().chunks(SLICE) {
            let mut turn = self.app.store.write().await?;
            for number in slice {
                let number = EmployeeNumber::parse(&number_of(*number)).context("letters and digits")?;
                let name = PersonName::parse("测试员").context("a name")?;
                let connection = turn.connection();
                let person = store::people::insert_claimed(connection, self.unit, &number, &name, &claim).await?;
                store::enrolments::join(connection, self.contest, person, self.unit, now).await?;
                self.people.push(person);
                let session = store::sessions::begin(connection, person, now).await?.id;
                self.tokens.push(self.app.keys.sign_access(Asker { person, session }, now));
            }
            self.app.store.commit(turn).await?;
        }
        Ok(())
    }

    async fn appoint(&mut self) -> Result<()> {
        let now = self.app.clock.now();
        let person = self.people.first().copied().context("somebody")?;
        let mut turn = self.app.store.write().await?;
        store::roles::grant(turn.connection(), person, Role::OrganizerOfAll).await?;
        let session = store::sessions::begin(turn.connection(), person, now).await?.id;
        self.app.store.commit(turn).await?;
        self.organizer = self.app.keys.sign_access(Asker { person, session }, now);
        Ok(())
    }

    /// Closes the store, for a server to open the folder.
    pub async fn leave(self) {
        if let Some(app) = Arc::into_inner(self.app) {
            app.store.close().await;
        }
    }
}

/// The employee number of the person at `index`.
pub fn number_of(index: usize) -> String {
    format!("B{index:06}")
}

async fn publish(app: &App) -> Result<ContestId> {
    let now = app.clock.now();
    let input = ContestInput {
        owner: None,
        texts: Texts {
            name: "测量用竞赛".into(),
            host: "测试主办方".into(),
            introduction: String::new(),
            hotline: None,
            icp: None,
        },
        opens: (now + Span::minutes(-60)).into(),
        closes: (now + Span::minutes(24 * 60)).into(),
        rules: Rules { counts_confirmed_only: false, ..Rules::default() },
        blueprint: Blueprint::standard(),
    };
    let actor = Actor::operator();
    let contest = contest::create(app, &actor, input, now).await?.contest.contest;
    contest::publish(app, &actor, contest, now).await?;
    Ok(contest)
}
