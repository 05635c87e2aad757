//! Ranking (排行): what an attempt is worth, where a person stands, and how units compare.
//!
//! [`standing`] folds a person's attempts into the one outcome that counts; [`unit_index`] compares
//! units by turnout and result; [`winners`] says who is commended. Pure functions of integers: what
//! keeps them up to date while people answer is the board. One more way of scoring is a variant of
//! [`Scoring`] and an arm of its fold; one more formula a variant of [`Formula`].

pub mod standing;
pub mod unit_index;
pub mod winners;

pub use standing::{OutOfRange, Outcome, Rev, Scored, Scoring, Standing};
pub use unit_index::{Barred, ExactPoints, Formula, Tally, Turnout, UnitRow, UnitRules, UnitTally, unit_table};
