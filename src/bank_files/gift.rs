//! GIFT, the text format of Moodle: questions with one or several right answers, and true or false.
//!
//! A comment in front of a question holds its id and tags, as Moodle writes them; the general feedback holds
//! explanation and citations.

use super::{Draft, MOST_ROWS, Refused, Row, Written, annex, carried, markup, moodle::share};
use crate::{
    domain::bank::{
        Bank,
        finding::Line,
        question::{Kind, Question},
    },
    sheet::{LONGEST_TEXT, delimited::decode},
};

/// Bytes of a question: its texts may be eight of the longest, with a backslash before every letter.
const LONGEST: usize = 8 * 8 * LONGEST_TEXT;

/// A character, and whether a backslash has taken its meaning away.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Sign {
    character: char,
    is_plain: bool,
}

/// A blank line ends a question; lines that begin with `//` are comments.
pub fn read(file: &[u8]) -> Result<Vec<Row>, Refused> {
    let text = decode(file)?;
    let mut rows = Vec::new();
    let (mut line, mut lines, mut comment) = (Line(0), Vec::new(), String::new());
    for (number, next) in (1..).zip(text.lines().chain([""])) {
        let next = next.trim();
        if let Some(said) = next.strip_prefix("//") {
            comment.push_str(said);
        } else if !next.is_empty() && !next.starts_with("$CATEGORY") {
            if lines.is_empty() {
                line = Line(number);
            }
            lines.push(next);
        } else {
            if !lines.is_empty() {
                if rows.len() == MOST_ROWS {
                    return Err(Refused::TooManyRows);
                }
                rows.push(if lines.iter().map(|line| line.len()).sum::<usize>() > LONGEST {
                    Row::refused(line, "试题过长")
                } else {
                    row(line, &signs(&lines.join("\n")), &comment)
                });
            }
            lines.clear();
            comment.clear();
        }
    }
    Ok(rows)
}

fn signs(text: &str) -> Vec<Sign> {
    let mut signs = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        let escaped = match rest.peek() {
            Some('n') if character == '\\' => Some('\n'),
            Some(next @ ('\\' | '~' | '=' | '#' | '{' | '}' | ':')) if character == '\\' => Some(*next),
            _ => None,
        };
        if escaped.is_some() {
            rest.next();
        }
        signs.push(Sign { character: escaped.unwrap_or(character), is_plain: escaped.is_some() });
    }
    signs
}

/// Where these characters stand with their meaning.
fn find(signs: &[Sign], wanted: &str) -> Option<usize> {
    signs.windows(wanted.len()).position(|here| starts_with(here, wanted))
}

/// The marks are all ASCII.
fn starts_with(signs: &[Sign], mark: &str) -> bool {
    let means = |(sign, wanted): (&Sign, char)| sign.character == wanted && !sign.is_plain;
    signs.len() >= mark.len() && signs.iter().zip(mark.chars()).all(means)
}

fn split<'s>(signs: &'s [Sign], at: &str) -> Option<(&'s [Sign], &'s [Sign])> {
    let place = find(signs, at)?;
    Some((&signs[..place], &signs[place + at.len()..]))
}

/// From the first to the last that is no blank.
fn trim(signs: &[Sign]) -> &[Sign] {
    let is_something = |sign: &Sign| !sign.character.is_whitespace();
    let start = signs.iter().position(is_something).unwrap_or(signs.len());
    let end = signs.iter().rposition(is_something).map_or(start, |last| last + 1);
    &signs[start..end]
}

fn string(signs: &[Sign]) -> String {
    signs.iter().map(|sign| sign.character).collect()
}

/// How a text is meant to be read.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    Plain,
    Html,
}

/// A text with the form that it names in front, or that of the question.
fn text(signs: &[Sign], form: Form) -> Result<(String, Form), String> {
    let signs = trim(signs);
    let forms =
        [("[html]", Form::Html), ("[plain]", Form::Plain), ("[moodle]", Form::Plain), ("[markdown]", Form::Plain)];
    let named = forms.iter().find(|(mark, _)| starts_with(signs, mark));
    let (rest, form) = named.map_or((signs, form), |(mark, form)| (&signs[mark.len()..], *form));
    let text = string(rest);
    Ok((if form == Form::Html { markup::of_html(&text)? } else { text }, form))
}

fn row(line: Line, signs: &[Sign], comment: &str) -> Row {
    let mut notices = Vec::new();
    let read = draft(signs, comment, &mut notices).map_err(|error| vec![error]);
    Row::new(line, read, notices)
}

