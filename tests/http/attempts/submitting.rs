//! Handing in is idempotent, carries the whole sheet, and ends the attempt.

use ankao::domain::Span;
use futures_util::future::{join, join_all};
use serde_json::{Value, json};

use super::{Room, answers, other_than, whole};

#[actix_web::test]
async fn two_submissions_at_once_give_one_grade() {
    let room = Room::new().await;
    let person = room.person("甲").await;
    let sitting = room.begin(&person, "start-0001").await;
    let key = room.key(&sitting).await;
    let (right, wrong) = (vec![(1, key[0].as_str(), 1)], other_than(&key[0]));
    let wrong = vec![(1, wrong.as_str(), 2)];
    let handed =
        join_all((0..40).map(|tap| room.submit(&sitting, 1, if tap % 2 == 0 { &right } else { &wrong }))).await;
    let grades: Vec<Value> = handed.iter().map(|answer| answer.expect(200)["grade"].clone()).collect();
    assert!(grades.iter().all(|grade| *grade == grades[0]), "{grades:?}");
    assert!(handed.iter().all(|answer| answer.expect(200)["ranks"]["contest"] == json!({"rank": 1, "of": 1})));
    assert_eq!(room.look(&person, &sitting).await.expect(200)["grade"], grades[0]);
    room.stage.stop().await;
}

#[actix_web::test]
async fn a_submission_whose_reply_was_lost_says_the_same_when_sent_again() {
    let room = Room::new().await;
    let person = room.person("甲").await;
    let sitting = room.begin(&person, "start-0001").await;
    let key = room.key(&sitting).await;
    let sheet = whole(&key);
    let first = room.submit(&sitting, 1, &sheet).await.expect(200);
    assert_eq!((&first["new_best"], &first["uncounted"]), (&json!(true), &json!([])));
    assert_eq!(room.submit(&sitting, 1, &sheet).await.expect(200), first);
    room.stage.stop().await;
}

#[actix_web::test]
async fn a_submission_that_overtakes_the_last_save_counts_its_answer() {
    let room = Room::new().await;
    let person = room.person("甲").await;
    let sitting = room.begin(&person, "start-0001").await;
    let key = room.key(&sitting).await;
    let wrong = other_than(&key[1]);
    room.save(&sitting, 1, &[(1, &key[0], 1), (2, &wrong, 1)]).await.expect(200);
    // The tap that put question 2 right is still on its way when the hand-in arrives with it.
    let last_tap = [(2, key[1].as_str(), 2)];
    let result = room.submit(&sitting, 1, &[(1, &key[0], 1), last_tap[0]]).await.expect(200);
    assert_eq!(result["grade"]["correct"], 2);
    assert_eq!(room.save(&sitting, 1, &last_tap).await.problem(), "attempt_submitted");
    assert_eq!(room.look(&person, &sitting).await.expect(200)["grade"], result["grade"]);
    assert_eq!(room.evidence(&sitting).await, 0, "it counted, so there is nothing to keep");
    room.stage.stop().await;
}

#[actix_web::test]
async fn a_submission_with_an_old_sheet_takes_nothing_away_that_was_saved() {
    let room = Room::new().await;
    let sitting = room.begin(&room.person("甲").await, "start-0001").await;
    let key = room.key(&sitting).await;
    let wrong = other_than(&key[0]);
    room.save(&sitting, 1, &[(1, &key[0], 2), (2, &key[1], 1)]).await.expect(200);
    // From the other phone, which last saw question 1 before it was put right, and never question 2.
    let result = room.submit(&sitting, 2, &[(1, &wrong, 1)]).await.expect(200);
    assert_eq!(result["grade"]["correct"], 2);
    room.stage.stop().await;
}

