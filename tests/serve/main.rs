//! `ankao serve` as a shell and an operator see it: the real binary, its terminal, its log and its end.

mod demo;
mod log;
mod process;
mod settings;
mod stopping;
