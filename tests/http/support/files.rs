//! Files that go up and come down, and who may send them.

use ankao::{domain::PersonId, store::{self, roles::Role}};

use super::{Answer, NOON, Person, Stage};

impl Stage {
    /// Sends a file.
    pub async fn upload(&self, path: &str, token: &str, kind: &str, file: impl Into<Vec<u8>>) -> Answer {
        let request = self.client.post(format!("{}{path}", self.base)).bearer_auth(token);
        let request = request.header("content-type", kind).body(file.into());
        let response = request.send().await.expect("the server answers");
        let (status, headers) = (response.status(), response.headers().clone());
        Answer { status, headers, text: response.text().await.expect("a body") }
    }

    /// Takes a file.
    pub async fn download(&self, path: &str, token: &str) -> Vec<u8> {
        let response = self.client.get(format!("{}{path}", self.base)).bearer_auth(token).send().await;
        let response = response.expect("the server answers").error_for_status().expect("a file");
        response.bytes().await.expect("a body").into()
    }

    /// Somebody with that role, signed in.
    pub async fn official(&self, role: Role) -> Person {
        let mut turn = self.app.store.write().await.expect("a turn");
        let person: i64 = sqlx::query_scalar("INSERT INTO person (name, created) VALUES ('官', $1) RETURNING id")
            .bind(NOON.0)
            .fetch_one(turn.connection())
            .await
            .expect("a person");
        let session: i64 = sqlx::query_scalar(
            "INSERT INTO session (person, generation, rotated, created) VALUES ($1, 1, $2, $2) RETURNING id",
        )
        .bind(person)
        .bind(NOON.0)
        .fetch_one(turn.connection())
        .await
        .expect("a session");
        store::roles::grant(turn.connection(), PersonId(person), role).await.expect("granted");
        self.app.store.commit(turn).await.expect("committed");
        self.token(PersonId(person), session)
    }
}
