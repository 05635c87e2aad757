//! Organizers, and what they do most.

use ankao::{
    domain::{ContestId, PersonId, UnitId},
    store::{self, roles::Role},
};
use reqwest::{
    Method,
    header::{ETAG, IF_NONE_MATCH},
};
use serde_json::{Value, json};

use super::{Answer, NOON, Person, Stage};

impl Stage {
    /// Somebody with that role, signed in.
    pub async fn official(&self, role: Role) -> Person {
        let mut turn = self.app.store.write().await.expect("a turn");
        let person: i64 = sqlx::query_scalar("INSERT INTO person (name, created) VALUES ('主办', $1) RETURNING id")
            .bind(NOON.0)
            .fetch_one(turn.connection())
            .await
            .expect("a person");
        let person = PersonId(person);
        let session = store::sessions::begin(turn.connection(), person, NOON).await.expect("a session").id;
        store::roles::grant(turn.connection(), person, role).await.expect("a role");
        self.app.store.commit(turn).await.expect("committed");
        self.token(person, session)
    }

    /// An organizer of a node, or of all, signed in.
    pub async fn organizer(&self, node: Option<UnitId>) -> Person {
        self.official(node.map_or(Role::OrganizerOfAll, Role::Organizer)).await
    }

    /// The same person with a token that is good now, after the clock was moved.
    pub fn renewed(&self, person: &Person) -> Person {
        let asker = self.app.keys.read_access(&person.token, NOON).expect("signed at noon");
        self.token(asker.person, asker.session)
    }

    /// Lets a unit take part, with a headcount.
    pub async fn takes_part(&self, contest: ContestId, unit: UnitId, headcount: i64) {
        let mut turn = self.app.store.write().await.expect("a turn");
        sqlx::query("INSERT INTO contest_unit (contest, unit, headcount) VALUES ($1, $2, $3)")
            .bind(contest.0)
            .bind(unit.0)
            .bind(headcount)
            .execute(turn.connection())
            .await
            .expect("a unit of the contest");
        self.app.store.commit(turn).await.expect("committed");
    }

    /// Lets a unit take part that does not say how many people it has.
    pub async fn lists(&self, contest: ContestId, unit: UnitId) {
        let mut turn = self.app.store.write().await.expect("a turn");
        let query =
            sqlx::query("INSERT INTO contest_unit (contest, unit) VALUES ($1, $2)").bind(contest.0).bind(unit.0);
        query.execute(turn.connection()).await.expect("a unit of the contest");
        self.app.store.commit(turn).await.expect("committed");
    }

    pub async fn patch(&self, path: &str, token: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, Some(token), Some(&body)).await
    }

    /// What the public gets.
    pub async fn look(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, None).await
    }

    /// What the public gets who has got `before` already.
    pub async fn look_again(&self, path: &str, before: &Answer) -> Answer {
        let request = self.client.get(format!("{}{path}", self.base));
        Answer::take(request.header(IF_NONE_MATCH, &before.headers[ETAG]), None).await
    }

    /// A published contest by way of the API, with what `change` makes of the settings.
    pub async fn published(&self, organizer: &Person, change: impl FnOnce(&mut Value)) -> ContestId {
        let mut settings = settings();
        change(&mut settings);
        let created = self.post("/api/v1/contests", &organizer.token, settings).await.expect(201);
        let id = ContestId(created["contest"]["contest"].as_i64().expect("an id"));
        self.post(&format!("/api/v1/contests/{id}/publish"), &organizer.token, json!({})).await.expect(200);
        id
    }
}

/// A small contest, open from an hour before noon for ten days: five questions in five minutes, whose
/// review is at once and in which everybody counts.
pub fn settings() -> Value {
    json!({
        "texts": { "name": "测试竞赛", "host": "测试主办方" },
        "opens": "2026-06-10T11:00:00+08:00",
        "closes": "2026-06-20T11:00:00+08:00",
        "rules": { "review": "at_once", "counts_confirmed_only": false },
        "blueprint": {
            "limit_ms": 300_000,
            "sections": [
                { "kind": "single", "count": 3, "points": 200 },
                { "kind": "multiple", "count": 1, "points": 200 },
                { "kind": "judgment", "count": 1, "points": 200 },
            ],
        },
    })
}