fn draft(signs: &[Sign], comment: &str, notices: &mut Vec<String>) -> Result<Draft, String> {
    let titled = starts_with(signs, "::").then(|| split(&signs[2..], "::")).flatten();
    let signs = titled.map_or(signs, |(_, rest)| rest);
    let (stem, rest) = split(signs, "{").ok_or("没有答案（说明文字），不能导入")?;
    let (answers, after) = split(rest, "}").ok_or("答案没有以 } 结束")?;
    let (mut stem, form) = text(stem, Form::Plain)?;
    let after = text(after, form)?.0;
    if !after.is_empty() {
        // A word that is missing in the middle.
        stem = format!("{stem} _____ {after}");
    }
    let (answers, feedback) = split(answers, "####").map_or((answers, None), |(answers, it)| (answers, Some(it)));
    let mut draft = answered(&stem, trim(answers), form, notices)?;
    if let Some(feedback) = feedback {
        annex::take_explained(&mut draft, &text(feedback, form)?.0)?;
    }
    for (name, value) in brackets(comment) {
        match name {
            "id" => draft.id = Some(value),
            _ => annex::take_tag(&mut draft, &value)?,
        }
    }
    Ok(draft)
}

fn answered(stem: &str, answers: &[Sign], form: Form, notices: &mut Vec<String>) -> Result<Draft, String> {
    const MARKS: [&str; 2] = ["=", "~"];
    if answers.is_empty() {
        return Err("问答题不能导入".into());
    }
    if starts_with(answers, "#") {
        return Err("数字题不能导入".into());
    }
    if find(answers, "~").is_none() {
        let said = split(answers, "#").map_or(answers, |(said, _)| said);
        return match string(trim(said)).to_ascii_uppercase().as_str() {
            "T" | "TRUE" => Ok(Draft::judgment(stem, true)),
            "F" | "FALSE" => Ok(Draft::judgment(stem, false)),
            _ if find(answers, "->").is_some() => Err("匹配题不能导入".into()),
            _ => Err("填空题不能导入".into()),
        };
    }
    let kind = if find(answers, "=").is_some() { Kind::Single } else { Kind::Multiple };
    let mut options = Vec::new();
    let mut rest = answers;
    while let Some(mark) = MARKS.iter().find(|mark| starts_with(rest, mark)) {
        let next = rest[1..].iter().position(|sign| !sign.is_plain && matches!(sign.character, '=' | '~'));
        let (answer, after) = rest[1..].split_at(next.unwrap_or(rest.len() - 1));
        let (answer, has_feedback) = split(answer, "#").map_or((answer, false), |(answer, _)| (answer, true));
        if has_feedback && notices.is_empty() {
            notices.push("选项的反馈没有导入".into());
        }
        let (weight, answer) = weight(trim(answer))?;
        let is_right = match (*mark, kind, weight) {
            ("=", ..) => true,
            (_, Kind::Single, Some(weight)) if weight > 0.0 => return Err("单选题有部分得分的选项，不能导入".into()),
            (_, _, weight) => weight.is_some_and(|weight| weight > 0.0),
        };
        options.push((text(answer, form)?.0, is_right));
        rest = after;
    }
    if !rest.is_empty() {
        return Err("答案应当以 = 或 ~ 开头".into());
    }
    Draft::choice(kind, stem, options).map_err(|errors| errors.join("；"))
}

/// `%50%` in front of an answer.
fn weight(answer: &[Sign]) -> Result<(Option<f64>, &[Sign]), String> {
    if !starts_with(answer, "%") {
        return Ok((None, answer));
    }
    let (weight, rest) = split(&answer[1..], "%").ok_or("% 应当成对：%50%")?;
    let weight = string(weight);
    let value = weight.trim().parse().map_err(|_| format!("%{weight}% 应当是数字"))?;
    Ok((Some(value), rest))
}

/// `[id:…]` and `[tag:…]` of a comment; `\]` is a bracket in them.
fn brackets(comment: &str) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let mut rest = comment;
    while let Some(open) = rest.find('[') {
        rest = &rest[open + 1..];
        let Some(name) =
            ["id", "tag"].into_iter().find(|name| rest.strip_prefix(name).is_some_and(|it| it.starts_with(':')))
        else {
            continue;
        };
        let value = &rest[name.len() + 1..];
        let Some(close) = value.match_indices(']').map(|(at, _)| at).find(|&at| !value[..at].ends_with('\\')) else {
            break;
        };
        found.push((name, value[..close].replace("\\]", "]").trim().to_owned()));
        rest = &value[close..];
    }
    found
}

pub fn write(bank: &Bank) -> Result<Written, Refused> {
    let (questions, left_out) = carried(bank, |_| None);
    let mut out = String::new();
    for question in &questions {
        write_question(&mut out, question, bank);
    }
    Ok(Written { bytes: out.into_bytes(), count: questions.len(), left_out })
}

