//! The paper (试卷): a pure function of a source and a seed.
//!
//! [`blueprint`] is what the organizer asks for; [`source`] freezes a bank and a blueprint into the
//! immutable record that [`draw`] reads; [`lettering`] is the order in which options are shown;
//! [`grade`] compares a sheet of answers with the key; [`wire`] writes a paper as JSON with nothing of
//! the key; [`withdrawn`] says which questions do not count by it any more; [`chance`] is the only generator. A change of what any of them answers for an old seed needs
//! a new [`source::DRAW_VERSION`] and leaves the old path in place: attempts are re-graded years later.

mod allot;
mod apart;
pub mod blueprint;
pub mod chance;
pub mod draw;
pub mod grade;
pub mod lettering;
pub mod sheet;
pub mod simulate;
pub mod source;
pub mod wire;
pub mod withdrawn;

pub use blueprint::{Blueprint, Section};
pub use chance::Seed;
pub use draw::{Paper, draw};
pub use grade::{Grade, grade};
pub use lettering::Lettering;
pub use sheet::{Mark, Sheet};
pub use source::{PaperSource, SourceHash};
pub use wire::PaperText;
pub use withdrawn::{Counting, Withdrawn};
