//! HTTP tests: the real server, the real store, on a clock that stands still. Laid out like the routes.

mod administration;
mod attempts;
mod auth;
mod audit;
#[path = "../support/bank.rs"]
mod bank;
mod commendations;
mod contests;
mod imports;
mod service;
mod support;
mod units;
