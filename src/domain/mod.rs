//! The domain: what a contest is, as plain data and plain functions.
//!
//! Nothing here does I/O, reads a clock or asks for randomness: times ([`Stamp`]) and seeds come in
//! as parameters, so that everything is tested as functions. It may use nothing of the layers above.
//! A new idea gets a file of its own and a type of its own; rooms with several (bank, paper,
//! ranking) are folders.

pub mod admission;
pub mod attempt;
pub mod bank;
pub mod commendation;
pub mod contest;
pub mod failures;
pub mod ids;
pub mod items;
pub mod keys;
pub mod mistakes;
pub mod names;
pub mod paper;
pub mod person;
pub mod points;
pub mod practice;
pub mod ranking;
pub mod reason;
pub mod roles;
pub mod seal;
pub mod session;
pub mod short_code;
pub mod statement;
pub mod taking_part;
pub mod time;
pub mod turnout;
pub mod unit;
pub mod unit_finder;

pub use ids::{AttemptId, ContestId, PersonId, UnitId};
pub use points::{Points, StandingPoints};
pub use reason::Reason;
pub use statement::Statement;
pub use time::{LocalDay, Moment, Span, Stamp};
