//! The people: they come in by their codes, begin, save, hand in, too late, or never.

use ankao::{
    attempt::{Swept, sweep},
    domain::{AttemptId, PersonId, Span, Stamp},
};
use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{BATCH, FIRST_DAY, Play, Session};
use crate::support::{Answer, Person, people::PASSWORD};

const LIMIT: Span = Span::minutes(5);

/// A paper that somebody has begun.
#[derive(Clone, Debug)]
struct Sitting {
    person: PersonId,
    attempt: AttemptId,
    /// The attempt's own.
    token: String,
    begun: Stamp,
    /// So many questions they answer rightly.
    right: usize,
}

/// What people of a batch do with their papers, by their place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Course {
    /// Saves and goes away.
    Abandons,
    /// Goes away at once.
    Leaves,
    /// Saves two answers, and hands in all after the grace.
    TooLate,
    /// Hands in within the grace.
    InGrace,
    Early,
    Later,
}

impl Course {
    fn of(place: usize) -> Self {
        match place {
            0 => Self::Abandons,
            1 => Self::Leaves,
            2 => Self::TooLate,
            3 => Self::InGrace,
            _ if place.is_multiple_of(2) => Self::Early,
            _ => Self::Later,
        }
    }
}

/// Who is at a place of a batch: from all units, in no order.
fn member(batch: usize, place: usize) -> usize {
    (batch * BATCH + place) * 77 % 200
}

impl Play {
    /// They activate their lines of the roster and sign in; who has come before is signed in still.
    pub async fn come_in(&mut self, members: &[usize]) {
        let signed_in = join_all(members.iter().map(|member| self.sign_in(*member))).await;
        for (member, tokens) in members.iter().zip(signed_in) {
            self.people[*member].session = Some(self.session(&tokens));
        }
    }

    async fn sign_in(&self, member: usize) -> Value {
        let (member, unit) = (&self.people[member], self.units[self.people[member].unit]);
        if let Some(Session { refresh_token, .. }) = &member.session {
            let refresh = json!({ "refresh_token": refresh_token });
            return self.stage.post_unsigned("/api/v1/auth/refresh", refresh).await.expect(200);
        }
        let registration = json!({
            "contest": self.contest, "unit": unit, "name": member.name, "employee_number": member.number,
            "password": PASSWORD, "consent": "2026-06", "activation_code": member.code,
        });
        self.stage.post_unsigned("/api/v1/auth/register", registration).await.expect(202);
        self.stage.sign_in(unit, &member.number, PASSWORD).await.expect(200)
    }

    fn session(&self, tokens: &Value) -> Session {
        let text = |field: &str| tokens[field].as_str().expect("a token").to_owned();
        let token = text("access_token");
        let asker = self.stage.app.keys.read_access(&token, self.stage.app.clock.now()).expect("signed just now");
        let person = Person { id: asker.person, session: asker.session, token };
        Session { person, refresh_token: text("refresh_token") }
    }

    pub fn person(&self, member: usize) -> &Person {
        &self.people[member].session.as_ref().expect("has come in").person
    }

    pub async fn start(&self, member: usize, start_id: &str) -> Answer {
        let start = json!({ "start_id": start_id });
        self.stage.post(&self.path("attempts"), &self.person(member).token, start).await
    }

    async fn begin(&self, member: usize, start_id: &str, right: usize) -> Sitting {
        let started = self.start(member, start_id).await.expect(201);
        let text = |field: &str| started[field].as_str().expect("a text");
        let (attempt, token) = (text("attempt").parse().expect("an id"), text("token").to_owned());
        Sitting { person: self.person(member).id, attempt, token, begun: self.stage.app.clock.now(), right }
    }

    async fn save(&self, sitting: &Sitting, right: usize) {
        let sheet = self.stage.sheet(sitting.attempt, right).await;
        self.stage
            .put(&format!("/api/v1/attempts/{}/answers", sitting.attempt), &sitting.token, sheet)
            .await
            .expect(200);
    }

    async fn submit(&self, sitting: &Sitting) -> Answer {
        let sheet = self.stage.sheet(sitting.attempt, sitting.right).await;
        self.stage.post(&format!("/api/v1/attempts/{}/submission", sitting.attempt), &sitting.token, sheet).await
    }

