//! HTTP tests: the real server, the real store, on a clock that stands still. Laid out like the routes.

mod attempts;
mod auth;
#[path = "../support/bank.rs"]
mod bank;
mod imports;
mod service;
mod support;
