//! The real binary, killed without a warning.

use ankao::{
    auth::Asker,
    domain::{Span, Stamp, contest::Window, unit::UnitKind},
};
use reqwest::Method;
use serde_json::{Value, json};

use super::{five, sheet};
use crate::{
    bank::bank,
    support::{Stage, served::Served},
};

#[actix_web::test]
async fn the_process_killed_between_save_and_submission_loses_neither() {
    let stage = Stage::new().await;
    let unit = stage.unit(None, UnitKind::Unit, "甲单位").await;
    let now: Stamp = jiff::Timestamp::now().into();
    let window = Window { opens: now + Span::minutes(-60), closes: now + Span::minutes(60) };
    let contest = stage.publish(&bank(280), five(), window, |_| {}).await;
    let person = stage.person(contest, unit, "甲").await;
    let token = stage.app.keys.sign_access(Asker { person: person.id, session: person.session }, now);
    let folder = stage.leave().await;

    let served = Served::in_folder(folder.path()).await;
    let start = json!({"start_id": "start-0001"});
    let starts = format!("/contests/{contest}/attempts");
    let attempt = served.ask(Method::POST, &starts, &token, Some(start.clone())).await;
    let attempt = format!("/attempts/{}", attempt["attempt"].as_str().expect("an id"));
    let saved = sheet(1, &[(1, "A", 1), (4, "AB", 3)]);
    served.ask(Method::PUT, &format!("{attempt}/answers"), &token, Some(saved)).await;
    served.kill();

    let served = Served::in_folder(folder.path()).await;
    let resumed = served.ask(Method::POST, &starts, &token, Some(start.clone())).await;
    let held = json!([{"question": 1, "answer": "A", "n": 1}, {"question": 4, "answer": "AB", "n": 3}]);
    assert_eq!((&resumed["state"], &resumed["answers"]), (&json!("open"), &held));
    let result =
        served.ask(Method::POST, &format!("{attempt}/submission"), &token, Some(sheet(1, &[(2, "B", 1)]))).await;
    served.kill();

    let served = Served::in_folder(folder.path()).await;
    let reviewed = served.ask(Method::GET, &attempt, &token, None).await;
    assert_eq!((&reviewed["state"], &reviewed["grade"]), (&json!("submitted"), &result["grade"]));
    let shown: Vec<_> = (0..5).map(|it| reviewed["review"]["questions"][it]["answer"].clone()).collect();
    assert_eq!(shown, [json!("A"), json!("B"), Value::Null, json!("AB"), Value::Null]);
    // The board was made anew of what the store holds.
    let again = served.ask(Method::POST, &format!("{attempt}/submission"), &token, Some(sheet(1, &[]))).await;
    assert_eq!((&again["grade"], &again["ranks"]), (&result["grade"], &result["ranks"]));
    served.kill();
}
