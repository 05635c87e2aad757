//! `ankao parse-workbook`: the child process that parses untrusted workbooks.

use std::io::{self, BufWriter, Write};

use super::Outcome;
use crate::sheet::workbook;

pub(super) fn run(out: &mut impl Write) -> anyhow::Result<Outcome> {
    let mut out = BufWriter::with_capacity(1 << 16, out);
    workbook::parse_confined(io::stdin().lock(), &mut out)?;
    out.flush()?;
    Ok(Outcome::Good)
}
