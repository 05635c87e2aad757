//! What formats have no field for, as text in fields that they do have: tags (难度:2), the citations (依据) below
//! the explanation, lists in a cell.

use super::{
    draft::{Cited, Draft},
    tidy,
};
use crate::domain::bank::{
    Bank,
    question::{Citation, Question, Usage},
    statute_text::numeral,
};

const ID: &str = "题号";
const STATUTE: &str = "法规";
const DIFFICULTY: &str = "难度";
const TOPIC: &str = "知识点";
const USAGE: &str = "用途";
const EXCLUDES: &str = "不同卷";
/// Stands between an explanation and the citations below it.
const CITES_BELOW: &str = "\n\n依据：\n";

/// The tags of a question, for formats that have tags.
pub fn tags(question: &Question) -> Vec<String> {
    let Question { id, statute, difficulty, topics, usage, excludes, .. } = question;
    let mut tags = vec![format!("{ID}:{id}"), format!("{STATUTE}:{statute}"), format!("{DIFFICULTY}:{difficulty}")];
    tags.extend(topics.iter().map(|topic| format!("{TOPIC}:{}", one_line(topic))));
    if *usage != Usage::Both {
        tags.push(format!("{USAGE}:{}", usage_name(*usage)));
    }
    tags.extend(excludes.iter().map(|other| format!("{EXCLUDES}:{}", one_line(other))));
    tags
}

/// Puts what a tag says into the draft. One that is not of [`tags`] is a topic.
pub fn take_tag(draft: &mut Draft, tag: &str) -> Result<(), String> {
    let tag = tidy(tag);
    let (name, value) = tag.split_once([':', '：']).unwrap_or(("", &tag));
    match name {
        ID => draft.id = Some(value.to_owned()),
        STATUTE => draft.statute = Some(value.to_owned()),
        DIFFICULTY => draft.difficulty = Some(difficulty_of(value)?),
        USAGE => draft.usage = usage_of(value)?,
        EXCLUDES => draft.excludes.push(many_lines(value)),
        TOPIC => draft.topics.push(many_lines(value)),
        _ if tag.is_empty() => {}
        _ => draft.topics.push(tag),
    }
    Ok(())
}

/// The explanation with the citations below it.
pub fn explained(question: &Question, bank: &Bank) -> String {
    let cites = cite_lines(question, bank);
    if cites.is_empty() {
        return question.explanation.clone();
    }
    format!("{}{CITES_BELOW}{cites}", question.explanation)
}

/// Parts an explanation from citations below it.
pub fn take_explained(draft: &mut Draft, text: &str) -> Result<(), String> {
    let text = format!("\n\n{}", tidy(text));
    let (explanation, cites) = text.rsplit_once(CITES_BELOW).unwrap_or((&text, ""));
    draft.cites = cites_of(cites)?;
    draft.explanation = tidy(explanation);
    Ok(())
}

/// The citations of a question, one a line: 《法规》第24条第2款第3项“短语”.
pub fn cite_lines(question: &Question, bank: &Bank) -> String {
    let statute = bank.statutes.iter().find(|statute| statute.id == question.statute);
    let title = statute.map_or("", |statute| statute.title.as_str());
    let lines = question.cites.iter().map(|Citation { article, paragraph, item, phrase }| {
        let part = |number: &Option<u8>, unit| number.map_or(String::new(), |number| format!("第{number}{unit}"));
        let (paragraph, item) = (part(paragraph, '款'), part(item, '项'));
        format!("《{title}》第{article}条{paragraph}{item}“{}”", one_line(phrase))
    });
    lines.collect::<Vec<_>>().join("\n")
}

pub fn cites_of(text: &str) -> Result<Vec<Cited>, String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let wanted = "应当写成：《法规名》第几条第几款“条文里的短语”，每条一行";
            cite_of(line).ok_or_else(|| format!("依据“{line}”看不懂，{wanted}"))
        })
        .collect()
}