fn write_question(out: &mut String, question: &Question, bank: &Bank) {
    out.extend(["// [id:", &question.id, "]"]);
    for tag in annex::tags(question).iter().skip(1) {
        // Else a backslash at the end would take the bracket for its own.
        let blank = if tag.ends_with('\\') { " " } else { "" };
        out.extend([" [tag:", &tag.replace(']', "\\]"), blank, "]"]);
    }
    out.extend(["\n::", &escaped(&question.id), "::[plain]", &escaped(&question.stem), "{"]);
    if question.kind == Kind::Judgment {
        out.push_str(if question.key.positions().eq([0]) { "TRUE" } else { "FALSE" });
    }
    out.push('\n');
    for (at, option) in (0..).zip(&question.options) {
        let is_right = question.key.positions().any(|right| right == at);
        // Whoever ticks everything gets nothing, as in Ankao.
        let mark = match (question.kind, is_right) {
            (Kind::Multiple, true) => ["~%", share(question.key.len()), "%"],
            (Kind::Multiple, false) => ["~%", "-100", "%"],
            (_, true) => ["=", "", ""],
            (_, false) => ["~", "", ""],
        };
        out.extend(mark);
        out.extend(["[plain]", &escaped(option), "\n"]);
    }
    out.extend(["####[plain]", &escaped(&annex::explained(question, bank)), "\n}\n\n"]);
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => escaped.push_str("\\n"),
            '\\' | '~' | '=' | '#' | '{' | '}' | ':' => escaped.extend(['\\', character]),
            _ => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank_files::samples::{assert_comes_back, errors, question_bank, summary};

    /// Examples of Moodle's documentation of the format.
    const FILE: &str = r"// true/false
::Q1:: 1+1\=2 {T}

::Q2:: What's between orange and green
in the spectrum?
{ =yellow # right; good! ~red # wrong, it's yellow ~blue # wrong, it's yellow }

// [id:grant-1] [tag:history] [tag:difficulty [hard\]]
Grant is {~buried =entombed ~living} in Grant's tomb.

What two people are entombed in Grant's tomb? {
   ~%-100%No one
   ~%50%Grant
   ~%50%Grant's wife
   ~%-100%Grant's father
####Both of them.
}

$CATEGORY: $course$/tests

The sun rises in the west.{FALSE#It is the east.#Right.####See the sky.}

::HTML::[html]<p>2 &lt; 3 and \{x\: 1\}?</p>{=[plain]<b>~%0%no}

Two plus {=two =2} equals four.

Which animal eats which food? { =cat -> cat food =dog -> dog food }

What is a number from 1 to 5? {#3:2}

Write a short biography of Dag Hammarskjöld. {}

You can use your pencil and paper.

Half right? {=yes ~%50%perhaps ~no}

Never closed {=a ~b

[html]<img src='a.png'>{T}
";

    #[test]
    fn choices_and_true_false_are_read() {
        let rows = read(FILE.as_bytes()).expect("readable");
        assert_eq!(
            summary(&rows),
            [
                "2 判断 1+1=2 [] A",
                "4 单选 What's between orange and green\nin the spectrum? [yellow|red|blue] A",
                "9 单选 Grant is _____ in Grant's tomb. [buried|entombed|living] B",
                "11 多选 What two people are entombed in Grant's tomb? [No one|Grant|Grant's wife|Grant's father] BC",
                "21 判断 The sun rises in the west. [] B",
                "23 单选 2 < 3 and {x: 1}? [<b>|no] A",
            ]
        );
        let draft = |at: usize| rows[at].read.as_ref().expect("read");
        assert_eq!(rows[1].notices, ["选项的反馈没有导入"]);
        assert_eq!(draft(2).id.as_deref(), Some("grant-1"));
        assert_eq!(draft(2).topics, ["history", "difficulty [hard]"]);
        assert_eq!((draft(3).explanation.as_str(), draft(4).explanation.as_str()), ("Both of them.", "See the sky."));
    }

    #[test]
    fn other_types_are_refused_each_by_its_name() {
        assert_eq!(
            errors(&read(FILE.as_bytes()).expect("readable")),
            [
                "25 填空题不能导入",
                "27 匹配题不能导入",
                "29 数字题不能导入",
                "31 问答题不能导入",
                "33 没有答案（说明文字），不能导入",
                "35 单选题有部分得分的选项，不能导入",
                "37 答案没有以 } 结束",
                "39 含有 <img>，而试题只有文字",
            ]
        );
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
        #[test]
        fn any_bank_comes_back_whole(bank in question_bank()) {
            assert_comes_back(&bank, &write(&bank).expect("written"), |bytes| read(bytes).expect("readable"))?;
        }

        #[test]
        fn no_text_makes_it_panic(text in "[{}=~#%:\\\\\n/\\[\\]a1 -]{0,40}") {
            let _ = read(text.as_bytes());
        }
    }
}
