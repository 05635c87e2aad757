//! Awards: commendations (通报表扬) of units and individuals.
//!
//! A commendation is computed from the store's standings, never from a board, and stored whole: it stays
//! as it was published, whatever is voided later; a corrected one is published after it. Full names are
//! stored; the public sees them as the contest's `names` says at the time of looking, since masking is a
//! promise to everybody on a list, winners too, that the organizer may take back for all alike. One
//! more kind of award is a file here, its pure part in `domain::ranking`, and a route in `http`.

mod commend;
mod list;
pub mod view;

pub use commend::{CommendationInput, Commended, commend};
pub use list::{Edition, edition, list};
