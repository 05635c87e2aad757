//! Clues: what lets somebody guess who does not know the law.

use crate::domain::bank::{
    finding::{Code, Finding},
    guess::{Clue, Expectation},
    pack::Pack,
    question::{Kind, OptionSet, Question},
};

/// Fewer questions of a kind than this say nothing about a habit.
const FEWEST: usize = 8;

/// What gives answers away, by question and by statute.
#[must_use]
pub fn craft(packs: &[Pack]) -> Vec<Finding> {
    let mut found = Vec::new();
    guesser(packs, &mut found);
    for pack in packs {
        balance(pack, &mut found);
        habits(pack, &mut found);
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

/// What a habit is called by, and what it would be by chance: the clue marks one of four options.
const HABITS: [(Clue, Code, &str); 4] = [
    (Clue::Longest, Code::LongestKey, "答案是最长选项"),
    (Clue::Shortest, Code::ShortestKey, "答案是最短选项"),
    (Clue::Echo, Code::KeyEchoesStem, "答案重复题干的词语而其他选项不重复"),
    (Clue::Obliging, Code::KeyAloneObliges, "只有答案有“应当”“必须”"),
];

/// Chance does so much in one file of a thousand.
const HARDLY: f64 = 0.001;

/// The key's rank by length, words of the stem that only the key repeats, 应当 only in the key: each is a fault
/// only as a habit, so more often than a key put among the options by lot would have it.
fn habits(pack: &Pack, found: &mut Vec<Finding>) {
    for (clue, code, what) in HABITS {
        let singles = pack.questions.iter().map(|question| &question.value);
        let singles = singles.filter(|question| question.kind == Kind::Single && question.option_count() == 4);
        let hits: Vec<bool> = singles
            .filter_map(|question| {
                let marked = clue.marks(question)?;
                Some(question.key.positions().any(|position| usize::from(position) == marked))
            })
            .collect();
        let (marked, right) = (hits.len(), hits.iter().filter(|hit| **hit).count());
        if at_least(right, marked, 0.25) < HARDLY {
            let message = format!("单选题能分出高下的 {marked} 道中，{what}的有 {right} 道，超出碰巧的限度");
            found.push(pack.finding(code, message));
        }
    }
}

/// The chance of `hits` or more in `tries`, each with the chance `p`: the upper tail of the binomial.
fn at_least(hits: usize, tries: usize, p: f64) -> f64 {
    let odds = f64::ln(p / (1.0 - p));
    let tries = u32::try_from(tries).unwrap_or(u32::MAX);
    // By logarithms, since 0.75 to the number of a big bank's questions is nothing to a float.
    let mut log = f64::from(tries) * f64::ln(1.0 - p);
    let mut sum = 0.0;
    for taken in 0..=tries {
        if usize::try_from(taken).is_ok_and(|taken| taken >= hits) {
            sum += log.exp();
        }
        log += f64::ln(f64::from(tries - taken) / f64::from(taken + 1)) + odds;
    }
    sum
}

/// A guesser by clues may gain so many points of 100 over a blind one.
const GAIN: f64 = 3.0;

/// Two questions may well give a guesser fifty points, so the gain must also be more than so many
/// standard deviations of a blind guesser's score. From 1,200 questions on that is less than [`GAIN`].
const DEVIATIONS: f64 = 2.5;

/// What all packs together give to a guesser, told at the pack that gives most.
fn guesser(packs: &[Pack], found: &mut Vec<Finding>) {
    let all: Expectation = packs.iter().flat_map(|pack| &pack.questions).map(|question| &question.value).collect();
    let (clue, gain) = all.best();
    if gain <= GAIN || gain <= DEVIATIONS * all.deviation {
        return;
    }
    let gives = |pack: &&Pack| {
        let own: Expectation = pack.questions.iter().map(|question| &question.value).collect();
        own.gain(clue) * u32::try_from(own.questions).map_or(f64::INFINITY, f64::from)
    };
    if let Some(pack) = packs.iter().max_by(|one, other| gives(one).total_cmp(&gives(other))) {
        let Expectation { questions, blind, .. } = all;
        let message = format!(
            "全部 {questions} 道题只凭线索（{}）猜，每百分可得 {:.1} 分，比纯随机的 {blind:.1} 分多 {gain:.1} 分，不应当多过 {GAIN} 分；本文件给出最多",
            clue.name(),
            blind + gain,
        );
        found.push(pack.finding(Code::Guessable, message));
    }
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
