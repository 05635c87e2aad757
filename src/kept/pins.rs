//! Lists whose pages are being turned: kept for a minute as they were, so that pages fit together
//! while the board changes.

use std::{fmt, hash::Hash, str::FromStr, sync::Arc, time::Duration};

use moka::sync::Cache;

use crate::{
    board::{Row, Version},
    domain::{ContestId, Span, Stamp, UnitId},
    fault::{Code, Fault},
};

/// How long the pages of a list can be turned after its first was looked at.
const KEPT: Span = Span::minutes(1);
/// Lines kept in all, some 60 MB; the least used lists are forgotten first.
const LINES: u64 = 500_000;
/// What a list takes beside its lines — what it is of, and the books of the cache — as so many lines.
const COVER: usize = 4;

/// A list as it was when its first page was looked at.
#[derive(Debug)]
pub struct List<R> {
    /// The version of the board that it shows.
    pub version: Version,
    /// How many lines there are in all.
    pub of: usize,
    /// The lines that can be reached.
    pub rows: Vec<R>,
}

/// Lists by what they are of and by the version that they show.
#[derive(Debug)]
pub struct Pins<K, R>(Cache<(K, Version), Pinned<R>>)
where
    K: Hash + Eq + Send + Sync + 'static,
    R: Send + Sync + 'static;

#[derive(Debug)]
struct Pinned<R> {
    since: Stamp,
    list: Arc<List<R>>,
}

impl<R> Clone for Pinned<R> {
    fn clone(&self) -> Self {
        Self { since: self.since, list: self.list.clone() }
    }
}

impl<K, R> Default for Pins<K, R>
where
    K: Hash + Eq + Send + Sync + 'static,
    R: Send + Sync + 'static,
{
    fn default() -> Self {
        let lines = |_: &_, pinned: &Pinned<R>| u32::try_from(pinned.list.rows.len() + COVER).unwrap_or(u32::MAX);
        // Whether a list is still good is asked of the store's clock; this only gives its memory back.
        let memory = Duration::from_millis(KEPT.0.unsigned_abs());
        Self(Cache::builder().weigher(lines).max_capacity(LINES).time_to_live(memory).build())
    }
}

impl<K, R> Pins<K, R>
where
    K: Hash + Eq + Send + Sync + 'static,
    R: Send + Sync + 'static,
{
    /// The first page of a list. Where there is another, the list is kept for a minute from `now`.
    pub fn begin<'l>(&self, of: K, list: &'l Arc<List<R>>, limit: usize, now: Stamp) -> (&'l [R], Option<Cursor>) {
        let (page, next) = Cursor { version: list.version, offset: 0 }.page(&list.rows, limit);
        if next.is_some() {
            self.0.insert((of, list.version), Pinned { since: now, list: list.clone() });
        }
        (page, next)
    }

    /// The list that a cursor goes on in.
    pub fn get(&self, of: K, cursor: Cursor, now: Stamp) -> Result<Arc<List<R>>, Fault> {
        let pinned = self.0.get(&(of, cursor.version)).filter(|it| now - it.since < KEPT);
        Ok(pinned.ok_or(Code::CursorExpired)?.list)
    }
}

/// The individuals of contests and of nodes.
pub type PinnedListings = Pins<(ContestId, Option<UnitId>), Row>;

/// Where a page begins: the state of the board, and how many lines are before it.
#[derive(Clone, Copy, Debug)]
pub struct Cursor {
    version: Version,
    offset: usize,
}

impl Cursor {
    /// The lines of a page, and where the next one begins, if there is one.
    pub fn page<T>(self, rows: &[T], limit: usize) -> (&[T], Option<Self>) {
        let rest = rows.get(self.offset..).unwrap_or_default();
        let page = &rest[..rest.len().min(limit)];
        let next = Self { offset: self.offset.saturating_add(page.len()), ..self };
        (page, (page.len() < rest.len()).then_some(next))
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.version.0, self.offset)
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn list(version: u64) -> Arc<List<u8>> {
        Arc::new(List { version: Version(version), of: 7, rows: vec![1, 2, 3, 4, 5] })
    }

    #[test]
    fn a_list_is_kept_for_a_minute_by_the_stores_clock() {
        let (pins, first) = (Pins::default(), list(1));
        let (page, cursor) = pins.begin("a", &first, 2, Stamp(5_000));
        assert_eq!(page, [1, 2]);
        let cursor = cursor.expect("a next page");
        pins.begin("a", &list(2), 2, Stamp(6_000));
        let found = |of, now| pins.get(of, cursor, Stamp(now)).map(|list| Arc::ptr_eq(&list, &first));
        assert_eq!(found("a", 5_000).ok(), Some(true));
        assert_eq!(found("a", 64_999).ok(), Some(true));
        assert_eq!(found("a", 65_000).map_err(|fault| fault.code), Err(Code::CursorExpired));
        assert_eq!(found("b", 5_000).map_err(|fault| fault.code), Err(Code::CursorExpired));
        pins.begin("a", &first, 2, Stamp(60_000));
        assert_eq!(found("a", 119_999).ok(), Some(true), "looked at again");
    }

    #[test]
    fn a_list_of_one_page_is_not_kept() {
        let pins = Pins::default();
        for of in ["a", "b", "c"] {
            assert_eq!(pins.begin(of, &list(1), 5, Stamp(5_000)).1.map(|next| next.to_string()), None);
        }
        assert_eq!(pins.0.iter().count(), 0);
        pins.begin("a", &list(1), 4, Stamp(5_000));
        assert_eq!(pins.0.iter().count(), 1);
    }

    #[test]
    fn pages_follow_each_other_to_the_end() {
        let list = list(1);
        let (mut cursor, mut pages) = (Some(Cursor { version: list.version, offset: 0 }), Vec::new());
        while let Some(here) = cursor {
            let here: Cursor = here.to_string().parse().expect("its own");
            let (page, next) = here.page(&list.rows, 2);
            pages.push(page.to_vec());
            cursor = next;
        }
        assert_eq!(pages, [vec![1, 2], vec![3, 4], vec![5]]);
        for offset in [5, 6, usize::MAX] {
            let (page, next) = Cursor { version: list.version, offset }.page(&list.rows, 2);
            assert!(page.is_empty() && next.is_none());
        }
    }
}
