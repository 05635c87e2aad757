//! What a replica keeps of the boards for those who look: lists whose pages are being turned, tables of
//! units made at most once a second, walls that are being watched.
//!
//! It is of the moment and may be lost with the process. The use cases of `leaderboard` say what goes in
//! and who may see it; nothing here asks the store or the board.

mod once_a_second;
mod pins;
mod unit_tables;
mod walls;

pub use pins::{Cursor, List, PinnedListings, Pins};
pub use unit_tables::{Compared, Table, Topic, UnitTables};
pub use walls::{Snapshot, Wall, Walls};
