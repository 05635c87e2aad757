//! At every moment: the store holds what people did, and the boards are a plain sort of it.

use std::collections::BTreeMap;

use ankao::domain::{PersonId, Span, UnitId, names::masked};
use serde_json::Value;

use super::Play;
use crate::support::plain::{Row, Terms, UnitLine, ranked};

const FORMULAS: [&str; 4] = ["mean", "mean_times_rate", "shrunk_mean_times_rate", "total"];

/// Rank, name, unit, points and time of a line.
type Line = (u64, String, i64, i64, i64);

impl Play {
    /// Moves the clock by a second, for the tables of units.
    pub async fn agrees(&self) {
        self.stage.clock.advance(Span::seconds(1));
        let results = self.stage.results(self.contest).await;
        let stored: BTreeMap<_, _> =
            results.iter().map(|row| (PersonId(row.person), (row.points, row.time_ms))).collect();
        assert_eq!(stored, self.outcomes);

        // The whole always, and the nodes of the tree by turns.
        self.individuals_agree(None, &results).await;
        let moment = self.moments.replace(self.moments.get() + 1);
        let nodes: Vec<_> = self.stage.app.units().nodes().map(|node| node.id).collect();
        for turn in 0..4 {
            let node = nodes[(moment * 4 + turn) % nodes.len()];
            self.individuals_agree(Some(node), &self.stage.within(&results, node)).await;
        }
        self.units_agree(&results).await;
        if let Some(somebody) = results.get(results.len() / 2) {
            self.own_place_agrees(somebody, &results).await;
        }
    }

    async fn individuals_agree(&self, node: Option<UnitId>, results: &[Row]) {
        let node = node.map_or_else(String::new, |node| format!("&unit={node}"));
        let path = self.path(&format!("leaderboards/individuals?limit=100{node}"));
        let (token, mut cursor, mut lines) = (self.organizer(), String::new(), Vec::new());
        loop {
            let page = self.stage.get(&format!("{path}{cursor}"), &token).await.expect(200);
            assert_eq!(page["of"].as_u64(), Some(results.len() as u64));
            lines.extend(page["rows"].as_array().expect("rows").iter().map(line));
            match page["cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let expected: Vec<Line> = ranked(results)
            .into_iter()
            .map(|(rank, row)| (rank as u64, masked(&row.name), row.unit, row.points, row.time_ms))
            .collect();
        assert_eq!(lines, expected);
        let public = self.stage.look(&path).await;
        if results.len() < 20 {
            assert_eq!(public.problem(), "too_few_to_list");
        } else {
            let public = public.expect(200);
            let first = public["rows"].as_array().expect("rows").iter().map(line);
            assert!(first.eq(expected.into_iter().take(100)));
        }
    }

    async fn units_agree(&self, results: &[Row]) {
        for formula in FORMULAS {
            let terms = Terms { formula, ..super::TERMS };
            let expected = terms.table(&self.stage, results, &self.headcounts());
            let path = self.path(&format!("leaderboards/units?formula={formula}"));
            let table = self.stage.look(&path).await.expect(200);
            let told: Vec<_> = table["rows"].as_array().expect("rows").iter().map(unit_line).collect();
            let wanted = |it: &UnitLine| {
                (it.unit.0, it.rank.map(|it| it as u64), it.barred.map(str::to_owned), it.participants as u64)
            };
            assert_eq!(told, expected.iter().map(wanted).collect::<Vec<_>>(), "{formula}");
        }
    }

    async fn own_place_agrees(&self, row: &Row, results: &[Row]) {
        let member = self.people.iter().filter_map(|it| it.session.as_ref()).find(|it| it.person.id.0 == row.person);
        let person = &member.expect("has come in").person;
        let token = self.stage.token(person.id, person.session).token;
        let mine = self.stage.get(&self.path("me"), &token).await.expect(200);
        let rank = |of: &[Row]| ranked(of).into_iter().find(|(_, it)| it.person == row.person).map(|it| it.0 as u64);
        assert_eq!(mine["ranks"]["contest"]["rank"].as_u64(), rank(results));
        let places = mine["ranks"]["units"].as_array().expect("places");
        assert_eq!(places.len(), 4, "province, city, county, unit");
        for place in places {
            let node = UnitId(place["unit"].as_i64().expect("an id"));
            assert_eq!(place["rank"].as_u64(), rank(&self.stage.within(results, node)));
        }
    }
}

fn line(row: &Value) -> Line {
    let whole = |field: &str| row[field].as_i64().expect("a whole number");
    let (rank, name) = (row["rank"].as_u64().expect("a rank"), row["name"].as_str().expect("a name"));
    (rank, name.to_owned(), whole("unit"), whole("points"), whole("time_ms"))
}

/// Unit, rank, why it has none, participants.
fn unit_line(row: &Value) -> (i64, Option<u64>, Option<String>, u64) {
    let barred = row["barred"].as_str().map(str::to_owned);
    (row["unit"].as_i64().expect("an id"), row["rank"].as_u64(), barred, row["participants"].as_u64().expect("a count"))
}
