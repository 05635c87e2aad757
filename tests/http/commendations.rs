//! `src/http/commendations.rs`: the first units of each class, the first individuals.

use ankao::domain::{ContestId, Span, UnitId, unit::UnitKind};
use serde_json::{Value, json};

use crate::support::{NOON, Person, Stage};

struct Scene {
    stage: Stage,
    organizer: Person,
    contest: ContestId,
    units: Vec<UnitId>,
}

/// Two small units and a large one; five people, of whom the first two are equal, and the last counts
/// for nothing since nobody has confirmed them.
async fn scene() -> Scene {
    let stage = Stage::new().await;
    let organizer = stage.organizer(None).await;
    let city = stage.unit(None, UnitKind::City, "甲市").await;
    let contest = stage
        .published(&organizer, |input| {
            input["rules"]["counts_confirmed_only"] = json!(true);
            input["rules"]["units"] = json!({ "formula": "mean_times_rate" });
        })
        .await;
    let mut units = Vec::new();
    for (name, headcount) in [("甲单位", 2), ("乙单位", 4), ("丙单位", 300)] {
        let unit = stage.unit(Some(city), UnitKind::Unit, name).await;
        stage.takes_part(contest, unit, headcount).await;
        units.push(unit);
    }
    for (index, (name, unit, right)) in
        [("张三", 0, 5), ("李小四", 1, 5), ("王五", 1, 3), ("欧阳小六", 2, 2), ("赵七", 2, 5)].into_iter().enumerate()
    {
        let person = stage.person(contest, units[unit], name).await;
        if index == 4 {
            let mut turn = stage.app.store.write().await.expect("a turn");
            sqlx::query("UPDATE enrolment SET origin = 'self' WHERE person = $1")
                .bind(person.id.0)
                .execute(turn.connection())
                .await
                .expect("not of the roster");
            stage.app.store.commit(turn).await.expect("committed");
        }
        stage.answered(contest, &person, &format!("start-000{index}"), right).await;
    }
    Scene { stage, organizer, contest, units }
}

impl Scene {
    fn path(&self) -> String {
        format!("/api/v1/contests/{}/commendations", self.contest)
    }

    /// Moves the clock to where the contest has closed.
    fn close(&mut self) {
        self.stage.clock.set(NOON + Span::minutes(10 * 24 * 60));
        self.organizer = self.stage.renewed(&self.organizer);
    }

    async fn commend(&self, input: Value) -> crate::support::Answer {
        self.stage.post(&self.path(), &self.organizer.token, input).await
    }
}

fn names(view: &Value) -> Vec<(i64, &str)> {
    let individuals = view["individuals"].as_array().expect("individuals").iter();
    individuals.map(|it| (it["rank"].as_i64().expect("a rank"), it["name"].as_str().expect("a name"))).collect()
}

#[actix_web::test]
async fn the_first_of_each_class_and_the_first_individuals_are_commended_ties_and_all() {
    let mut scene = scene().await;
    let input = json!({ "units_per_class": 1, "individuals": 1 });
    assert_eq!(scene.commend(input.clone()).await.problem(), "wrong_phase", "still open");
    scene.close();
    let mut preview = input.clone();
    preview["preview"] = json!(true);
    let shown = scene.commend(preview).await.expect(200);
    assert_eq!(shown["commendation"], Value::Null);
    assert_eq!(names(&shown), [(1, "张三"), (1, "李小四")], "both, in full for organizers");
    assert_eq!(scene.stage.look(&scene.path()).await.expect(200)["commendations"], json!([]), "only a preview");

    let published = scene.commend(input).await.expect(201);
    assert_eq!(published["individuals"], shown["individuals"]);
    let units = |class: usize| -> Vec<i64> {
        let units = published["classes"][class]["units"].as_array().expect("units").iter();
        units.map(|it| it["unit"].as_i64().expect("an id")).collect()
    };
    assert_eq!(published["classes"][0]["class"], "large");
    assert_eq!((units(0), units(1), units(2)), (vec![scene.units[2].0], vec![], vec![scene.units[0].0]));
    let large = &published["classes"][0]["units"][0];
    assert_eq!(
        (&large["participants"], &large["mean"]),
        (&json!(1), &json!(4.0)),
        "who is not confirmed does not count"
    );
    assert_eq!(large["region"], "甲市");

    let public = scene.stage.look(&scene.path()).await.expect(200);
    assert_eq!(names(&public["commendations"][0]), [(1, "张*"), (1, "李**")], "as the rules say");
    assert!(public["commendations"][0]["individuals"][0].get("person").is_none());
    let patch = json!({ "rules": { "names": "full" } });
    let path = format!("/api/v1/contests/{}", scene.contest);
    scene.stage.patch(&path, &scene.organizer.token, patch).await.expect(200);
    let public = scene.stage.look(&scene.path()).await.expect(200);
    assert_eq!(names(&public["commendations"][0]), [(1, "张三"), (1, "李小四")]);
    scene.stage.stop().await;
}

