//! Near-duplicates: questions that ask almost the same in almost the same words.

use std::collections::{HashMap, HashSet};

use crate::domain::bank::{
    finding::{Code, Finding, Located},
    pack::Pack,
    question::{Kind, Question},
};

/// From this likeness on two questions are near-duplicates, in percent.
///
/// In the bundled bank of 1,276 questions the likest pairs have 61, 61, 58 and 57 %: cases told by one formula
/// that turn on other facts, and so other questions. All others have less than 50 %. A question of which one
/// word is another, as in the test below, has 77 %.
const THRESHOLD: usize = 65;

/// Pairs that are told: whoever has so many knows that his questions are alike.
const MOST_PAIRS: usize = 100_000;

/// Finds pairs alike, within and across statutes; the later question bears the finding. Pairs that
/// `excludes` keeps apart are known, and wholly equal ones are duplicates already.
#[must_use]
pub fn alike(packs: &[Pack]) -> Vec<Finding> {
    let questions: Vec<(&Pack, &Located<Question>)> =
        packs.iter().flat_map(|pack| pack.questions.iter().map(move |question| (pack, question))).collect();
    let texts: Vec<String> = questions.iter().map(|(_, question)| asked(&question.value)).collect();
    let mut found = Vec::new();
    for Pair { earlier, later, percent } in pairs(&texts) {
        let (pack, question) = questions[later];
        let other = &questions[earlier].1.value;
        if !is_known(&question.value, other) {
            let message = format!("题干和答案与 {} 有 {percent}% 相同；确要两题都留，写进 excludes", other.id);
            found.push(pack.finding_on(question, Code::NearDuplicate, message));
        }
    }
    found
}

fn is_known(one: &Question, other: &Question) -> bool {
    let is_equal = (&one.stem, &one.options) == (&other.stem, &other.options);
    is_equal || one.id == other.id || one.excludes.contains(&other.id) || other.excludes.contains(&one.id)
}

/// The stem and, where they say something, the right options.
fn asked(question: &Question) -> String {
    let mut text = question.stem.clone();
    if question.kind != Kind::Judgment {
        text.extend(question.key.positions().map(|position| question.option(position.into())));
    }
    text
}

#[derive(Debug, PartialEq, Eq)]
struct Pair {
    earlier: usize,
    later: usize,
    percent: usize,
}

/// Pairs of texts whose sets of trigrams have a Jaccard index of [`THRESHOLD`] percent or more.
///
/// Exact, and fast by the prefixes of the sets: with the grams in one order, rare ones first, two sets that
/// share so much must share one of the first few of each. So only rare grams are looked up, and a phrase
/// that half of the bank has costs nothing. It ends at [`MOST_PAIRS`].
fn pairs(texts: &[String]) -> Vec<Pair> {
    let sets = ranked(texts.iter().map(|text| trigrams(text)).collect());
    let mut postings: HashMap<u32, Vec<usize>> = HashMap::new();
    let mut pairs = Vec::new();
    for (later, set) in sets.iter().enumerate() {
        if pairs.len() >= MOST_PAIRS {
            break;
        }
        let prefix = &set[..set.len() - (set.len() * THRESHOLD).div_ceil(100) + usize::from(!set.is_empty())];
        let candidates: HashSet<usize> =
            prefix.iter().filter_map(|gram| postings.get(gram)).flatten().copied().collect();
        let mut likenesses: Vec<_> = candidates
            .into_iter()
            .map(|earlier| Pair { earlier, later, percent: jaccard_percent(&sets[earlier], set) })
            .filter(|pair| pair.percent >= THRESHOLD)
            .collect();
        likenesses.sort_unstable_by_key(|pair| pair.earlier);
        pairs.extend(likenesses);
        for gram in prefix {
            postings.entry(*gram).or_default().push(later);
        }
    }
    pairs
}

/// Each three letters or digits in a row, once; punctuation does not count.
fn trigrams(text: &str) -> HashSet<[char; 3]> {
    let letters: Vec<char> = text.chars().filter(|letter| letter.is_alphanumeric()).collect();
    letters.windows(3).filter_map(|gram| gram.try_into().ok()).collect()
}

/// The sets with each gram as its rank, the rarest first, in ascending order.
fn ranked(sets: Vec<HashSet<[char; 3]>>) -> Vec<Vec<u32>> {
    let mut counts: HashMap<[char; 3], u32> = HashMap::new();
    for gram in sets.iter().flatten() {
        *counts.entry(*gram).or_default() += 1;
    }
    let mut order: Vec<_> = counts.into_iter().map(|(gram, count)| (count, gram)).collect();
    order.sort_unstable();
    let ranks: HashMap<[char; 3], u32> = order.into_iter().map(|(_, gram)| gram).zip(0..).collect();
    let rank = |set: HashSet<[char; 3]>| {
        let mut set: Vec<u32> = set.iter().map(|gram| ranks[gram]).collect();
        set.sort_unstable();
        set
    };
    sets.into_iter().map(rank).collect()
}

/// Of two ascending sets; nothing is like an empty one.
fn jaccard_percent(one: &[u32], other: &[u32]) -> usize {
    let (mut left, mut right, mut common) = (0, 0, 0);
    while let (Some(a), Some(b)) = (one.get(left), other.get(right)) {
        common += usize::from(a == b);
        left += usize::from(a <= b);
        right += usize::from(b <= a);
    }
    (common * 100).checked_div(one.len() + other.len() - common).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::bank::samples::lamp_pack;

    const LONG: &str = "某港务公司的灯塔在大雾天气中，守灯人应当在何时点亮灯塔的主灯并向港务公司的值班室报告？";

    fn found(edits: &[(&str, &str)]) -> Vec<String> {
        let long = [("灯塔应当何时点灯？", LONG)];
        let other = [&[("lamp-law", "buoy-law"), ("lamp-00", "buoy-00")], edits].concat();
        let mut other = lamp_pack(&other);
        other.questions.truncate(1);
        alike(&[lamp_pack(&long), other]).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn questions_almost_alike_are_found_across_statutes_unless_they_are_known() {
        let near = LONG.replace("何时", "什么时候");
        let finding =
            "lamp.toml:8 buoy-001-01 near_duplicate 题干和答案与 lamp-001-01 有 77% 相同；确要两题都留，写进 excludes";
        assert_eq!(found(&[("灯塔应当何时点灯？", &near)]), [finding]);
        let known = ("difficulty = 2", "difficulty = 2\nexcludes = [\"lamp-001-01\"]");
        assert_eq!(found(&[("灯塔应当何时点灯？", &near), known]), Vec::<String>::new());
        assert_eq!(found(&[("灯塔应当何时点灯？", LONG)]), Vec::<String>::new(), "a duplicate, found as such");
        assert_eq!(found(&[("灯塔应当何时点灯？", LONG), ("正午", "午后")]).len(), 1, "other wrong options");
        let half: String = LONG.chars().take(24).collect();
        assert_eq!(found(&[("灯塔应当何时点灯？", &half)]), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn the_prefixes_miss_no_pair(texts in prop::collection::vec("[灯塔夜雾]{0,7}", 0..24)) {
            let sets = ranked(texts.iter().map(|text| trigrams(text)).collect());
            let mut all = Vec::new();
            for later in 0..sets.len() {
                for earlier in 0..later {
                    let percent = jaccard_percent(&sets[earlier], &sets[later]);
                    all.extend((percent >= THRESHOLD).then_some(Pair { earlier, later, percent }));
                }
            }
            prop_assert_eq!(pairs(&texts), all);
        }
    }
}
