//! Tables in the layout of Chinese platforms: one question a line, in xlsx or CSV.
//!
//! Columns stand in any order under a heading that has at least 题型, 题干 and 答案; a column that nobody knows is
//! told.

mod reading;
mod writing;

pub use reading::read;
pub use writing::{template, write_csv, write_xlsx};

/// Lines among which the heading is looked for: a title may stand above it.
pub(super) const HEADING_WITHIN: usize = 10;
/// How a line begins that shows how to fill in the others.
const EXAMPLE: &str = "（示例）";

/// The columns in the order in which they are written, each with other titles that people give it.
const COLUMNS: [(&str, &[&str]); 17] = [
    ("题型", &["试题类型", "题目类型", "类型"]),
    ("题干", &["试题", "题目", "试题内容", "题目内容", "试题题干"]),
    ("选项A", &["A", "答案A"]),
    ("选项B", &["B", "答案B"]),
    ("选项C", &["C", "答案C"]),
    ("选项D", &["D", "答案D"]),
    ("选项E", &["E", "答案E"]),
    ("选项F", &["F", "答案F"]),
    ("答案", &["正确答案", "标准答案", "参考答案"]),
    ("解析", &["答案解析", "试题解析"]),
    ("难度", &["难易度", "难度系数"]),
    ("依据", &["法规依据", "出题依据", "条款"]),
    ("知识点", &["考点"]),
    ("题号", &[]),
    ("法规", &[]),
    ("用途", &[]),
    ("不同卷", &[]),
];
const KIND: usize = 0;
const STEM: usize = 1;
const A: usize = 2;
const KEY: usize = 8;
const EXPLANATION: usize = 9;
const DIFFICULTY: usize = 10;
const CITES: usize = 11;
const TOPICS: usize = 12;
const ID: usize = 13;
const STATUTE: usize = 14;
const USAGE: usize = 15;
const EXCLUDES: usize = 16;
const NEEDED: [usize; 3] = [KIND, STEM, KEY];

/// Whether a line of text is the heading of such a table.
pub(super) fn is_heading(line: &str) -> bool {
    let titles: Vec<String> = line.split([',', '\t', ';']).map(|title| plain(title.trim_matches('"'))).collect();
    NEEDED.iter().all(|&column| titles.iter().any(|title| is_title(column, title)))
}

fn is_title(column: usize, title: &str) -> bool {
    let (name, also) = COLUMNS[column];
    name == title || also.contains(&title)
}

/// A title without what people add to it: spaces and stars.
fn plain(title: &str) -> String {
    title.chars().filter(|c| !c.is_whitespace() && !matches!(c, '*' | '＊' | '\u{FEFF}')).collect()
}
