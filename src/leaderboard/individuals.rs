//! The board of individuals: of the contest, or of any node's subtree.

use std::{str::FromStr, sync::Arc};

use serde::Deserialize;

use super::{
    FEWEST_LISTED, Viewer,
    view::{IndividualRow, IndividualsView},
    visible,
};
use crate::{
    app::App,
    board::{Listing, Node, Page, Row},
    domain::{
        ContestId, PersonId, UnitId,
        contest::{Contest, Names},
        names,
    },
    fault::{Code, Fault},
    kept::{Cursor, List},
    store,
};

/// How deep lists go; one's own place is told at any depth.
const DEPTH: usize = 1_000;
/// How many of one's neighbourhood are above oneself, and how many below.
const EACH_SIDE: usize = 5;

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
    /// Instead of pages from the top: oneself, at whatever depth, with the five above and the five below.
    #[param(inline)]
    pub around: Option<Around>,
}

/// Whose neighbourhood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Around {
    Me,
}

pub async fn individuals(
    app: &App,
    viewer: &Viewer,
    id: ContestId,
    query: &IndividualsQuery,
) -> Result<IndividualsView, Fault> {
    let contest = visible(app, viewer, id).await?;
    let now = app.clock.now();
    let (pins, limit) = (&app.pinned_listings, query.limit.unwrap_or(20).clamp(1, 100));
    let cursor = query.cursor.as_deref().map(Cursor::from_str).transpose()?;
    let list = match (query.around, cursor) {
        (Some(Around::Me), _) => around(app, viewer, id, query.unit).await?,
        (None, Some(cursor)) => pins.get((id, query.unit), cursor, now)?,
        (None, None) => top(app, id, query.unit).await?,
    };
    if list.of < FEWEST_LISTED && !viewer.organizes(app, &contest) {
        return Err(Code::TooFewToList.into());
    }
    let (rows, next) = match (query.around, cursor) {
        (Some(Around::Me), _) => (&list.rows[..], None),
        (None, Some(cursor)) => cursor.page(&list.rows, limit),
        (None, None) => pins.begin((id, query.unit), &list, limit, now),
    };
    Ok(IndividualsView {
        version: list.version,
        server_time: now.into(),
        of: list.of,
        rows: named(app, &contest, rows, viewer.asker.map(|asker| asker.person)).await?,
        cursor: next.map(|next| next.to_string()),
    })
}

/// The top of a board as it is now.
async fn top(app: &App, id: ContestId, unit: Option<UnitId>) -> Result<Arc<List<Row>>, Fault> {
    let node = unit.map_or(Node::Contest, Node::Unit);
    let Listing { version, of, rows } = app.board.top(id, node, Page { offset: 0, limit: DEPTH }).await?;
    Ok(Arc::new(List { version, of, rows }))
}

/// Whoever looks, among those around them.
async fn around(app: &App, viewer: &Viewer, id: ContestId, unit: Option<UnitId>) -> Result<Arc<List<Row>>, Fault> {
    let asker = viewer.asker.ok_or(Code::NotSignedIn)?;
    let node = unit.map_or(Node::Contest, Node::Unit);
    let nearby = app.board.neighbourhood(id, node, asker.person, EACH_SIDE).await?;
    let Listing { version, of, rows } =
        nearby.ok_or_else(|| Fault::new(Code::NotFound).with_detail("您在这个排行榜上还没有成绩"))?;
    Ok(Arc::new(List { version, of, rows }))
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
