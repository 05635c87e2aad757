//! The commendation: the first of each class and of all, as a plain sort has them.

use ankao::domain::{UnitId, names::masked};
use serde_json::{Value, json};

use super::{Play, TERMS};
use crate::support::plain::ranked;

/// Rank and name of each line.
fn names(lines: &Value) -> Vec<(u64, String)> {
    let line =
        |line: &Value| (line["rank"].as_u64().expect("a rank"), line["name"].as_str().expect("a name").to_owned());
    lines.as_array().expect("lines").iter().map(line).collect()
}

impl Play {
    pub async fn units_and_individuals_are_commended(&self) {
        let path = self.path("commendations");
        let commend = json!({ "units_per_class": 2, "individuals": 20 });
        let mut preview = commend.clone();
        preview["preview"] = json!(true);
        let shown = self.stage.post(&path, &self.organizer(), preview).await.expect(200);
        let published = self.stage.post(&path, &self.organizer(), commend).await.expect(201);
        assert_eq!([&shown["classes"], &shown["individuals"]], [&published["classes"], &published["individuals"]]);

        let results = self.stage.results(self.contest).await;
        let winners: Vec<_> = ranked(&results).into_iter().take_while(|(rank, _)| *rank <= 20).collect();
        assert!(winners.len() >= 20);
        let expected: Vec<_> = winners.iter().map(|(rank, row)| (*rank as u64, row.name.clone())).collect();
        assert_eq!(names(&published["individuals"]), expected);
        for (line, (_, row)) in published["individuals"].as_array().expect("lines").iter().zip(&winners) {
            let told = ["person", "unit", "points", "time_ms"].map(|field| line[field].as_i64());
            assert_eq!(told, [row.person, row.unit, row.points, row.time_ms].map(Some));
        }

        let headcounts = self.headcounts();
        let classes = [("large", 300..usize::MAX), ("medium", 100..300), ("small", 0..100)];
        for (index, (class, sizes)) in classes.into_iter().enumerate() {
            let of_class = headcounts.iter().filter(|(_, it)| it.is_some_and(|people| sizes.contains(&people)));
            let of_class = of_class.map(|(unit, people)| (*unit, *people)).collect();
            let table = TERMS.table(&self.stage, &results, &of_class);
            let first: Vec<_> =
                table.iter().filter_map(|it| Some((it.rank.filter(|rank| *rank <= 2)?, it.unit))).collect();
            let told = &published["classes"][index];
            assert_eq!(told["class"], class);
            let units = told["units"].as_array().expect("units").iter();
            let units =
                units.map(|it| (it["rank"].as_u64().expect("a rank"), UnitId(it["unit"].as_i64().expect("an id"))));
            assert_eq!(units.collect::<Vec<_>>(), first.iter().map(|it| (it.0 as u64, it.1)).collect::<Vec<_>>());
            assert_eq!(first.len(), if class == "large" { 1 } else { 2 });
        }

        let public = self.stage.look(&path).await.expect(200);
        let public = &public["commendations"][0];
        assert_eq!(public["classes"], published["classes"]);
        let hidden: Vec<_> = expected.iter().map(|(rank, name)| (*rank, masked(name))).collect();
        assert_eq!(names(&public["individuals"]), hidden);
        let patch = json!({ "rules": { "names": "full" } });
        let settings = format!("/api/v1/contests/{}", self.contest);
        self.stage.patch(&settings, &self.organizer(), patch).await.expect(200);
        let public = self.stage.look(&path).await.expect(200);
        assert_eq!(names(&public["commendations"][0]["individuals"]), expected);
    }
}