#[actix_web::test]
async fn saves_and_a_submission_at_once_lose_no_answer_that_was_acknowledged() {
    let room = Room::new().await;
    let person = room.person("甲").await;
    let sitting = room.begin(&person, "start-0001").await;
    let key = room.key(&sitting).await;
    let sheet = whole(&key);
    let saves = join_all(sheet[..4].iter().map(|tap| room.save(&sitting, 1, std::slice::from_ref(tap))));
    let (saved, result) = join(saves, room.submit(&sitting, 1, &sheet[4..])).await;
    let kept = saved.iter().filter(|answer| answer.status == 200).count();
    assert!(saved.iter().all(|answer| answer.status == 200 || answer.problem() == "attempt_submitted"));
    assert_eq!(result.expect(200)["grade"]["correct"], kept + 1);
    room.stage.stop().await;
}

/// A fault of other systems: a second browser that goes on editing after the hand-in.
#[actix_web::test]
async fn a_second_browser_that_goes_on_editing_after_the_hand_in_is_told_and_changes_nothing() {
    let room = Room::new().await;
    let person = room.person("甲").await;
    let sitting = room.begin(&person, "start-0001").await;
    let key = room.key(&sitting).await;
    let result = room.submit(&sitting, 1, &[(1, &key[0], 1)]).await.expect(200);

    let edit = [(1, "", 2), (3, key[2].as_str(), 1)];
    let refused = room.save(&sitting, 2, &edit).await;
    assert_eq!((refused.status.as_u16(), refused.problem().as_str()), (409, "attempt_submitted"));
    assert_eq!(refused.expect(409)["detail"], "未计入的题号：1、3");
    let again = room.submit(&sitting, 2, &edit).await.expect(200);
    assert_eq!((&again["grade"], &again["uncounted"]), (&result["grade"], &json!([1, 3])));
    let review = room.look(&person, &sitting).await.expect(200);
    assert_eq!(review["review"]["questions"][2]["answer"], Value::Null);
    assert_eq!(room.evidence(&sitting).await, 1, "the same edit twice is kept once");
    room.stage.stop().await;
}

#[actix_web::test]
async fn a_voided_attempt_takes_no_more_answers_and_says_why() {
    let room = Room::new().await;
    let person = room.person("甲").await;
    let sitting = room.begin(&person, "start-0001").await;
    let result = room.submit(&sitting, 1, &[]).await.expect(200);
    let void = "UPDATE attempt SET voided = 1 WHERE contest = $1 AND number = $2";
    room.write(void, room.contest.0, sitting.number()).await;

    assert_eq!(room.save(&sitting, 1, &[(1, "A", 1)]).await.problem(), "attempt_voided");
    let again = room.submit(&sitting, 1, &[]).await.expect(200);
    assert_eq!((&again["grade"]["voided"], &again["grade"]["points"]), (&json!(true), &result["grade"]["points"]));
    assert_eq!(room.start(&person, "start-0001").await.expect(200)["grade"]["voided"], true);
    room.stage.stop().await;
}

#[actix_web::test]
async fn answers_saved_in_time_are_what_the_review_shows() {
    let room = Room::new().await;
    let person = room.person("甲").await;
    let sitting = room.begin(&person, "start-0001").await;
    let key = room.key(&sitting).await;
    let wrong = other_than(&key[1]);
    room.save(&sitting, 1, &[(1, &key[0], 1), (2, &wrong, 1)]).await.expect(200);
    assert_eq!(answers(&room.look(&person, &sitting).await.expect(200)).as_array().map(Vec::len), Some(2));
    room.stage.clock.advance(Span::seconds(30));
    room.submit(&sitting, 1, &[]).await.expect(200);
    let review = room.look(&person, &sitting).await.expect(200)["review"]["questions"].clone();
    let shown: Vec<_> = (0..3).map(|it| (review[it]["answer"].clone(), review[it]["verdict"].clone())).collect();
    let expected =
        [(json!(key[0]), json!("right")), (json!(wrong), json!("wrong")), (Value::Null, json!("unanswered"))];
    assert_eq!(shown, expected);
    room.stage.stop().await;
}
