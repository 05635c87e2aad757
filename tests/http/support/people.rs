//! People: lines of a roster, and those who sign up through the API.

use ankao::{
    domain::{ContestId, PersonId, UnitId, ranking::Standing},
    store::{self, Turn, roles::Role},
};
use serde_json::json;

use super::{Answer, NOON, Person, Stage};

/// Of everybody who signs up.
pub const PASSWORD: &str = "anquan-2026";

/// Puts somebody into a contest, as of the roster.
pub async fn enlist(turn: &mut Turn, contest: ContestId, person: PersonId, unit: UnitId) {
    sqlx::query("INSERT INTO enrolment (contest, person, unit, origin, joined) VALUES ($1, $2, $3, 'roster', $4)")
        .bind(contest.0)
        .bind(person.0)
        .bind(unit.0)
        .bind(NOON.0)
        .execute(turn.connection())
        .await
        .expect("an enrolment");
}

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
        let person = PersonId(person);
        enlist(&mut turn, contest, person, unit).await;
        self.app.store.commit(turn).await.expect("committed");
        person
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
        let token = signed_in["access_token"].as_str().expect("a token").to_owned();
        let asker = self.app.keys.read_access(&token, self.app.clock.now()).expect("signed just now");
        Person { id: asker.person, session: asker.session, token }
    }

    pub async fn sign_in(&self, unit: UnitId, number: &str, password: &str) -> Answer {
        let body = json!({"unit": unit, "employee_number": number, "password": password});
        self.post_unsigned("/api/v1/auth/login", body).await
    }

    /// Signs in by way of a proxy that sends these X-Forwarded-For headers.
    pub async fn sign_in_by_way_of(&self, hops: &[&str], unit: UnitId, number: &str, password: &str) -> Answer {
        let body = json!({"unit": unit, "employee_number": number, "password": password});
        let request = self.client.post(format!("{}/api/v1/auth/login", self.base)).json(&body);
        let request = hops.iter().fold(request, |request, hop| request.header("x-forwarded-for", *hop));
        Answer::take(request, Some(&body)).await
    }

    pub async fn grant(&self, person: PersonId, role: Role) {
        let mut turn = self.app.store.write().await.expect("a turn");
        store::roles::grant(turn.connection(), person, role).await.expect("granted");
        self.app.store.commit(turn).await.expect("committed");
    }

    pub async fn revoke(&self, person: PersonId, role: Role) {
        let mut turn = self.app.store.write().await.expect("a turn");
        store::roles::revoke(turn.connection(), person, role).await.expect("revoked");
        self.app.store.commit(turn).await.expect("committed");
    }

    /// Gives whoever has that name another employee number.
    pub async fn renumber(&self, name: &str, number: &str) {
        let mut turn = self.app.store.write().await.expect("a turn");
        let update = sqlx::query("UPDATE person SET employee_number = $2 WHERE name = $1").bind(name).bind(number);
        update.execute(turn.connection()).await.expect("renumbered");
        self.app.store.commit(turn).await.expect("committed");
    }

    /// Starts a paper and hands it in empty.
    pub async fn hand_in(&self, contest: ContestId, person: &Person) {
        let path = format!("/api/v1/contests/{contest}/attempts");
        let start = json!({"start_id": format!("start-{}", self.app.clock.now().0)});
        let started = self.post(&path, &person.token, start).await.expect(201);
        let path = format!("/api/v1/attempts/{}/submission", started["attempt"].as_str().expect("an id"));
        self.post(&path, &person.token, json!({"device": 1, "answers": []})).await.expect(200);
    }

    pub async fn standing(&self, contest: ContestId, person: PersonId) -> Standing {
        let mut connection = self.app.store.read().await.expect("a connection");
        let standing = store::standings::find(&mut connection, contest, person).await.expect("read");
        standing.expect("a standing")
    }

    /// How many counted people the board has at a node.
    pub async fn counted_at(&self, contest: ContestId, node: UnitId) -> u32 {
        let tallies = self.app.board.unit_tallies(contest).await.expect("the board is there");
        tallies.units.get(&node).map_or(0, |tally| tally.participants())
    }
}
