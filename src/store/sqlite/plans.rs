//! How SQLite goes about the hot path: every table by an index, whatever its size.

use sqlx::{AssertSqlSafe, Row};

use super::{changes, layout, open};
use crate::store::attempts;

/// All that search. What inserts a row finds its place by the table's keys and has no plan.
const HOT: [(&str, &str); 11] = [
    ("contests", layout::CONTEST),
    ("dossiers", layout::DOSSIER),
    ("attempts of participants", layout::ATTEMPTS),
    ("attempts by number", layout::SAVED),
    ("source", layout::SOURCE),
    ("starts", layout::STARTS),
    ("late sheets", layout::LATE_SHEETS),
    ("use grants", changes::USE_GRANT),
    ("abandoned attempts", attempts::ABANDONED),
    ("open attempts of a person", attempts::OPEN_OF_PERSON),
    ("attempts of the next people", attempts::OF_NEXT_PEOPLE),
];

/// Steps that go through a whole table or sort one.
fn whole_tables(plan: &[String]) -> Vec<&String> {
    plan.iter().filter(|step| step.starts_with("SCAN") || step.contains("TEMP B-TREE")).collect()
}

#[tokio::test]
async fn no_statement_of_the_hot_path_goes_through_a_whole_table() {
    let folder = tempfile::tempdir().expect("a folder");
    let opened = open(folder.path()).await.expect("opened");
    for (name, statement) in HOT {
        let explain = format!("EXPLAIN QUERY PLAN {statement}");
        let rows = sqlx::query(AssertSqlSafe(explain)).fetch_all(&opened.readers).await.expect("explained");
        let plan: Vec<String> = rows.iter().map(|row| row.try_get("detail").expect("a step")).collect();
        assert!(!plan.is_empty(), "{name} has no plan");
        assert_eq!(whole_tables(&plan), Vec::<&String>::new(), "{name}: {plan:#?}");
    }
}

#[tokio::test]
async fn the_attempts_of_a_person_are_found_without_going_through_those_of_the_contest() {
    let folder = tempfile::tempdir().expect("a folder");
    let opened = open(folder.path()).await.expect("opened");
    let counted = "EXPLAIN QUERY PLAN SELECT COUNT(*) FROM member m WHERE m.contest = 1 AND EXISTS (
        SELECT 1 FROM attempt a WHERE a.contest = m.contest AND a.person = m.person AND a.voided IS NULL)";
    let rows = sqlx::query(counted).fetch_all(&opened.readers).await.expect("explained");
    let plan: Vec<String> = rows.iter().map(|row| row.try_get("detail").expect("a step")).collect();
    assert!(plan.iter().any(|step| step.ends_with("(contest=? AND person=?)")), "{plan:#?}");
}

#[tokio::test]
async fn the_sweepers_list_is_read_in_the_order_of_its_index_from_where_it_stopped() {
    let folder = tempfile::tempdir().expect("a folder");
    let opened = open(folder.path()).await.expect("opened");
    let explain = format!("EXPLAIN QUERY PLAN {}", attempts::ABANDONED);
    let rows = sqlx::query(AssertSqlSafe(explain)).fetch_all(&opened.readers).await.expect("explained");
    let plan: Vec<String> = rows.iter().map(|row| row.try_get("detail").expect("a step")).collect();
    insta::assert_debug_snapshot!(plan);
}
