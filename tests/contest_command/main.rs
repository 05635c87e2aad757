//! `ankao contest` as a shell sees it.

mod alone;
#[path = "../support/shell.rs"]
mod shell;
mod whole;
