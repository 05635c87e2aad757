//! Tables in a terminal, where a Chinese character takes two columns.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

/// What a column holds: texts stand flush left, numbers flush right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Text,
    Number,
}

/// Writes `rows`, the heading first, with two spaces between columns.
pub(super) fn write<const N: usize>(
    out: &mut impl Write,
    columns: [Column; N],
    rows: &[[String; N]],
) -> io::Result<()> {
    let width_of = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(width_of);
    for row in rows {
        let mut line = String::new();
        for ((cell, column), width) in row.iter().zip(columns).zip(widths) {
            let padding = " ".repeat(width - cell.width());
            let parts = match column {
                Column::Text => [cell.as_str(), &padding, "  "],
                Column::Number => [&padding, cell.as_str(), "  "],
            };
            line.extend(parts);
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Column::{Number, Text};

    #[test]
    fn chinese_and_latin_columns_line_up() {
        let rows = [["法规", "单选", "备注"], ["安全生产法", "7", "全国"], ["Act", "120", ""]];
        let mut out = Vec::new();
        super::write(&mut out, [Text, Number, Text], &rows.map(|row| row.map(String::from))).expect("memory");
        let text = String::from_utf8(out).expect("text");
        assert_eq!(text, "法规        单选  备注\n安全生产法     7  全国\nAct          120\n");
    }
}
