//! Tables in a terminal, where a Chinese character takes two columns.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

/// Writes `rows` with the first column flush left and the others flush right, two spaces between.
pub(super) fn write<const N: usize>(out: &mut impl Write, rows: &[[String; N]]) -> io::Result<()> {
    let width_of = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(width_of);
    for row in rows {
        for (column, (cell, width)) in row.iter().zip(widths).enumerate() {
            let padding = " ".repeat(width - cell.width());
            match column {
                0 => write!(out, "{cell}{padding}")?,
                _ => write!(out, "  {padding}{cell}")?,
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn chinese_and_latin_columns_line_up() {
        let rows = [["法规", "单选"], ["安全生产法", "7"], ["Act", "120"]].map(|row| row.map(String::from));
        let mut out = Vec::new();
        super::write(&mut out, &rows).expect("memory");
        let text = String::from_utf8(out).expect("text");
        assert_eq!(text, "法规        单选\n安全生产法     7\nAct          120\n");
    }
}
