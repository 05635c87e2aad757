//! Faults of a pack by itself, and of packs beside each other.

use std::collections::{HashMap, HashSet};

use crate::domain::bank::{
    finding::{Code, Finding, Located},
    pack::Pack,
    question::{Citation, Kind, Question},
};

/// What no contest may be drawn from.
#[must_use]
pub fn faults(packs: &[Pack]) -> Vec<Finding> {
    let mut found = Vec::new();
    duplicates(packs, &mut found);
    displaced(packs, &mut found);
    excluded(packs, &mut found);
    for pack in packs {
        statute(pack, &mut found);
        for question in &pack.questions {
            id(pack, question, &mut found);
            texts(pack, question, &mut found);
            options(pack, question, &mut found);
            key(pack, question, &mut found);
            difficulty(pack, question, &mut found);
            cites(pack, question, &mut found);
        }
    }
    found
}

fn duplicates(packs: &[Pack], found: &mut Vec<Finding>) {
    let mut statutes = HashMap::new();
    let mut ids = HashMap::new();
    let mut texts = HashMap::new();
    for pack in packs {
        let statute = &pack.statute.value.id;
        if let Some(earlier) = statutes.insert(statute, &pack.file) {
            found.push(pack.finding(Code::DuplicateStatute, format!("法规 {statute} 已在 {earlier} 中")));
        }
        for question in &pack.questions {
            let Question { id, stem, options, .. } = &question.value;
            if let Some((file, line)) = ids.insert(id, (&pack.file, question.line)) {
                found.push(pack.finding_on(question, Code::DuplicateId, format!("题号已在 {file}:{line} 用过")));
            }
            if let Some(earlier) = texts.insert((stem, options), id) {
                let message = format!("题干和选项与 {earlier} 相同");
                found.push(pack.finding_on(question, Code::DuplicateQuestion, message));
            }
        }
    }
}

/// A provincial pack checked alone cannot know the national questions, so it is believed.
fn displaced(packs: &[Pack], found: &mut Vec<Finding>) {
    let is_national = |pack: &&Pack| pack.statute.value.province.is_none();
    if !packs.iter().any(|pack| is_national(&pack)) {
        return;
    }
    let national: HashSet<&String> =
        packs.iter().filter(is_national).flat_map(|pack| &pack.questions).map(|question| &question.value.id).collect();
    for pack in packs {
        for id in pack.statute.value.displaces.iter().filter(|id| !national.contains(id)) {
            found.push(pack.finding(Code::DisplacedUnknown, format!("displaces 中的 {id} 不是全国题")));
        }
    }
}

/// Ids of a statute whose file is not checked along are believed.
fn excluded(packs: &[Pack], found: &mut Vec<Finding>) {
    let abbreviation = |id: &str| id.split('-').next().map(str::to_owned);
    let ids: HashSet<&str> =
        packs.iter().flat_map(|pack| &pack.questions).map(|question| question.value.id.as_str()).collect();
    let checked: HashSet<_> = ids.iter().map(|id| abbreviation(id)).collect();
    for pack in packs {
        for question in &pack.questions {
            let Question { id, excludes, .. } = &question.value;
            let is_wrong = |other: &&String| {
                *other == id || !ids.contains(other.as_str()) && checked.contains(&abbreviation(other))
            };
            for other in excludes.iter().filter(is_wrong) {
                let message = format!("excludes 中的 {other} 不是另一道试题的题号");
                found.push(pack.finding_on(question, Code::ExcludedUnknown, message));
            }
        }
    }
}

fn statute(pack: &Pack, found: &mut Vec<Finding>) {
    let statute = &pack.statute.value;
    for (name, text) in [("id", &statute.id), ("title", &statute.title)] {
        if text.trim().is_empty() {
            found.push(pack.finding(Code::EmptyText, format!("法规的 {name} 是空的")));
        }
    }
    if statute.valid_from < statute.version {
        found.push(pack.finding(Code::ValidityReversed, "施行日期 valid_from 早于通过日期 version"));
    }
    if statute.valid_until.is_some_and(|until| until < statute.valid_from) {
        found.push(pack.finding(Code::ValidityReversed, "失效日期 valid_until 早于施行日期 valid_from"));
    }
}

