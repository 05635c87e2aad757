//! What is said of somebody or something, or taken back: that they are of the unit, that they are its
//! liaison, that a mistake is mastered.

/// Whether it is said or taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statement {
    Given,
    Withdrawn,
}