    /// All at once.
    async fn hand_in<'a>(&mut self, sittings: impl Iterator<Item = &'a Sitting>) {
        let sittings: Vec<_> = sittings.collect();
        let results = join_all(sittings.iter().map(|sitting| self.submit(sitting))).await;
        let now = self.stage.app.clock.now();
        for (sitting, result) in sittings.into_iter().zip(results) {
            let (result, time) = (result.expect(200), Span((now - sitting.begun).0.min(LIMIT.0)));
            let grade = &result["grade"];
            assert_eq!((&grade["points"], &grade["time_used_ms"]), (&json!(200 * sitting.right), &json!(time)));
            self.note(sitting.person, sitting.right, time);
            let outcome = self.outcomes[&sitting.person];
            assert_eq!(result["standing"], json!({ "points": outcome.0, "time_ms": outcome.1 }));
        }
        self.agrees().await;
    }

    async fn sweep(&mut self, gone: &[(&Sitting, usize)]) {
        assert_eq!(sweep(&self.stage.app).await.expect("swept"), Swept { taken: gone.len(), failed: 0 });
        for (sitting, saved) in gone {
            self.note(sitting.person, *saved, LIMIT);
        }
        self.agrees().await;
    }

    /// Twenty people answer, all of them at once.
    pub async fn batch_answers(&mut self, batch: usize) {
        let members: Vec<_> = (0..BATCH).map(|place| member(batch, place)).collect();
        self.come_in(&members).await;
        let right = |place: usize| match Course::of(place) {
            Course::TooLate | Course::InGrace => 5,
            Course::Leaves => 0,
            _ => (batch * 7 + place * 3) % 6,
        };
        let play = &*self;
        let sittings = join_all((0..BATCH).map(|place| play.begin(members[place], "start-0001", right(place)))).await;
        self.agrees().await;
        let of = |course: Course| (0..BATCH).filter(move |place| Course::of(*place) == course);
        let begun = sittings[0].begun;
        let deadline = begun + LIMIT;

        let saved = |place: usize| if Course::of(place) == Course::TooLate { 2 } else { sittings[place].right };
        let savers = [Course::Abandons, Course::TooLate, Course::Later].into_iter().flat_map(of);
        join_all(savers.map(|place| self.save(&sittings[place], saved(place)))).await;
        self.stage.clock.advance(Span::seconds(30 + i64::try_from(batch).expect("few")));
        self.hand_in(of(Course::Early).map(|place| &sittings[place])).await;
        self.stage.clock.advance(Span::seconds(41));
        self.hand_in(of(Course::Later).map(|place| &sittings[place])).await;

        self.stage.clock.set(deadline + Span::seconds(4));
        self.hand_in(of(Course::InGrace).map(|place| &sittings[place])).await;
        self.stage.clock.set(deadline + Span::seconds(6));
        for place in of(Course::TooLate) {
            assert_eq!(self.submit(&sittings[place]).await.problem(), "attempt_too_late");
        }
        self.agrees().await;

        let gone = [Course::Abandons, Course::Leaves, Course::TooLate].into_iter().flat_map(of);
        let gone: Vec<_> = gone.map(|place| (&sittings[place], saved(place))).collect();
        self.stage.clock.set(deadline + Span::seconds(35));
        assert_eq!(sweep(&self.stage.app).await.expect("swept").taken, 0, "a request may still be queued");
        self.stage.clock.advance(Span(1));
        self.sweep(&gone).await;
    }

    /// On the second day some of the first come again; two is all that anybody may.
    pub async fn some_answer_a_second_time(&mut self) {
        let again: Vec<_> = (0..FIRST_DAY).flat_map(|batch| [4, 9, 14, 19].map(|place| member(batch, place))).collect();
        assert_eq!(again.len(), 24);
        self.come_in(&again).await;
        let play = &*self;
        let begin = |(index, member): (usize, &usize)| play.begin(*member, "start-0002", (index + 2) % 6);
        let sittings = join_all(again.iter().enumerate().map(begin)).await;
        self.stage.clock.advance(Span::seconds(60));
        self.hand_in(sittings.iter()).await;
        // A start whose answer was lost leads to the same paper, and a new one to none.
        let lost = self.start(again[0], "start-0002").await.expect(200);
        assert_eq!((&lost["attempt"], &lost["state"]), (&json!(sittings[0].attempt.to_string()), &json!("submitted")));
        assert_eq!(self.start(again[0], "start-0003").await.problem(), "total_limit");
        let today = member(FIRST_DAY, 5);
        self.come_in(&[today]).await;
        assert_eq!(self.start(today, "start-0002").await.problem(), "daily_limit");
        self.agrees().await;
    }

    /// The organizer closes early: papers begun run to their deadline, and no more are begun.
    pub async fn it_is_closed_while_papers_are_open(&mut self) {
        self.stage.clock.advance(Span::minutes(24 * 60));
        let last: Vec<_> = [5, 6, 7].map(|place| member(1, place)).into();
        self.come_in(&last).await;
        let diligent = self.begin(last[0], "start-0002", 5).await;
        let gone = self.begin(last[1], "start-0002", 5).await;
        self.save(&gone, 3).await;
        let close = json!({ "reason": "提前结束" });
        self.stage.post(&self.path("close"), &self.organizer(), close).await.expect(200);
        assert_eq!(self.start(last[2], "start-0002").await.problem(), "contest_ended");
        self.stage.clock.advance(Span::seconds(20));
        self.hand_in([&diligent].into_iter()).await;
        let commend = json!({ "units_per_class": 1, "individuals": 1 });
        let early = self.stage.post(&self.path("commendations"), &self.organizer(), commend.clone()).await;
        assert_eq!(early.problem(), "wrong_phase");

        self.stage.clock.set(gone.begun + LIMIT + Span::seconds(35) + Span(1));
        let unswept = self.stage.post(&self.path("commendations"), &self.organizer(), commend).await;
        assert_eq!(unswept.problem(), "wrong_phase", "a paper is still to be graded");
        self.sweep(&[(&gone, 3)]).await;
        let shown = self.stage.look(&format!("/api/v1/contests/{}", self.contest)).await.expect(200);
        assert_eq!(shown["phase"], "closed");
    }
}
