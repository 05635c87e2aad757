//! Ankao (安考): an online safety-knowledge quiz competition engine.
//!
//! Arrows point down only: `http` and `cli` call use cases, use cases call the adapters (`store`,
//! `board`), and everything may use [`domain`], which uses nothing. docs/architecture.md has the
//! picture and says where to put what; tests/architecture.rs holds every module to it.

#[cfg(test)]
extern crate self as ankao;

pub mod administration;
pub mod analysis;
pub mod app;
pub mod attempt;
pub mod auth;
pub mod award;
pub mod bank_files;
pub mod board;
pub mod causes;
pub mod chance;
pub mod cli;
pub mod clock;
pub mod contest;
pub mod demo;
pub mod domain;
pub mod export;
pub mod fault;
pub mod http;
pub mod import;
pub mod input;
pub mod kept;
pub mod leaderboard;
pub mod packs;
pub mod people;
pub mod practice;
pub mod settings;
pub mod sheet;
pub mod store;
pub mod turnout;
pub mod withdrawal;
