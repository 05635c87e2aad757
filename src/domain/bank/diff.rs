//! What changed from one bank to another, by id.

use std::{collections::BTreeMap, fmt::Display};

use super::{
    Bank,
    question::{Citation, JUDGMENT_OPTIONS, Kind, Question, Statute, Usage},
};

/// Changes of statutes and of questions, each in the order of ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    pub statutes: Vec<Change>,
    pub questions: Vec<Change>,
}

/// What became of the statute or question with that id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub id: String,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// With its title or stem.
    Added(String),
    /// With its title or stem.
    Removed(String),
    Changed(Vec<Part>),
}

/// A part that is not what it was, both as a person reads them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub name: &'static str,
    pub before: String,
    pub after: String,
}

impl Bank {
    /// What changed since an `earlier` bank.
    #[must_use]
    pub fn diff_from(&self, earlier: &Self) -> Diff {
        Diff {
            statutes: changes(&earlier.statutes, &self.statutes, |it| (&it.id, &it.title), statute_parts),
            questions: changes(&earlier.questions, &self.questions, |it| (&it.id, &it.stem), question_parts),
        }
    }
}

fn changes<T: PartialEq, const N: usize>(
    before: &[T],
    after: &[T],
    id_and_name: impl for<'t> Fn(&'t T) -> (&'t String, &'t String),
    parts: impl Fn(&T) -> [(&'static str, String); N],
) -> Vec<Change> {
    let mut both: BTreeMap<&String, [Option<&T>; 2]> = BTreeMap::new();
    for (side, bank) in [before, after].into_iter().enumerate() {
        for thing in bank {
            both.entry(id_and_name(thing).0).or_default()[side] = Some(thing);
        }
    }
    let what = |sides: [Option<&T>; 2]| match sides {
        [Some(before), Some(after)] if before != after => {
            let differing = parts(before).into_iter().zip(parts(after)).filter(|(before, after)| before != after);
            let part = |((name, before), (_, after))| Part { name, before, after };
            Some(What::Changed(differing.map(part).collect()))
        }
        [None, Some(after)] => Some(What::Added(id_and_name(after).1.clone())),
        [Some(before), None] => Some(What::Removed(id_and_name(before).1.clone())),
        _ => None,
    };
    both.into_iter().filter_map(|(id, sides)| Some(Change { id: id.clone(), what: what(sides)? })).collect()
}

fn statute_parts(statute: &Statute) -> [(&'static str, String); 7] {
    let Statute { id: _, title, version, valid_from, valid_until, articles, province, displaces } = statute;
    [
        ("标题", title.clone()),
        ("通过日期", version.to_string()),
        ("施行日期", valid_from.to_string()),
        ("失效日期", or_none(valid_until.as_ref())),
        ("总条数", or_none(articles.as_ref())),
        ("地区", or_none(province.as_ref())),
        ("替代的全国题", displaces.join("、")),
    ]
}

fn question_parts(question: &Question) -> [(&'static str, String); 11] {
    let Question { id: _, statute, kind, stem, options, key, difficulty, topics, cites, explanation, usage, excludes } =
        question;
    let letters = || ('A'..='Z').map(String::from);
    let key = match kind {
        Kind::Judgment => key.positions().filter_map(|it| JUDGMENT_OPTIONS.get(usize::from(it))).copied().collect(),
        Kind::Single | Kind::Multiple => key.letters(),
    };
    let usage = match usage {
        Usage::Contest => "竞赛",
        Usage::Practice => "练习",
        Usage::Both => "竞赛和练习",
    };
    [
        ("法规", statute.clone()),
        ("题型", kind.name().into()),
        ("题干", stem.clone()),
        ("选项", letters().zip(options).map(|(letter, option)| letter + " " + option).collect::<Vec<_>>().join("；")),
        ("答案", key),
        ("难度", difficulty.to_string()),
        ("知识点", topics.join("、")),
        ("依据", cites.iter().map(place).collect::<Vec<_>>().join("；")),
        ("解析", explanation.clone()),
        ("用途", usage.into()),
        ("不同卷", excludes.join("、")),
    ]
}

fn place(cite: &Citation) -> String {
    let Citation { article, paragraph, item, phrase } = cite;
    let paragraph = paragraph.map(|paragraph| format!("第 {paragraph} 款")).unwrap_or_default();
    let item = item.map(|item| format!("第（{item}）项")).unwrap_or_default();
    format!("第 {article} 条{paragraph}{item}“{phrase}”")
}

fn or_none(value: Option<&impl Display>) -> String {
    value.map_or_else(|| "无".into(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::bank::{
        question::OptionSet,
        samples::{lamp_bank, lamp_question},
    };

    #[test]
    fn a_bank_does_not_differ_from_itself_in_another_order() {
        let mut other = lamp_bank();
        other.questions.reverse();
        assert_eq!(other.diff_from(&lamp_bank()), Diff::default());
    }

    #[test]
    fn questions_come_and_go_and_change_by_id() {
        let mut after = lamp_bank();
        after.questions[0].id = "lamp-003-01".into();
        after.questions[1].key = OptionSet::from_letters("A").expect("a letter");
        after.questions[1].stem.push('！');
        let changed = vec![
            Part {
                name: "题干", before: "守灯人应当是一人。".into(), after: "守灯人应当是一人。！".into()
            },
            Part { name: "答案", before: "错".into(), after: "对".into() },
        ];
        let stem = lamp_question().stem;
        let change = |id: &str, what| Change { id: id.into(), what };
        assert_eq!(
            after.diff_from(&lamp_bank()),
            Diff {
                statutes: Vec::new(),
                questions: vec![
                    change("lamp-001-01", What::Removed(stem.clone())),
                    change("lamp-002-01", What::Changed(changed)),
                    change("lamp-003-01", What::Added(stem)),
                ],
            }
        );
    }

    #[test]
    fn any_change_of_a_question_has_a_name() {
        type Make = fn(&mut Question);
        let changes: [(Make, &str); 11] = [
            (|q| q.statute.push('x'), "法规"),
            (|q| q.kind = Kind::Multiple, "题型"),
            (|q| q.stem.push('？'), "题干"),
            (|q| q.options.swap(1, 2), "选项"),
            (|q| q.key = OptionSet::from_letters("B").expect("a letter"), "答案"),
            (|q| q.difficulty += 1, "难度"),
            (|q| q.topics.clear(), "知识点"),
            (|q| q.cites[0].item = Some(1), "依据"),
            (|q| q.explanation.clear(), "解析"),
            (|q| q.usage = Usage::Practice, "用途"),
            (|q| q.excludes.push("lamp-002-01".into()), "不同卷"),
        ];
        for (make, name) in changes {
            let mut after = lamp_bank();
            make(&mut after.questions[0]);
            let diff = after.diff_from(&lamp_bank());
            let [Change { what: What::Changed(parts), .. }] = &diff.questions[..] else { panic!("{name}: {diff:?}") };
            assert_eq!(parts.iter().map(|part| part.name).collect::<Vec<_>>(), [name]);
        }
    }

    #[test]
    fn a_statute_changes_too() {
        let mut after = lamp_bank();
        after.statutes[0].valid_until = Some(jiff::civil::date(2030, 1, 1));
        let part = Part { name: "失效日期", before: "无".into(), after: "2030-01-01".into() };
        let change = Change { id: "lamp-law".into(), what: What::Changed(vec![part]) };
        assert_eq!(after.diff_from(&lamp_bank()).statutes, [change]);
    }
}
