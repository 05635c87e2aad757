//! The board of individuals: of the contest, or of any node's subtree.

use std::{str::FromStr, sync::Arc, time::Duration};

use moka::sync::Cache;
use serde::Deserialize;

use super::{
    FEWEST_LISTED, Viewer,
    view::{IndividualRow, IndividualsView},
    visible,
};
use crate::{
    app::App,
    board::{Listing, Node, Page, Row, Version},
    domain::{
        ContestId, PersonId, UnitId,
        contest::{Contest, Names},
        names,
    },
    fault::{Code, Fault},
    store,
};

/// How deep lists go; one's own place is told at any depth.
const DEPTH: usize = 1_000;
/// How long a page that was begun can be gone on with.
const PINNED: Duration = Duration::from_mins(1);

/// Which individuals.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct IndividualsQuery {
    /// The node whose people are compared; the whole contest without.
    pub unit: Option<UnitId>,
    /// Lines a page, at most 100.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<usize>,
    /// From the page before.
    pub cursor: Option<String>,
}

/// Listings whose pages are being turned.
#[derive(Debug)]
pub struct PinnedListings(Cache<(ContestId, Option<UnitId>, Version), Arc<Listing>>);

impl Default for PinnedListings {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(512).time_to_live(PINNED).build())
    }
}

/// Where a page begins: the state of the board, and how many lines are before it.
struct Cursor {
    version: Version,
    offset: usize,
}

impl FromStr for Cursor {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let parts = text.split_once('.').and_then(|(version, offset)| {
            Some(Self { version: Version(version.parse().ok()?), offset: offset.parse().ok()? })
        });
        parts.ok_or_else(|| Fault::new(Code::MalformedQuery).with_detail("cursor 应当取自上一页"))
    }
}

pub async fn individuals(
    app: &App,
    viewer: &Viewer,
    id: ContestId,
    query: &IndividualsQuery,
) -> Result<IndividualsView, Fault> {
    let contest = visible(app, viewer, id).await?;
    let limit = query.limit.unwrap_or(20).clamp(1, 100);
    let cursor = query.cursor.as_deref().map(Cursor::from_str).transpose()?;
    let (listing, offset) = match cursor {
        Some(Cursor { version, offset }) => {
            let pinned = app.pinned_listings.0.get(&(id, query.unit, version));
            (pinned.ok_or(Code::CursorExpired)?, offset)
        }
        None => (begin(app, id, query.unit).await?, 0),
    };
    if listing.of < FEWEST_LISTED && !viewer.organizes(app, &contest) {
        return Err(Code::TooFewToList.into());
    }
    let rows = listing.rows.get(offset..).unwrap_or_default();
    let rows = &rows[..rows.len().min(limit)];
    let next = offset + rows.len();
    let more = next < listing.rows.len();
    Ok(IndividualsView {
        version: listing.version,
        server_time: app.clock.now().into(),
        of: listing.of,
        rows: named(app, &contest, rows, viewer.asker.map(|asker| asker.person)).await?,
        cursor: more.then(|| format!("{}.{next}", listing.version.0)),
    })
}

/// The top of a board as it is now, pinned for the pages to come.
async fn begin(app: &App, id: ContestId, unit: Option<UnitId>) -> Result<Arc<Listing>, Fault> {
    let node = unit.map_or(Node::Contest, Node::Unit);
    let listing = Arc::new(app.board.top(id, node, Page { offset: 0, limit: DEPTH }).await?);
    app.pinned_listings.0.insert((id, unit, listing.version), listing.clone());
    Ok(listing)
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
