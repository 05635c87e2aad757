//! The board of individuals: of the contest, or of any node's subtree.

use std::{str::FromStr, sync::Arc};

use serde::Deserialize;

use super::{
    FEWEST_LISTED, Viewer,
    pins::{Cursor, List, Pins},
    view::{IndividualRow, IndividualsView},
    visible,
};
use crate::{
    app::App,
    board::{Listing, Node, Page, Row},
    domain::{
        ContestId, PersonId, Stamp, UnitId,
        contest::{Contest, Names},
        names,
    },
    fault::{Code, Fault},
    store,
};

/// How deep lists go; one's own place is told at any depth.
const DEPTH: usize = 1_000;

/// Which individuals.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct IndividualsQuery {
    /// The node whose people are compared; the whole contest without.
    pub unit: Option<UnitId>,
    /// Lines a page, at most 100.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<usize>,
    /// From the page before.
    #[param(example = json!(null))]
    pub cursor: Option<String>,
}

/// Listings whose pages are being turned.
pub type PinnedListings = Pins<(ContestId, Option<UnitId>), Row>;

pub async fn individuals(
    app: &App,
    viewer: &Viewer,
    id: ContestId,
    query: &IndividualsQuery,
) -> Result<IndividualsView, Fault> {
    let contest = visible(app, viewer, id).await?;
    let now = app.clock.now();
    let (list, cursor) = match query.cursor.as_deref().map(Cursor::from_str).transpose()? {
        Some(cursor) => (app.pinned_listings.get((id, query.unit), cursor, now)?, cursor),
        None => begin(app, id, query.unit, now).await?,
    };
    if list.of < FEWEST_LISTED && !viewer.organizes(app, &contest) {
        return Err(Code::TooFewToList.into());
    }
    let (rows, next) = cursor.page(&list.rows, query.limit.unwrap_or(20).clamp(1, 100));
    Ok(IndividualsView {
        version: list.version,
        server_time: now.into(),
        of: list.of,
        rows: named(app, &contest, rows, viewer.asker.map(|asker| asker.person)).await?,
        cursor: next.map(|next| next.to_string()),
    })
}

/// The top of a board as it is now, pinned for the pages to come.
async fn begin(app: &App, id: ContestId, unit: Option<UnitId>, now: Stamp) -> Result<(Arc<List<Row>>, Cursor), Fault> {
    let node = unit.map_or(Node::Contest, Node::Unit);
    let Listing { version, of, rows } = app.board.top(id, node, Page { offset: 0, limit: DEPTH }).await?;
    let list = Arc::new(List { version, of, rows });
    let cursor = app.pinned_listings.keep((id, unit), &list, now);
    Ok((list, cursor))
}

/// Puts names to lines, as the contest's rules say.
pub(super) async fn named(
    app: &App,
    contest: &Contest,
    rows: &[Row],
    me: Option<PersonId>,
) -> Result<Vec<IndividualRow>, Fault> {
    let mut connection = app.store.read().await?;
    let named = store::names::of(&mut connection, contest.id, rows.iter().map(|row| row.person)).await?;
    let tree = app.units_of(contest.id);
    let lines = rows.iter().filter_map(|row| {
        let person = named.get(&row.person)?;
        let name = match contest.rules.names {
            Names::Masked => names::masked(&person.name),
            Names::Full => person.name.clone(),
        };
        Some(IndividualRow {
            rank: row.rank,
            name,
            unit: person.unit,
            unit_name: tree.get(person.unit).map_or_else(String::new, |unit| unit.name.clone()),
            standing: row.outcome.into(),
            mine: me == Some(row.person),
        })
    });
    Ok(lines.collect())
}