fn cite_of(line: &str) -> Option<Cited> {
    let Some(titled) = line.strip_prefix('《') else {
        return Some(Cited { title: None, citation: citation_of(line)? });
    };
    // A title may hold titles: 关于《灯塔法》的解释.
    let mut depth = 1_usize;
    let (end, bracket) = titled.char_indices().find(|(_, character)| {
        match character {
            '《' => depth += 1,
            '》' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    })?;
    let citation = citation_of(&titled[end + bracket.len_utf8()..])?;
    Some(Cited { title: Some(titled[..end].trim().to_owned()), citation })
}

fn citation_of(text: &str) -> Option<Citation> {
    let (article, rest) = part(text, '条')?;
    let (paragraph, rest) = small_part(rest, '款')?;
    let (item, rest) = small_part(rest, '项')?;
    let rest = rest.trim_start_matches(['：', ':', '，', ',', ' ']).trim_end();
    let quotes = [('“', '”'), ('"', '"'), ('「', '」')];
    let quoted = quotes.iter().find_map(|(open, close)| rest.strip_prefix(*open)?.strip_suffix(*close));
    // Beside a phrase in quotes nothing else stands: a second citation, say.
    let phrase = quoted.or(Some("")).filter(|_| quoted.is_some() || rest.is_empty())?;
    Some(Citation { article, paragraph, item, phrase: many_lines(phrase) })
}

/// 第, a number, the unit, and what follows.
fn part(text: &str, unit: char) -> Option<(u16, &str)> {
    let (number, rest) = text.trim_start().strip_prefix('第')?.split_once(unit)?;
    let number = number.trim().trim_matches(['（', '）', '(', ')']);
    Some((number.parse().ok().or_else(|| numeral(number))?, rest))
}

/// The same, where it may be missing; none where the number is too large.
fn small_part(text: &str, unit: char) -> Option<(Option<u8>, &str)> {
    match part(text, unit) {
        Some((number, rest)) => Some((Some(u8::try_from(number).ok()?), rest)),
        None => Some((None, text)),
    }
}

/// A list in one cell.
pub fn list_cell(texts: &[String]) -> String {
    texts.iter().map(|text| one_line(text)).collect::<Vec<_>>().join("；")
}

pub fn list_of(cell: &str) -> Vec<String> {
    let (mut texts, mut text, mut is_escaped) = (Vec::new(), String::new(), false);
    for character in cell.chars() {
        if !is_escaped && matches!(character, '；' | ';' | '\n') {
            texts.push(std::mem::take(&mut text));
        } else {
            text.push(character);
        }
        is_escaped = character == '\\' && !is_escaped;
    }
    texts.push(text);
    texts.iter().map(|text| many_lines(text.trim())).filter(|text| !text.is_empty()).collect()
}

/// A text in one line, which [`list_of`] does not cut.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => line.push_str("\\n"),
            '\\' => line.push_str("\\\\"),
            '；' | ';' => line.extend(['\\', character]),
            _ => line.push(character),
        }
    }
    line
}

/// The text that [`one_line`] was given.
fn many_lines(line: &str) -> String {
    let (mut text, mut rest) = (String::with_capacity(line.len()), line.chars().peekable());
    while let Some(character) = rest.next() {
        match rest.peek() {
            Some('n') if character == '\\' => text.push('\n'),
            Some(next @ ('\\' | '；' | ';')) if character == '\\' => text.push(*next),
            _ => {
                text.push(character);
                continue;
            }
        }
        rest.next();
    }
    text
}

pub fn difficulty_of(text: &str) -> Result<u8, String> {
    match text {
        "1" | "易" | "容易" | "简单" => Ok(1),
        "2" | "较易" => Ok(2),
        "3" | "中" | "中等" | "一般" => Ok(3),
        "4" | "较难" => Ok(4),
        "5" | "难" | "困难" => Ok(5),
        _ => Err(format!("难度“{text}”应当是 1 至 5，或者易、较易、中、较难、难")),
    }
}

pub fn usage_name(usage: Usage) -> &'static str {
    match usage {
        Usage::Contest => "竞赛",
        Usage::Practice => "练习",
        Usage::Both => "",
    }
}

pub fn usage_of(text: &str) -> Result<Usage, String> {
    match text {
        "竞赛" => Ok(Usage::Contest),
        "练习" => Ok(Usage::Practice),
        "" | "不限" => Ok(Usage::Both),
        _ => Err(format!("用途“{text}”应当是竞赛、练习或者不限")),
    }
}

/// Whether a text says 对 or 错.
pub fn truth(text: &str) -> Option<bool> {
    match text.trim().trim_end_matches(['。', '.']).to_uppercase().as_str() {
        "对" | "正确" | "√" | "✓" | "是" | "T" | "TRUE" => Some(true),
        "错" | "错误" | "×" | "✗" | "✕" | "否" | "F" | "FALSE" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citation_is_read_as_people_write_it() {
        for (line, title, article, paragraph, item, phrase) in [
            ("《灯塔法》第24条第2款第3项“夜间点灯”", Some("灯塔法"), 24, Some(2), Some(3), "夜间点灯"),
            ("《灯塔法》第二十四条", Some("灯塔法"), 24, None, None, ""),
            ("《灯塔法》 第一百零三条第（三）项：\"点灯\"", Some("灯塔法"), 103, None, Some(3), "点灯"),
            ("《〈灯塔法〉解释》第3条", Some("〈灯塔法〉解释"), 3, None, None, ""),
            ("《关于《灯塔法》的解释》第3条“》第4条”", Some("关于《灯塔法》的解释"), 3, None, None, "》第4条"),
            ("第三条，“点灯”", None, 3, None, None, "点灯"),
        ] {
            let citation = Citation { article, paragraph, item, phrase: phrase.into() };
            let expected = Cited { title: title.map(str::to_owned), citation };
            assert_eq!(cites_of(line), Ok(vec![expected]), "{line}");
        }
        for line in
            ["灯塔法第三条", "《灯塔法》", "《灯塔法》第三条；《浮标法》第一条", "第条", "《灯塔法》第三条第900款"]
        {
            assert!(cites_of(line).is_err(), "{line}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_list_in_a_cell_comes_back(texts in proptest::collection::vec("[a\\\\n；;，\n点]{0,8}", 0..5)) {
            let texts: Vec<String> = texts.iter().map(|text| tidy(text)).filter(|text| !text.is_empty()).collect();
            proptest::prop_assert_eq!(list_of(&list_cell(&texts)), texts);
        }

        #[test]
        fn no_text_makes_it_panic(text in "[《》第一1条款项“”；\\\\n\n ]{0,30}") {
            let _ = (cites_of(&text), list_of(&text));
        }
    }
}
