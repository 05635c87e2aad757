//! HTTP tests: the real server, the real store, on a clock that stands still. Laid out like the routes.

mod attempts;
mod contests;
mod support;
