//! `ankao openapi`: prints the OpenAPI document of this binary.

use std::io::Write;

use super::Outcome;
use crate::http::openapi;

pub fn run(out: &mut impl Write) -> anyhow::Result<Outcome> {
    writeln!(out, "{}", openapi::document().to_pretty_json()?)?;
    Ok(Outcome::Good)
}
