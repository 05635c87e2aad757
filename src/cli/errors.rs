//! `ankao errors`: prints every error code with its meaning and cure, as docs/errors.md.

use std::io::Write;

use super::Outcome;
use crate::fault::Code;

pub fn run(out: &mut impl Write) -> anyhow::Result<Outcome> {
    out.write_all(markdown().as_bytes())?;
    Ok(Outcome::Good)
}

/// The whole of docs/errors.md.
#[must_use]
pub fn markdown() -> String {
    let mut text = String::from(
        "# Errors\n\nEvery error is an RFC 9457 `application/problem+json` with one of these codes. A code never\n\
         changes its meaning; titles and cures are what people read. Printed by `ankao errors`.\n\n\
         | code | status | title | what to do |\n| --- | --- | --- | --- |\n",
    );
    for code in Code::ALL {
        let cells = [code.as_str(), &code.status().to_string(), code.title(), code.cure()];
        text += &["| `", cells[0], "` | ", cells[1], " | ", cells[2], " | ", cells[3], " |\n"].concat();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_checked_in_tells_every_code() {
        assert!(include_str!("../../docs/errors.md") == markdown(), "run `make bless`: docs/errors.md is behind");
    }
}
