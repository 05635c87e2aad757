//! Questions in the formats of other systems, read and written: tables (xlsx, CSV), Moodle XML, GIFT, Aiken, QTI.
//!
//! A format is a module with `read`, which makes [`Row`]s of bytes, and `write`, which makes bytes of a bank;
//! neither does any input or output, and neither trusts a file. `annex` is how formats carry what they have no
//! field for; [`plan`] turns rows into packs, beside the questions that there are. One more format: a module, and
//! its line in each of the functions of [`Format`].

pub mod aiken;
mod annex;
pub mod draft;
mod format;
pub mod gift;
mod markup;
pub mod moodle;
pub mod plan;
pub mod qti;
mod qti_package;
#[cfg(test)]
mod samples;
pub mod table;
mod xml;

pub use draft::{Draft, Row};
pub use format::{Format, Opened, of_workbook, open};

use crate::{
    domain::bank::{
        Bank,
        question::{OptionSet, Question},
    },
    sheet::{LONGEST_TEXT, Unreadable},
};

/// Questions of a file.
pub const MOST_ROWS: usize = 20_000;

/// Why nothing of a file can be read, or written.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error("认不出文件的格式，请用 --format 指明")]
    UnknownFormat,
    #[error("表头缺少：{0}")]
    NoColumn(String),
    #[error("有两列都是“{0}”")]
    ColumnTwice(&'static str),
    #[error("第 {line} 行不合 XML 写法：{why}")]
    MalformedXml { line: usize, why: String },
    #[error("含有 DOCTYPE 声明，不予读取")]
    Doctype,
    #[error("XML 嵌套过深或元素过多")]
    XmlTooLarge,
    #[error("是 {found}，不是 {wanted}")]
    WrongRoot { found: String, wanted: &'static str },
    #[error("不是有效的 zip 文件，或文件已损坏")]
    NotAPackage,
    #[error("压缩包里没有 imsmanifest.xml")]
    NoManifest,
    #[error("试题超过 {MOST_ROWS} 道")]
    TooManyRows,
    #[error("无法写成文件（{0}）")]
    Unwritable(String),
}

/// What came of writing.
#[derive(Debug)]
pub struct Written {
    pub bytes: Vec<u8>,
    pub count: usize,
    /// The questions that the format cannot carry, and why.
    pub left_out: Vec<(String, String)>,
}

/// Parts the questions that can be written from those that no format carries, or not this one, as `refuses` says.
fn carried(bank: &Bank, refuses: impl Fn(&Question) -> Option<String>) -> (Vec<&Question>, Vec<(String, String)>) {
    let (mut carried, mut left_out) = (Vec::new(), Vec::new());
    for question in &bank.questions {
        match hindrance(question).or_else(|| refuses(question)) {
            Some(why) => left_out.push((question.id.clone(), why)),
            None => carried.push(question),
        }
    }
    (carried, left_out)
}

/// Why no format can carry a question: it has what no sound one has.
fn hindrance(question: &Question) -> Option<String> {
    if !is_id(&question.id) {
        Some("题号只用小写字母、数字和连字符".into())
    } else if question.options.len() > OptionSet::MOST {
        Some(format!("选项超过 {} 个", OptionSet::MOST))
    } else {
        fault_of_texts(question)
    }
}

fn is_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// What is wrong with the texts of a question, whatever the format.
fn fault_of_texts(question: &Question) -> Option<String> {
    let Question { id, stem, options, topics, cites, explanation, excludes, .. } = question;
    let named = [("题号", id), ("题干", stem), ("解析", explanation)];
    let lists = [("选项", options), ("知识点", topics), ("不同卷", excludes)];
    let lists = lists.into_iter().flat_map(|(name, texts)| texts.iter().map(move |text| (name, text)));
    let phrases = cites.iter().map(|cite| ("依据", &cite.phrase));
    named.into_iter().chain(lists).chain(phrases).find_map(|(name, text)| {
        if text.chars().count() > LONGEST_TEXT {
            Some(format!("{name}超过 {LONGEST_TEXT} 个字"))
        } else if text.chars().any(is_unprintable) {
            Some(format!("{name}含有控制字符"))
        } else {
            None
        }
    })
}

/// What no XML can hold, and no text needs.
fn is_unprintable(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\t') || matches!(character, '\u{FFFE}' | '\u{FFFF}')
}

/// A text as all formats have it: lines end with a line feed, and no blanks stand around it.
fn tidy(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").replace('\u{FEFF}', "").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::bank::samples::{lamp_bank, lamp_question};

    #[test]
    fn what_no_format_can_carry_is_named_and_the_rest_is_written() {
        let mut bank = lamp_bank();
        let changes: [fn(&mut Question); 4] = [
            |question| question.id = "../Lamp".into(),
            |question| question.options.resize(7, "天亮".into()),
            |question| question.explanation = "长".repeat(LONGEST_TEXT + 1),
            |question| question.cites[0].phrase.push('\u{7}'),
        ];
        bank.questions.extend(changes.map(|change| {
            let mut question = lamp_question();
            change(&mut question);
            question
        }));
        for format in [Format::Xlsx, Format::Csv, Format::Moodle, Format::Gift, Format::Qti30] {
            let written = format.write(&bank).expect("written");
            let why: Vec<_> = written.left_out.iter().map(|(_, why)| why.as_str()).collect();
            let expected =
                ["题号只用小写字母、数字和连字符", "选项超过 6 个", "解析超过 4000 个字", "依据含有控制字符"];
            assert_eq!((written.count, &why[..]), (2, &expected[..]), "{format:?}");
        }
    }
}
