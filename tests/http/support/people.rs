//! People: lines of a roster, and those who sign up through the API.

use ankao::domain::{ContestId, PersonId, UnitId};
use serde_json::json;

use super::{Answer, NOON, Person, Stage};

/// Of everybody who signs up.
pub const PASSWORD: &str = "anquan-2026";

impl Stage {
    /// A line of the contest's roster that nobody has claimed.
    pub async fn line(&self, contest: ContestId, unit: UnitId, name: &str, number: &str) -> PersonId {
        let mut turn = self.app.store.write().await.expect("a turn");
        let person: i64 = sqlx::query_scalar(
            "INSERT INTO person (unit, employee_number, name, created) VALUES ($1, $2, $3, $4) RETURNING id",
        )
        .bind(unit.0)
        .bind(number)
        .bind(name)
        .bind(NOON.0)
        .fetch_one(turn.connection())
        .await
        .expect("a person");
        sqlx::query("INSERT INTO enrolment (contest, person, unit, origin, joined) VALUES ($1, $2, $3, 'roster', $4)")
            .bind(contest.0)
            .bind(person)
            .bind(unit.0)
            .bind(NOON.0)
            .execute(turn.connection())
            .await
            .expect("an enrolment");
        self.app.store.commit(turn).await.expect("committed");
        PersonId(person)
    }

    /// Keeps a roster's secret column for a line.
    pub async fn roster_secret(&self, line: PersonId, secret: &str) {
        let seal = self.app.keys.roster_secret(secret);
        let mut turn = self.app.store.write().await.expect("a turn");
        let update = sqlx::query("UPDATE person SET roster_secret = $2 WHERE id = $1").bind(line.0).bind(seal.bytes());
        update.execute(turn.connection()).await.expect("kept");
        self.app.store.commit(turn).await.expect("committed");
    }

    /// Lets a unit take part, by a code.
    pub async fn unit_code(&self, contest: ContestId, unit: UnitId, code: &str) {
        let seal = self.app.keys.unit_code(contest, unit, code);
        let mut turn = self.app.store.write().await.expect("a turn");
        sqlx::query("INSERT INTO contest_unit (contest, unit, unit_code) VALUES ($1, $2, $3)")
            .bind(contest.0)
            .bind(unit.0)
            .bind(seal.bytes())
            .execute(turn.connection())
            .await
            .expect("listed");
        self.app.store.commit(turn).await.expect("committed");
    }

    /// The number that a query counts.
    pub async fn count(&self, query: &'static str) -> i64 {
        let mut connection = self.app.store.read().await.expect("a connection");
        sqlx::query_scalar(query).fetch_one(&mut *connection).await.expect("a number")
    }

    /// Somebody who registers and signs in as people do, in a contest that anybody may join. The name
    /// is also the employee number, [`PASSWORD`] the password.
    pub async fn sign_up(&self, contest: ContestId, unit: UnitId, name: &str) -> Person {
        let body = json!({
            "contest": contest, "unit": unit, "name": name, "employee_number": name, "password": PASSWORD,
            "consent": "2026-06",
        });
        self.post_unsigned("/api/v1/auth/register", body).await.expect(202);
        let signed_in = self.sign_in(unit, name, PASSWORD).await.expect(200);
        let id = signed_in["person"]["id"].as_i64().expect("an id");
        Person { id: PersonId(id), token: signed_in["access_token"].as_str().expect("a token").to_owned() }
    }

    pub async fn sign_in(&self, unit: UnitId, number: &str, password: &str) -> Answer {
        let body = json!({"unit": unit, "employee_number": number, "password": password});
        self.post_unsigned("/api/v1/auth/login", body).await
    }
}