#[actix_web::test]
async fn a_commendation_stays_as_it_was_published_and_a_corrected_one_follows_it() {
    let mut scene = scene().await;
    scene.close();
    let input = json!({ "units_per_class": 0, "individuals": 3 });
    let first = scene.commend(input.clone()).await.expect(201);
    assert_eq!(names(&first), [(1, "张三"), (1, "李小四"), (3, "王五")]);
    let path = format!("/api/v1/contests/{}/attempts", scene.contest);
    let best = scene.stage.get(&format!("{path}?limit=100"), &scene.organizer.token).await.expect(200);
    let of_zhang = best["attempts"].as_array().expect("lines").iter().find(|it| it["name"] == "张三").expect("there");
    let void = format!("{path}/{}/void", of_zhang["attempt"].as_str().expect("an id"));
    scene.stage.post(&void, &scene.organizer.token, json!({ "reason": "他人代答" })).await.expect(200);
    let second = scene.commend(input).await.expect(201);
    assert_eq!(names(&second), [(1, "李小四"), (2, "王五"), (3, "欧阳小六")]);
    let listed = scene.stage.get(&scene.path(), &scene.organizer.token).await.expect(200);
    assert_eq!(listed["commendations"], json!([second, first]));
    scene.stage.stop().await;
}

#[actix_web::test]
async fn nothing_is_commended_while_a_paper_waits_to_be_graded() {
    let mut scene = scene().await;
    let late = scene.stage.person(scene.contest, scene.units[0], "晚").await;
    scene.stage.start(scene.contest, &late, "start-0099").await;
    scene.close();
    let input = json!({ "units_per_class": 1, "individuals": 1 });
    let waiting = scene.commend(input.clone()).await;
    assert_eq!(waiting.problem(), "wrong_phase");
    assert_eq!(waiting.headers["retry-after"], "35");
    ankao::attempt::sweep(&scene.stage.app).await.expect("swept");
    scene.commend(input).await.expect(201);
    for wrong in
        [json!({ "units_per_class": 0, "individuals": 0 }), json!({ "units_per_class": 1, "individuals": 1_001 })]
    {
        assert_eq!(scene.commend(wrong).await.problem(), "invalid_input");
    }
    scene.stage.stop().await;
}

/// The answer was lost, and the button pressed again.
#[actix_web::test]
async fn a_commendation_sent_twice_is_published_once_and_only_as_it_was_previewed() {
    let mut scene = scene().await;
    scene.close();
    let input = json!({ "units_per_class": 1, "individuals": 3 });
    let with = |fields: Value| {
        let mut input = input.clone();
        input.as_object_mut().expect("an object").extend(fields.as_object().expect("an object").clone());
        input
    };
    let preview = async || scene.commend(with(json!({ "preview": true }))).await.expect(200)["digest"].clone();
    let digest = preview().await;
    assert_eq!(digest.as_str().map(str::len), Some(64));
    let publish = with(json!({ "id": "request-0001", "digest": digest }));
    let first = scene.commend(publish.clone()).await.expect(201);
    assert_eq!(scene.commend(publish).await.expect(201), first);
    let listed =
        async || scene.stage.get(&scene.path(), &scene.organizer.token).await.expect(200)["commendations"].clone();
    assert_eq!(listed().await, json!([first]));

    let path = format!("/api/v1/contests/{}/attempts", scene.contest);
    let best = scene.stage.get(&format!("{path}?limit=100"), &scene.organizer.token).await.expect(200);
    let of_zhang = best["attempts"].as_array().expect("lines").iter().find(|it| it["name"] == "张三").expect("there");
    let void = format!("{path}/{}/void", of_zhang["attempt"].as_str().expect("an id"));
    scene.stage.post(&void, &scene.organizer.token, json!({ "reason": "他人代答" })).await.expect(200);
    let outdated = with(json!({ "id": "request-0002", "digest": digest }));
    assert_eq!(scene.commend(outdated).await.problem(), "conflict");
    let anew = with(json!({ "id": "request-0002", "digest": preview().await }));
    let second = scene.commend(anew).await.expect(201);
    assert_eq!(listed().await, json!([second, first]));

    let short = scene.commend(with(json!({ "id": "short" }))).await;
    assert_eq!(short.expect(422)["errors"][0]["pointer"], "/id");
    scene.stage.stop().await;
}

#[actix_web::test]
async fn commendations_looked_at_again_are_not_sent_again_until_one_is_published_or_names_are_told_otherwise() {
    let mut scene = scene().await;
    scene.close();
    let input = json!({ "units_per_class": 0, "individuals": 1 });
    scene.commend(input.clone()).await.expect(201);
    let Scene { stage, organizer, .. } = &scene;
    let seen = stage.look(&scene.path()).await;
    let again = stage.look_again(&scene.path(), &seen).await;
    assert_eq!((again.status.as_u16(), again.text.as_str()), (304, ""));
    let in_full = stage.get(&scene.path(), &organizer.token).await;
    assert_ne!(in_full.headers["etag"], seen.headers["etag"], "organizers see more");

    scene.commend(input).await.expect(201);
    let changed = stage.look_again(&scene.path(), &seen).await;
    assert_eq!(changed.expect(200)["commendations"].as_array().map(Vec::len), Some(2));
    let path = format!("/api/v1/contests/{}", scene.contest);
    stage.patch(&path, &organizer.token, json!({ "rules": { "names": "full" } })).await.expect(200);
    let told = stage.look_again(&scene.path(), &changed).await.expect(200);
    assert_eq!(names(&told["commendations"][0]), [(1, "张三"), (1, "李小四")]);
    scene.stage.stop().await;
}
