//! Turnout against a count, and who is missing.

use std::collections::{BTreeMap, BTreeSet};

use ankao::domain::UnitId;
use serde_json::{Value, json};

use super::{
    Play,
    set_up::{ABSENT, UNITS},
};

/// How many have started and submitted.
type Came = (u64, u64);

fn came(figures: &Value) -> Came {
    (figures["started"].as_u64().expect("a count"), figures["submitted"].as_u64().expect("a count"))
}

impl Play {
    /// Counted one by one: who of each unit has started, and who has submitted.
    async fn count(&self) -> BTreeMap<i64, Came> {
        let mut connection = self.stage.app.store.read().await.expect("a connection");
        let people: Vec<(i64, i64, i64)> = sqlx::query_as(
            "SELECT e.unit, COUNT(a.number), COUNT(a.submitted)
             FROM enrolment e LEFT JOIN attempt a ON a.contest = e.contest AND a.person = e.person
             WHERE e.contest = $1
             GROUP BY e.unit, e.person",
        )
        .bind(self.contest.0)
        .fetch_all(&mut *connection)
        .await
        .expect("rows");
        let mut counts = BTreeMap::<i64, Came>::new();
        for (unit, started, submitted) in people {
            let count = counts.entry(unit).or_default();
            count.0 += u64::from(started > 0);
            count.1 += u64::from(submitted > 0);
        }
        counts
    }

    async fn turnout(&self, query: &str) -> Value {
        self.stage.get(&self.path(&format!("turnout{query}")), &self.organizer()).await.expect(200)
    }

    pub async fn turnout_is_a_count(&self) {
        let (counted, headcounts) = (self.count().await, self.headcounts());
        let by_unit = self.turnout("").await;
        let lines = by_unit["lines"].as_array().expect("lines");
        assert_eq!(lines.len(), UNITS.len());
        for line in lines {
            let unit = UnitId(line["unit"].as_i64().expect("a unit"));
            let (started, submitted) = counted[&unit.0];
            assert_eq!(came(line), (started, submitted), "{line}");
            let expected = headcounts[&unit].expect("known") as u64;
            assert_eq!(line["headcount"].as_u64(), Some(expected));
            assert_eq!(line["above_headcount"], json!(submitted > expected));
        }
        let sum = |of: &[UnitId]| {
            let counts = of.iter().map(|unit| counted[&unit.0]);
            counts.fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1))
        };
        assert_eq!(came(&by_unit["total"]), sum(&self.units));
        let of = |is_of: &dyn Fn(usize) -> bool| -> Vec<UnitId> {
            self.units.iter().enumerate().filter(|(index, _)| is_of(*index)).map(|it| *it.1).collect()
        };
        let by_city = self.turnout("?by=region").await;
        for line in by_city["lines"].as_array().expect("lines") {
            assert_eq!(came(line), sum(&of(&|index| UNITS[index].city == line["name"])), "{line}");
        }
        let by_sector = self.turnout("?by=sector").await;
        assert_eq!(by_sector["lines"].as_array().map(Vec::len), Some(7));
        for line in by_sector["lines"].as_array().expect("lines") {
            assert_eq!(came(line), sum(&of(&|index| UNITS[index].sector == line["name"])), "{line}");
        }
        let by_day = self.turnout("?by=day").await;
        let days = by_day["lines"].as_array().expect("lines").iter().map(came);
        assert_eq!(
            days.fold((0, 0), |sum, day| (sum.0 + day.0, sum.1 + day.1)),
            sum(&self.units),
            "each on the first day"
        );
    }

    pub async fn who_has_not_come_is_listed(&self) {
        let (mut absent, mut cursor) = (BTreeSet::new(), String::new());
        loop {
            let path = self.path(&format!("turnout/absentees?limit=5{cursor}"));
            let page = self.stage.get(&path, &self.organizer()).await.expect(200);
            for line in page["lines"].as_array().expect("lines") {
                assert_eq!((&line["employee_number"], &line["started"]), (&json!(ABSENT), &json!(false)));
                absent.insert(line["unit"].as_i64().expect("an id"));
            }
            match page["cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(absent, self.units.iter().map(|unit| unit.0).collect());
    }

    pub async fn a_liaison_sees_the_own_unit(&self) {
        let (of, person) = (self.units[self.people[0].unit], self.person(0));
        let appoint = self.path(&format!("people/{}/liaison", person.id));
        self.stage.put(&appoint, &self.organizer(), json!({})).await.expect(204);
        let token = self.stage.token(person.id, person.session).token;
        let theirs = self.stage.get(&self.path("turnout"), &token).await.expect(200);
        assert_eq!(theirs["within"], json!(of));
        assert_eq!(came(&theirs["total"]), self.count().await[&of.0]);
        let elsewhere = self.path(&format!("turnout?within={}", self.units[11]));
        assert_eq!(self.stage.get(&elsewhere, &token).await.problem(), "not_allowed");
    }
}
