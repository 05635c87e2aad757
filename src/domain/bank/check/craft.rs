//! Clues: what lets somebody guess who does not know the law.

use crate::domain::bank::{
    finding::{Code, Finding},
    pack::Pack,
    question::{Kind, OptionSet, Question},
};

/// Fewer questions of a kind than this say nothing about a habit.
const FEWEST: usize = 8;

/// What gives answers away, by question and by statute.
#[must_use]
pub fn craft(packs: &[Pack]) -> Vec<Finding> {
    let mut found = Vec::new();
    for pack in packs {
        balance(pack, &mut found);
        longest(pack, &mut found);
        references(pack, &mut found);
    }
    found
}

/// Percent of the questions of `kind` that are `marked`; `None` where they are too few to tell.
fn share(pack: &Pack, kind: Kind, marked: impl Fn(&Question) -> bool) -> Option<usize> {
    let of_kind: Vec<_> =
        pack.questions.iter().map(|question| &question.value).filter(|question| question.kind == kind).collect();
    let count = of_kind.iter().filter(|question| marked(question)).count();
    (of_kind.len() >= FEWEST).then(|| count * 100 / of_kind.len())
}

fn balance(pack: &Pack, found: &mut Vec<Finding>) {
    let is_true = |question: &Question| Some(question.key) == OptionSet::from_letters("A");
    if let Some(share) = share(pack, Kind::Judgment, is_true)
        && !(35..=65).contains(&share)
    {
        let message = format!("判断题中答案为“对”的占 {share}%，应当在 35% 至 65% 之间");
        found.push(pack.finding(Code::UnbalancedJudgments, message));
    }
}

/// One in four is chance; well beyond it, "take the longest" is a strategy.
fn longest(pack: &Pack, found: &mut Vec<Finding>) {
    if let Some(share) = share(pack, Kind::Single, key_is_longest)
        && share > 35
    {
        let message = format!("单选题中答案是最长选项的占 {share}%，不应当超过 35%");
        found.push(pack.finding(Code::LongestKey, message));
    }
}

fn key_is_longest(question: &Question) -> bool {
    let in_key = |index: usize| question.key.positions().any(|position| usize::from(position) == index);
    let length = |wanted: bool| {
        let lengths = question.options.iter().enumerate().filter(|(index, _)| in_key(*index) == wanted);
        lengths.map(|(_, option)| option.chars().count()).max()
    };
    length(true) > length(false)
}

/// Options are shuffled for every paper, so none may speak of the others.
fn references(pack: &Pack, found: &mut Vec<Finding>) {
    for question in &pack.questions {
        for option in question.value.options.iter().filter(|option| option.trim().starts_with("以上")) {
            let message = format!("选项“{option}”指向别的选项，而选项的次序是打乱的");
            found.push(pack.finding_on(question, Code::RefersToOptions, message));
        }
    }
}
