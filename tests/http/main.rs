//! HTTP tests: the real server, the real store, on a clock that stands still. Laid out like the routes.

mod administration;
mod attempts;
mod audit;
mod auth;
mod bad_input;
#[path = "../support/bank.rs"]
mod bank;
mod commendations;
mod contests;
mod exports;
mod imports;
mod me;
mod people;
mod service;
mod support;
mod turnout;
mod units;
mod untrusted_files;
mod wire;
