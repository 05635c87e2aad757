//! What is particular to PostgreSQL: who serves, servers and connections that are lost, locks, rows that stay on
//! their page.

#[path = "../support/bank.rs"]
mod bank;
#[path = "../support/contest.rs"]
mod contest;
#[path = "../support/location.rs"]
mod location;
mod locks;
mod lost;
#[path = "../support/postgres.rs"]
mod postgres;
mod serving;

use std::sync::Arc;

use ankao::{
    app::App,
    auth::Keys,
    chance::Randomness,
    clock::{Clock, ManualClock},
    domain::{
        ContestId, PersonId, Span, Stamp,
        attempt::Attempt,
        bank::question::{Kind, OptionSet},
        contest::{Rules, Window},
        paper::{Blueprint, Mark, Seed, sheet::Device},
        unit::UnitKind,
    },
    store::{
        self, Location, ServerUrl, StoreError,
        order::{MarksOrder, StartId, StartOrder, Started},
        units::NewUnit,
    },
};
use sqlx::{Connection, PgConnection};

/// 2026-06-10, noon in Shanghai.
const NOON: Stamp = Stamp(1_781_064_000_000);

/// A schema on a server.
struct Ground {
    location: Location,
    url: String,
    server: postgres::Server,
    _folder: tempfile::TempDir,
}

impl Ground {
    async fn new() -> Self {
        Self::on(postgres::Server::there()).await
    }

    async fn on(server: postgres::Server) -> Self {
        let url = server.url.clone();
        Self::at(&url, server).await
    }

    /// By an address of the server that is not the usual one.
    async fn at(url: &str, server: postgres::Server) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = location::schema(url, folder.path()).await;
        let location = Location::Server(ServerUrl::new(&url).expect("an address"));
        Self { location, url, server, _folder: folder }
    }

    async fn open(&self) -> Result<Arc<App>, StoreError> {
        let clock = Clock::Manual(ManualClock::at(NOON));
        App::open(&self.location, clock, Randomness::seeded(1), Keys::of(&[7; 32]), None).await
    }

    async fn connect(&self) -> PgConnection {
        PgConnection::connect(&self.url).await.expect("connected")
    }

    /// A number that the server tells.
    async fn number(&self, question: &'static str) -> i64 {
        sqlx::query_scalar(question).fetch_one(&mut self.connect().await).await.expect("told")
    }

    /// Returns once the server has told that number.
    async fn until(&self, question: &'static str, number: i64) {
        while self.number(question).await != number {
            tokio::task::yield_now().await;
        }
    }
}

/// How many wait for a lock of a row.
const WAITING: &str = "SELECT COUNT(*) FROM pg_stat_activity
                       WHERE datname = current_database() AND wait_event_type = 'Lock'";

/// A contest that is open, of papers with 40 questions.
async fn publish(app: &App) -> ContestId {
    let window = Window { opens: NOON, closes: NOON + Span::minutes(600) };
    let blueprint = Blueprint::plain(Span::minutes(60), &[(Kind::Single, 40, 100)]);
    contest::publish(app, &bank::bank(280), blueprint, window, Rules::default()).await
}

fn start(contest: ContestId, person: PersonId) -> StartOrder {
    let start_id = StartId::new("start-0001".to_owned()).expect("of its form");
    StartOrder { contest, person, start_id, seed: Seed([1; 16]), stamp: NOON }
}

/// Somebody with an open paper.
struct Sitting {
    app: Arc<App>,
    attempt: Attempt,
}

impl Sitting {
    async fn begin(app: Arc<App>) -> Self {
        let contest = publish(&app).await;
        let person = enrol(&app, contest, "甲单位").await;
        let started = app.store.hot().start_attempt(start(contest, person)).await.expect("written").expect("started");
        let (Started::New(attempt) | Started::Existing(attempt)) = started;
        Self { app, attempt }
    }

    /// Answers a question for the `n`-th time.
    async fn save(&self, question: usize, n: u16) {
        self.try_to_save(question, n).await.expect("written");
    }

    async fn try_to_save(&self, question: usize, n: u16) -> Result<(), StoreError> {
        let order = marks(&self.app, &self.attempt, &[(question, n)]).await?;
        self.app.store.hot().save(order).await?.expect("taken");
        Ok(())
    }
}

/// Marks of one's first option.
async fn marks(app: &App, attempt: &Attempt, questions: &[(usize, u16)]) -> Result<MarksOrder, StoreError> {
    let mark = |n| Mark::new(n, Device::new(1).expect("a device"), OptionSet::from_bits(1).expect("an option"));
    Ok(MarksOrder {
        head: Arc::new(attempt.head.clone()),
        source: app.source(attempt.head.source).await?,
        marks: questions.iter().map(|&(question, n)| (question, mark(n).expect("in range"))).collect(),
        stamp: NOON + Span::seconds(1),
    })
}

async fn enrol(app: &App, contest: ContestId, unit: &str) -> PersonId {
    let mut turn = app.store.write().await.expect("a turn");
    let unit = NewUnit { parent: None, kind: UnitKind::Unit, name: unit, sector: None, code: None };
    let unit = store::units::insert(turn.connection(), unit).await.expect("a unit");
    let person = sqlx::query_scalar("INSERT INTO person (unit, name, created) VALUES ($1, '某人', 0) RETURNING id");
    let person = PersonId(person.bind(unit.0).fetch_one(turn.connection()).await.expect("a person"));
    store::enrolments::join(turn.connection(), contest, person, unit, NOON).await.expect("in");
    app.store.commit(turn).await.expect("committed");
    person
}

#[actix_web::test]
async fn a_save_leaves_its_row_on_its_page_and_touches_no_index() {
    let ground = Ground::new().await;
    let sitting = Sitting::begin(ground.open().await.expect("opened")).await;
    for n in 1..=100 {
        sitting.save(usize::from(n % 40), n).await;
    }
    // The server counts what a connection did when that ends.
    sitting.app.store.close().await;
    let updated = "SELECT n_tup_upd FROM pg_stat_user_tables
                   WHERE schemaname = current_schema() AND relname = 'saved_sheet'";
    ground.until(updated, 99).await;
    let hot = "SELECT n_tup_hot_upd FROM pg_stat_user_tables
               WHERE schemaname = current_schema() AND relname = 'saved_sheet'";
    assert_eq!(ground.number(hot).await, 99);
}
