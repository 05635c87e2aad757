//! A stage: a server of one's own on a free port, with an empty store in a temporary folder.

mod document;
pub mod fading;
mod files;
pub mod officials;
pub mod papers;
pub mod people;
pub mod plain;
pub mod served;
pub mod walls;
pub mod xls;

use std::{net::TcpListener, path::PathBuf, sync::Arc};

use ankao::{
    app::App,
    auth::{Asker, Keys, TrustedProxies},
    chance::Randomness,
    clock::{Clock, ManualClock},
    domain::{
        ContestId, PersonId, Span, Stamp, UnitId,
        bank::Bank,
        contest::{Review, Rules, Window},
        paper::Blueprint,
        unit::UnitKind,
    },
    http,
    sheet::Parser,
    store::{self, units::NewUnit},
};
use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::{bank::bank, contest, location::location};

/// The secret of every stage's tokens.
pub const SECRET: &str = "a secret for tests, 32 bytes long";

/// When every stage begins: 2026-06-10, noon in Shanghai.
pub const NOON: Stamp = Stamp(1_781_064_000_000);

/// A running server and what tests need to reach into.
pub struct Stage {
    pub app: Arc<App>,
    pub clock: ManualClock,
    /// `http://127.0.0.1:…`
    pub base: String,
    client: reqwest::Client,
    server: actix_web::dev::ServerHandle,
    folder: tempfile::TempDir,
}

/// Somebody signed in.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: PersonId,
    pub session: i64,
    pub token: String,
}

/// What the server answered.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
}

impl Answer {
    /// Sends a request and reads the whole answer, which is held against the OpenAPI document, as is the
    /// JSON that was sent.
    pub async fn take(request: reqwest::RequestBuilder, sent: Option<&Value>) -> Self {
        let (client, request) = request.build_split();
        let request = request.expect("a request");
        let (method, path) = (request.method().clone(), request.url().path().to_owned());
        let response = client.execute(request).await.expect("the server answers");
        let (status, headers) = (response.status(), response.headers().clone());
        let answer = Self { status, headers, text: response.text().await.expect("a body") };
        document::check(&method, &path, sent, &answer);
        answer
    }

    /// The JSON body, of an answer with that status.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        if self.text.is_empty() { Value::Null } else { serde_json::from_str(&self.text).expect("a JSON body") }
    }

    /// The code of a problem.
    #[track_caller]
    pub fn problem(&self) -> String {
        assert_eq!(self.headers["content-type"], "application/problem+json", "{}", self.text);
        let problem: Value = serde_json::from_str(&self.text).expect("a JSON body");
        assert_eq!(problem["status"], self.status.as_u16());
        problem["code"].as_str().expect("a code").to_owned()
    }
}

impl Stage {
    pub async fn new() -> Self {
        Self::with_bank(None).await
    }

    /// With private packs beside the bundled bank.
    pub async fn with_bank(bank_dir: Option<PathBuf>) -> Self {
        Self::set(bank_dir, TrustedProxies::default(), |_| {}).await
    }

    /// Behind proxies whose word is believed.
    pub async fn behind(proxies: &str) -> Self {
        Self::set(None, TrustedProxies::parse(proxies).expect("a list"), |_| {}).await
    }

    /// With parts of its own, behind a proxy on this machine.
    pub async fn with(change: impl FnOnce(&mut App)) -> Self {
        Self::set(None, TrustedProxies::parse("127.0.0.1").expect("a list"), change).await
    }

