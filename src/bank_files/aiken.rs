//! Aiken: a stem in one line, options `A.` or `A)` in a line each, `ANSWER: A`. Single choice, and nothing else.

use super::{Draft, MOST_ROWS, Refused, Row, Written, carried};
use crate::{
    domain::bank::{
        Bank,
        finding::Line,
        question::{Kind, Question},
    },
    sheet::delimited::decode,
};

const ANSWER: &str = "ANSWER:";

pub fn read(file: &[u8]) -> Result<Vec<Row>, Refused> {
    let text = decode(file)?;
    let mut rows = Vec::new();
    let mut open = Open::default();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if rows.len() == MOST_ROWS {
            return Err(Refused::TooManyRows);
        }
        if line.is_empty() {
            continue;
        }
        if is_answer(line) {
            rows.push(open.close(number, line[ANSWER.len()..].trim()));
            open = Open::default();
        } else if let Some((letter, option)) = option_of(line).filter(|_| !open.stem.is_empty()) {
            open.options.push((letter, option.to_owned()));
        } else {
            if !open.options.is_empty() {
                rows.push(Row::refused(Line(open.line), "没有 ANSWER: 一行"));
                open = Open::default();
            }
            if open.stem.is_empty() {
                open.line = number;
            }
            open.stem.push(line.to_owned());
        }
    }
    if !open.stem.is_empty() {
        rows.push(Row::refused(Line(open.line), "没有 ANSWER: 一行"));
    }
    Ok(rows)
}

/// Whether a line tells the answer.
pub(super) fn is_answer(line: &str) -> bool {
    line.trim().starts_with(ANSWER)
}

fn option_of(line: &str) -> Option<(char, &str)> {
    let mut characters = line.chars();
    let letter = characters.next().filter(char::is_ascii_uppercase)?;
    characters.next().filter(|mark| matches!(mark, '.' | ')'))?;
    let option = characters.as_str();
    (option.is_empty() || option.starts_with(char::is_whitespace)).then(|| (letter, option.trim()))
}

/// A question of which the answer has not been told yet.
#[derive(Default)]
struct Open {
    line: usize,
    stem: Vec<String>,
    options: Vec<(char, String)>,
}

impl Open {
    fn close(&self, here: usize, answer: &str) -> Row {
        if self.stem.is_empty() {
            return Row::refused(Line(here), "ANSWER: 之前没有题干");
        }
        let line = Line(self.line);
        if !('A'..).zip(&self.options).all(|(wanted, (letter, _))| wanted == *letter) {
            return Row::refused(line, "选项应当依次是 A、B、C……");
        }
        let options: Vec<_> =
            self.options.iter().map(|(letter, text)| (text.clone(), answer.chars().eq([*letter]))).collect();
        if !options.iter().any(|(_, is_right)| *is_right) {
            return Row::refused(line, format!("答案“{answer}”应当是一个选项的字母"));
        }
        Row::new(line, Draft::choice(Kind::Single, &self.stem.join("\n"), options), Vec::new())
    }
}

pub fn write(bank: &Bank) -> Result<Written, Refused> {
    let (questions, left_out) = carried(bank, hindrance);
    let mut out = String::new();
    for question in &questions {
        out.extend([question.stem.as_str(), "\n"]);
        for (letter, option) in ('A'..).zip(&question.options) {
            out.extend([letter.to_string().as_str(), ". ", option, "\n"]);
        }
        out.extend([ANSWER, " ", &question.key.letters(), "\n\n"]);
    }
    Ok(Written { bytes: out.into_bytes(), count: questions.len(), left_out })
}

/// Why a question cannot be written so that it reads as it was.
fn hindrance(question: &Question) -> Option<String> {
    let texts = || std::iter::once(&question.stem).chain(&question.options);
    if question.kind != Kind::Single {
        Some("Aiken 只有单选题".into())
    } else if texts().any(|text| text.contains('\n')) {
        Some("题干或选项有换行，而 Aiken 各占一行".into())
    } else if is_answer(&question.stem) {
        Some("题干像答案行（ANSWER:）".into())
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bank_files::samples::{errors, question_bank, summary},
        domain::bank::question::Question,
    };

    #[test]
    fn questions_of_the_formats_documentation_are_read() {
        let file = "What is the correct answer to this question?\nA. Is it this one?\nB. Maybe this answer?\nC. Possibly \
                    this one?\nANSWER: B\n\nWhich LMS has the most quiz import formats?\r\nA) Moodle\r\nB) ATutor\r\n\
                    C) Claroline\r\nD) Blackboard\r\nANSWER: A\r\n";
        let rows = read(file.as_bytes()).expect("readable");
        assert_eq!(
            summary(&rows),
            [
                "1 单选 What is the correct answer to this question? [Is it this one?|Maybe this answer?|Possibly this one?] B",
                "7 单选 Which LMS has the most quiz import formats? [Moodle|ATutor|Claroline|Blackboard] A",
            ]
        );
    }

    #[test]
    fn what_is_out_of_order_is_told_by_its_line() {
        let file =
            "ANSWER: A\n一\nA. 甲\nB. 乙\nANSWER: AB\n二\nA. 甲\nC. 乙\nANSWER: A\n三\nA. 甲\n四\nA. 甲\nANSWER: D\n五";
        assert_eq!(
            errors(&read(file.as_bytes()).expect("readable")),
            [
                "1 ANSWER: 之前没有题干",
                "2 答案“AB”应当是一个选项的字母",
                "6 选项应当依次是 A、B、C……",
                "10 没有 ANSWER: 一行",
                "12 答案“D”应当是一个选项的字母",
                "15 没有 ANSWER: 一行",
            ]
        );
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_comes_back_and_the_rest_is_named(bank in question_bank()) {
            let written = write(&bank).expect("written");
            let rows = read(&written.bytes).expect("readable");
            let asked = |question: &Question| (question.stem.clone(), question.options.clone(), question.key);
            let found: Vec<_> = rows.iter().map(|row| asked(&row.read.as_ref().expect("read").as_question())).collect();
            let is_left_out = |question: &&Question| written.left_out.iter().any(|(id, _)| *id == question.id);
            let kept: Vec<_> = bank.questions.iter().filter(|it| !is_left_out(it)).map(asked).collect();
            proptest::prop_assert_eq!(found, kept);
            proptest::prop_assert_eq!(written.count + written.left_out.len(), bank.questions.len());
        }
    }
}
