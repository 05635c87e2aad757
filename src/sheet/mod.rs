//! What a file holds, before anybody asks what it means: lines of typed cells.
//!
//! [`delimited`] text is read here, a [`workbook`] in a child process that the [`Parser`] starts; how it
//! speaks to its parent is [`Spoken`].

mod child;
pub mod delimited;
pub mod workbook;

pub use child::{Parser, SUBCOMMAND};

use serde::{Deserialize, Serialize};

/// Bytes of a file.
pub const UPLOAD_LIMIT: usize = 32 << 20;
/// Lines that a file may have.
pub const MOST_LINES: usize = 500_000;
/// Columns that are looked at.
pub const MOST_COLUMNS: usize = 32;
/// Bytes that the lines of a file may take in memory: 200,000 people take some 50 MB.
pub const MOST_MEMORY: usize = 256 << 20;
/// Characters of a cell that are kept; one more says that there were more. No column takes more.
pub const LONGEST_TEXT: usize = 4_000;

/// A cell as the file has it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    /// A number, and how many digits its format pads it to with zeros (`00000` is 5).
    Number(f64, usize),
    Date,
    Formula,
    /// An error such as `#N/A`, or true and false.
    Other,
}

impl Cell {
    /// A text, cut beyond [`LONGEST_TEXT`].
    #[must_use]
    pub fn text(text: &str) -> Self {
        match text.char_indices().nth(LONGEST_TEXT + 1) {
            _ if text.is_empty() => Self::Empty,
            Some((end, _)) => Self::Text(text[..end].to_owned()),
            None => Self::Text(text.to_owned()),
        }
    }
}

/// A line with something in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// As the spreadsheet numbers it, from 1.
    pub number: u32,
    /// From the first column to the last that is not empty.
    pub cells: Vec<Cell>,
}

impl Line {
    pub fn put(&mut self, column: usize, cell: Cell) {
        if cell != Cell::Empty && column < MOST_COLUMNS {
            self.cells.resize(self.cells.len().max(column + 1), Cell::Empty);
            self.cells[column] = cell;
        }
    }
}

/// Lines that are gathered, as long as there is room for them.
#[derive(Debug, Default)]
pub struct Lines {
    lines: Vec<Line>,
    /// Bytes.
    taken: usize,
}

impl Lines {
    /// # Errors
    /// There are too many, or they take too much memory together.
    pub fn gather(&mut self, line: Line) -> Result<(), Unreadable> {
        let text = |cell: &Cell| if let Cell::Text(text) = cell { text.len() } else { 0 };
        let cells = line.cells.iter().map(|cell| size_of::<Cell>() + text(cell));
        self.taken += size_of::<Line>() + cells.sum::<usize>();
        if self.lines.len() == MOST_LINES {
            return Err(Unreadable::TooManyLines);
        }
        if self.taken > MOST_MEMORY {
            return Err(Unreadable::Exhausting);
        }
        self.lines.push(line);
        Ok(())
    }

    #[must_use]
    pub fn of(self, source: Source) -> Sheet {
        Sheet { source, lines: self.lines }
    }
}

/// Where lines come from: a delimited file has only text, so what was a number in a spreadsheet
/// cannot be told by its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Workbook,
    Delimited,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    pub source: Source,
    pub lines: Vec<Line>,
}

/// What the child says, one a line of JSON. Without an end something went wrong.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spoken {
    Line(Line),
    Unreadable(Unreadable),
    End,
}

/// Why a file is no use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Unreadable {
    #[error("不是有效的 xlsx 或 xls 文件，或文件已损坏")]
    NotAWorkbook,
    #[error("文件设有打开密码，请取消密码后重新保存")]
    Protected,
    #[error("文件解压后过大")]
    Inflated,
    #[error("在限定的时间和内存内无法读完，请只保留需要的行列，或另存为 CSV")]
    Exhausting,
    #[error("行数超过 {MOST_LINES}")]
    TooManyLines,
    #[error("无法识别文字编码，请另存为“CSV UTF-8”")]
    Encoding,
    #[error("没有内容")]
    Nothing,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_gathered_only_as_long_as_there_is_room() {
        let mut lines = Lines::default();
        let line = || Line { number: 1, cells: vec![Cell::Text("a".repeat(MOST_MEMORY / 4))] };
        for _ in 0..3 {
            assert_eq!(lines.gather(line()), Ok(()));
        }
        assert_eq!(lines.gather(line()), Err(Unreadable::Exhausting));
    }
}