    async fn set(bank_dir: Option<PathBuf>, proxies: TrustedProxies, change: impl FnOnce(&mut App)) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let location = location(folder.path()).await;
        let clock = ManualClock::at(NOON);
        let keys = Keys::of(SECRET.as_bytes());
        let app = App::open(&location, Clock::Manual(clock.clone()), Randomness::seeded(1), keys, bank_dir);
        let mut app = app.await.expect("the store opens");
        let parts = Arc::get_mut(&mut app).expect("not shared yet");
        parts.parser = Parser { program: env!("CARGO_BIN_EXE_ankao").into() };
        change(parts);
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let server = http::serve(app.clone(), proxies, listener, 2).expect("the server starts");
        let handle = server.handle();
        actix_web::rt::spawn(server);
        Self { app, clock, base, client: reqwest::Client::new(), server: handle, folder }
    }

    pub async fn stop(self) {
        self.app.walls.end();
        self.server.stop(true).await;
    }

    /// Stops, and lets go of who waits for an answer.
    pub async fn stop_at_once(self) {
        self.server.stop(false).await;
    }

    /// Stops, and leaves the data folder for another server.
    pub async fn leave(self) -> tempfile::TempDir {
        self.app.walls.end();
        self.server.stop(true).await;
        // Workers let go of it a moment after the last answer.
        let mut app = self.app;
        let app = loop {
            match Arc::try_unwrap(app) {
                Ok(app) => break app,
                Err(shared) => app = shared,
            }
            tokio::task::yield_now().await;
        };
        app.store.close().await;
        self.folder
    }

    /// Sends a request and reads the whole answer.
    pub async fn send(&self, method: Method, path: &str, token: Option<&str>, body: Option<&Value>) -> Answer {
        let mut request = self.client.request(method, format!("{}{path}", self.base));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        Answer::take(request, body).await
    }

    /// Sends a body as it is.
    pub async fn raw(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        content_type: &str,
        body: Vec<u8>,
    ) -> Answer {
        let mut request = self.client.request(method, format!("{}{path}", self.base)).body(body);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        Answer::take(request.header("content-type", content_type), None).await
    }

    pub async fn get(&self, path: &str, token: &str) -> Answer {
        self.send(Method::GET, path, Some(token), None).await
    }

    pub async fn post(&self, path: &str, token: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(token), Some(&body)).await
    }

    pub async fn put(&self, path: &str, token: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, Some(token), Some(&body)).await
    }

    /// A published contest on an invented bank, open from an hour ago for ten days.
    pub async fn contest(&self, blueprint: Blueprint, change: impl FnOnce(&mut Rules)) -> ContestId {
        let window = Window { opens: NOON + Span::minutes(-60), closes: NOON + Span::minutes(10 * 24 * 60) };
        self.publish(&bank(280), blueprint, window, change).await
    }

    /// A published contest.
    pub async fn publish(
        &self,
        bank: &Bank,
        blueprint: Blueprint,
        window: Window,
        change: impl FnOnce(&mut Rules),
    ) -> ContestId {
        let mut rules = Rules { review: Review::AtOnce, counts_confirmed_only: false, ..Rules::default() };
        change(&mut rules);
        contest::publish(&self.app, bank, blueprint, window, rules).await
    }

    /// A unit below `parent`.
    pub async fn unit(&self, parent: Option<UnitId>, kind: UnitKind, name: &str) -> UnitId {
        self.unit_of_sector(parent, kind, name, None).await
    }

    /// A unit below `parent` with a sector of its own, or none.
    pub async fn unit_of_sector(
        &self,
        parent: Option<UnitId>,
        kind: UnitKind,
        name: &str,
        sector: Option<&str>,
    ) -> UnitId {
        let mut turn = self.app.store.write().await.expect("a turn");
        let unit = NewUnit { parent, kind, name, sector, code: None };
        let id = store::units::insert(turn.connection(), unit).await.expect("a unit");
        self.app.store.commit(turn).await.expect("committed");
        self.app.reload_units().await.expect("reloaded");
        id
    }

    /// Somebody of the roster, enrolled and signed in.
    pub async fn person(&self, contest: ContestId, unit: UnitId, name: &str) -> Person {
        let mut turn = self.app.store.write().await.expect("a turn");
        let person: i64 =
            sqlx::query_scalar("INSERT INTO person (unit, name, created) VALUES ($1, $2, $3) RETURNING id")
                .bind(unit.0)
                .bind(name)
                .bind(NOON.0)
                .fetch_one(turn.connection())
                .await
                .expect("a person");
        let person = PersonId(person);
        people::enlist(&mut turn, contest, person, unit).await;
        let session = store::sessions::begin(turn.connection(), person, NOON).await.expect("a session").id;
        self.app.store.commit(turn).await.expect("committed");
        self.token(person, session)
    }

    /// Changes the store behind the server's back.
    pub async fn do_sql(&self, statement: &'static str) {
        let mut turn = self.app.store.write().await.expect("a turn");
        sqlx::query(statement).execute(turn.connection()).await.expect("written");
        self.app.store.commit(turn).await.expect("committed");
    }

    /// Sends a request of nobody in particular.
    pub async fn post_unsigned(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, None, Some(&body)).await
    }

    /// A token of that session, good from now.
    pub fn token(&self, id: PersonId, session: i64) -> Person {
        let token = self.app.keys.sign_access(Asker { person: id, session }, self.app.clock.now());
        Person { id, session, token }
    }
}