/// Ids stand in addresses, file names and lines of reports.
fn id(pack: &Pack, question: &Located<Question>, found: &mut Vec<Finding>) {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let id = &question.value.id;
    if id.is_empty() || !id.bytes().all(plain) {
        found.push(pack.finding_on(question, Code::MalformedId, "题号只用小写字母、数字和连字符"));
    }
}

fn texts(pack: &Pack, question: &Located<Question>, found: &mut Vec<Finding>) {
    let Question { stem, explanation, topics, options, cites, .. } = &question.value;
    let blank = |text: &String| text.trim().is_empty();
    let empty = [
        ("题干 stem", blank(stem)),
        ("解析 explanation", blank(explanation)),
        ("知识点 topics", topics.is_empty() || topics.iter().any(blank)),
        ("选项 options", options.iter().any(blank)),
        ("关键短语 phrase", cites.iter().any(|cite| blank(&cite.phrase))),
    ];
    for (name, _) in empty.into_iter().filter(|(_, is_empty)| *is_empty) {
        found.push(pack.finding_on(question, Code::EmptyText, format!("{name} 是空的")));
    }
}

fn options(pack: &Pack, question: &Located<Question>, found: &mut Vec<Finding>) {
    let Question { kind, options, .. } = &question.value;
    let allowed = match kind {
        Kind::Single => 4..=4,
        Kind::Multiple => 4..=6,
        Kind::Judgment => return,
    };
    if !allowed.contains(&options.len()) {
        let wanted = if *kind == Kind::Single { "单选题应当有 4 个" } else { "多选题应当有 4 至 6 个" };
        found.push(pack.finding_on(question, Code::OptionCount, format!("有 {} 个选项，{wanted}", options.len())));
    }
    let mut seen = HashSet::new();
    for option in options.iter().filter(|option| !seen.insert(option.trim())) {
        found.push(pack.finding_on(question, Code::EqualOptions, format!("选项“{}”重复", option.trim())));
    }
}

fn key(pack: &Pack, question: &Located<Question>, found: &mut Vec<Finding>) {
    let Question { kind, key, .. } = &question.value;
    let count = question.value.option_count();
    for position in key.positions().filter(|position| usize::from(*position) >= count) {
        let message = format!("答案 {} 不在选项中", char::from(b'A' + position));
        found.push(pack.finding_on(question, Code::KeyOutsideOptions, message));
    }
    let size = key.len() as usize;
    let fault = match kind {
        Kind::Single | Kind::Judgment if size != 1 => Some("单选题和判断题的答案应当只有一个"),
        Kind::Multiple if size < 2 => Some("多选题的答案应当不少于两个"),
        Kind::Multiple if size >= count => Some("多选题的答案不能是全部选项"),
        _ => None,
    };
    found.extend(fault.map(|message| pack.finding_on(question, Code::KeySize, message)));
}

fn difficulty(pack: &Pack, question: &Located<Question>, found: &mut Vec<Finding>) {
    let difficulty = question.value.difficulty;
    if !(1..=5).contains(&difficulty) {
        let message = format!("难度 {difficulty} 不在 1 至 5 之间");
        found.push(pack.finding_on(question, Code::DifficultyOutsideRange, message));
    }
}

fn cites(pack: &Pack, question: &Located<Question>, found: &mut Vec<Finding>) {
    if question.value.cites.is_empty() {
        found.push(pack.finding_on(question, Code::CitationMissing, "没有引用条文"));
    }
    let last = pack.statute.value.articles.unwrap_or(u16::MAX);
    for Citation { article, paragraph, item, .. } in &question.value.cites {
        if *article == 0 {
            found.push(pack.finding_on(question, Code::ArticleNotFound, "条从 1 起"));
        } else if *article > last {
            let message = format!("没有第 {article} 条，法规只有 {last} 条");
            found.push(pack.finding_on(question, Code::ArticleNotFound, message));
        }
        if *paragraph == Some(0) || *item == Some(0) {
            found.push(pack.finding_on(question, Code::ParagraphNotFound, "款和项从 1 起"));
        }
    }
}
