//! HTTP tests: the real server, the real store, on a clock that stands still. Laid out like the routes.

mod administration;
mod attempts;
mod audit;
mod auth;
mod bad_input;
#[path = "../support/bank.rs"]
mod bank;
mod commendations;
#[path = "../support/contest.rs"]
mod contest;
mod contests;
mod doors;
mod exports;
mod imports;
mod leaderboards;
#[path = "../support/location.rs"]
mod location;
mod me;
mod mistakes;
mod officials;
mod people;
mod practice;
mod registering;
mod roles;
mod service;
mod setup;
mod stopping;
mod support;
mod turnout;
mod two_contests;
mod units;
mod whole_contest;
mod wire;
mod withdrawal;
