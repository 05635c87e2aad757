//! The unit tree as contests keep it that had closed before it was changed.

use std::{collections::HashMap, sync::Arc};

use sqlx::AnyConnection;

use super::{
    Result,
    rows::{PlainRow, from_json, to_json},
};
use crate::domain::{ContestId, Stamp, unit::UnitTree};

/// Lets contests keep a tree. Those that keep one already stay with it.
pub async fn keep(connection: &mut AnyConnection, tree: &UnitTree, contests: &[ContestId], now: Stamp) -> Result<()> {
    let id: i64 = sqlx::query_scalar("INSERT INTO kept_tree (record, kept) VALUES ($1, $2) RETURNING id")
        .bind(to_json(&tree.records()))
        .bind(now.0)
        .fetch_one(&mut *connection)
        .await?;
    for contest in contests {
        sqlx::query("UPDATE contest SET tree = $2 WHERE id = $1 AND tree IS NULL")
            .bind(contest.0)
            .bind(id)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// The trees that are kept, by contest.
pub async fn all(connection: &mut AnyConnection) -> Result<HashMap<ContestId, Arc<UnitTree>>> {
    let rows = sqlx::query("SELECT id, tree FROM contest WHERE tree IS NOT NULL ORDER BY id")
        .fetch_all(&mut *connection)
        .await?;
    let (mut trees, mut of_contests) = (HashMap::<i64, Arc<UnitTree>>::new(), HashMap::new());
    for row in &rows {
        let id = row.integer("tree")?;
        let tree = if let Some(tree) = trees.get(&id) {
            tree.clone()
        } else {
            let row = sqlx::query("SELECT record FROM kept_tree WHERE id = $1").bind(id);
            let record = row.fetch_one(&mut *connection).await?.text("record")?;
            let tree = Arc::new(UnitTree::of(from_json("kept tree", &record)?));
            trees.insert(id, tree.clone());
            tree
        };
        of_contests.insert(ContestId(row.integer("id")?), tree);
    }
    Ok(of_contests)
}
