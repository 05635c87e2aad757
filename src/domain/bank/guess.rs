//! Somebody who does not know the law, guesses by clues, and should gain nothing by it.
//!
//! A [`Clue`] says how much each option attracts; the guesser takes the options that attract most, and what
//! he may expect is worked out, not tried. A new clue is a variant with its arm in [`Clue::pulls`].

use std::collections::HashSet;

use super::question::{Kind, Question};

/// What a guesser goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clue {
    /// The longest option.
    Longest,
    /// The shortest option.
    Shortest,
    /// Any option but the shortest.
    NotShortest,
    /// The option that repeats words of the stem which no other repeats.
    Echo,
    /// The option that alone has 应当 or 必须.
    Obliging,
    /// All at once: an option gains where it alone is the longest, echoes or obliges, and loses where it is
    /// the shortest.
    Together,
}

impl Clue {
    /// What a guesser would try.
    pub const GUESSES: [Self; 5] = [Self::Longest, Self::NotShortest, Self::Echo, Self::Obliging, Self::Together];

    /// As it completes the sentence "只凭…猜题".
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Longest => "选最长",
            Self::Shortest => "选最短",
            Self::NotShortest => "排除最短",
            Self::Echo => "重复题干词语",
            Self::Obliging => "独有“应当”“必须”",
            Self::Together => "各种线索合用",
        }
    }

    /// How much each option attracts. A judgment has clues of its own, whatever the guesser makes of options.
    fn pulls(self, question: &Question) -> Vec<i64> {
        let options: Vec<&str> = (0..question.option_count()).map(|index| question.option(index)).collect();
        if question.kind == Kind::Judgment {
            return verdict(&question.stem);
        }
        let lengths = || options.iter().map(|option| i64::try_from(option.chars().count()).unwrap_or(i64::MAX));
        match self {
            Self::Longest => lengths().collect(),
            Self::Shortest => lengths().map(|length| -length).collect(),
            Self::NotShortest => {
                let shortest = lengths().min();
                lengths().map(|length| i64::from(Some(length) > shortest)).collect()
            }
            Self::Echo => echoes(&question.stem, &options),
            Self::Obliging => {
                let obliges = |option: &&str| option.contains("应当") || option.contains("必须");
                options.iter().map(|option| i64::from(obliges(option))).collect()
            }
            Self::Together => {
                let mut pulls = vec![0; options.len()];
                for (clue, weight) in [(Self::Longest, 1), (Self::Echo, 1), (Self::Obliging, 1), (Self::Shortest, -1)] {
                    if let Some(index) = clue.marks(question) {
                        pulls[index] += weight;
                    }
                }
                pulls
            }
        }
    }

    /// The one option that the clue marks out from the others.
    #[must_use]
    pub fn marks(self, question: &Question) -> Option<usize> {
        let pulls = self.pulls(question);
        let most = pulls.iter().max()?;
        let mut marked = pulls.iter().enumerate().filter(|(_, pull)| *pull == most).map(|(index, _)| index);
        marked.next().filter(|_| marked.next().is_none())
    }
}

/// 对 and 错 as the words of a judgment suggest: who writes that a duty still stands is mostly right, who writes
/// that one thing alone is enough mostly wrong.
fn verdict(stem: &str) -> Vec<i64> {
    let sounds_true = stem.contains('仍') || stem.contains("不免除");
    let sounds_false = stem.split_once("只要").is_some_and(|(_, rest)| rest.contains('就') || rest.contains('即'));
    vec![i64::from(sounds_true), i64::from(sounds_false)]
}

/// How many pairs of characters each option repeats from the stem that no other option repeats.
fn echoes(stem: &str, options: &[&str]) -> Vec<i64> {
    let said = words(stem);
    let repeated: Vec<HashSet<[char; 2]>> =
        options.iter().map(|option| words(option).intersection(&said).copied().collect()).collect();
    let alone = |word: &[char; 2]| repeated.iter().filter(|other| other.contains(word)).count() == 1;
    repeated.iter().map(|own| own.iter().filter(|word| alone(word)).map(|_| 1).sum()).collect()
}

/// A Chinese word is mostly of two characters; which pairs are words does not matter for counting.
fn words(text: &str) -> HashSet<[char; 2]> {
    let characters: Vec<char> = text.chars().collect();
    characters
        .windows(2)
        .filter_map(|pair| <[char; 2]>::try_from(pair).ok())
        .filter(|pair| pair.iter().all(|character| character.is_alphanumeric()))
        .collect()
}

/// What guessers may expect on some questions, in points of 100 where all questions weigh the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    pub questions: usize,
    /// By guessing blindly.
    pub blind: f64,
    /// The standard deviation of a blind guesser's score.
    pub deviation: f64,
    /// By each of [`Clue::GUESSES`].
    pub by_clue: [f64; Clue::GUESSES.len()],
}

impl Expectation {
    /// What the clue gains over blind guessing; nothing for one that is no guess by itself.
    #[must_use]
    pub fn gain(&self, clue: Clue) -> f64 {
        let found = Clue::GUESSES.into_iter().zip(self.by_clue).find(|(guess, _)| *guess == clue);
        found.map_or(0.0, |(_, points)| points - self.blind)
    }

    /// The clue that gains most, and its gain over blind guessing.
    #[must_use]
    pub fn best(&self) -> (Clue, f64) {
        let gains = Clue::GUESSES.into_iter().map(|clue| (clue, self.gain(clue)));
        gains.fold((Clue::Together, f64::NEG_INFINITY), |best, gain| if gain.1 > best.1 { gain } else { best })
    }
}

impl<'q> FromIterator<&'q Question> for Expectation {
    fn from_iter<Q: IntoIterator<Item = &'q Question>>(questions: Q) -> Self {
        let (mut count, mut blind, mut variance) = (0_u32, 0.0, 0.0);
        let mut by_clue = [0.0; Clue::GUESSES.len()];
        for question in questions {
            let chance = chance(question, &vec![0; question.option_count()]);
            count += 1;
            blind += chance;
            variance += chance * (1.0 - chance);
            for (sum, clue) in by_clue.iter_mut().zip(Clue::GUESSES) {
                *sum += self::chance(question, &clue.pulls(question));
            }
        }
        let points = 100.0 / f64::from(count.max(1));
        Self {
            questions: usize::try_from(count).unwrap_or(usize::MAX),
            blind: blind * points,
            deviation: f64::sqrt(variance) * points,
            by_clue: by_clue.map(|sum| sum * points),
        }
    }
}

/// The chance of hitting the key exactly. The guesser takes what pulls most, at random among equals. How many
/// options of a 多选 are right he is not told, so he takes two or more at random, but never all.
fn chance(question: &Question, pulls: &[i64]) -> f64 {
    let is_right = |index: usize| question.key.positions().any(|position| usize::from(position) == index);
    let pull =
        |right: bool| pulls.iter().enumerate().filter(move |(index, _)| is_right(*index) == right).map(|it| *it.1);
    let Some(weakest) = pull(true).min() else { return 0.0 };
    if pull(false).any(|wrong| wrong > weakest) {
        return 0.0;
    }
    let right_at_border = pull(true).filter(|right| *right == weakest).count();
    let wrong_at_border = pull(false).filter(|wrong| *wrong == weakest).count();
    let sizes = if question.kind == Kind::Multiple { pulls.len().saturating_sub(2).max(1) } else { 1 };
    let sizes = u32::try_from(sizes).map_or(f64::INFINITY, f64::from);
    1.0 / (ways(right_at_border + wrong_at_border, right_at_border) * sizes)
}

/// In how many ways some are chosen of so many.
fn ways(of: usize, chosen: usize) -> f64 {
    let steps = (1_u32..).map(f64::from).take(chosen);
    let rest = u32::try_from(of.saturating_sub(chosen)).map_or(f64::INFINITY, f64::from);
    steps.fold(1.0, |ways, step| ways * (rest + step) / step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::bank::{question::OptionSet, samples::lamp_question};

    fn question(stem: &str, options: &[&str], key: &str) -> Question {
        let kind = if key.len() > 1 { Kind::Multiple } else { Kind::Single };
        Question {
            kind,
            stem: stem.into(),
            options: options.iter().map(|&option| option.into()).collect(),
            key: OptionSet::from_letters(key).expect("letters"),
            ..lamp_question()
        }
    }

    fn judgment(stem: &str, key: &str) -> Question {
        Question { kind: Kind::Judgment, options: Vec::new(), ..question(stem, &[], key) }
    }

    fn expects(question: &Question, clue: Clue, points: f64) {
        let expectation: Expectation = [question].into_iter().collect();
        let place = Clue::GUESSES.iter().position(|it| *it == clue).expect("a guess");
        assert!((expectation.by_clue[place] - points).abs() < 1e-9, "{clue:?} {expectation:?}");
    }

    #[test]
    fn each_clue_takes_what_it_goes_by_and_shares_among_equals() {
        let options = ["灯塔的主灯", "浮标", "应当报告港务公司", "航标灯"];
        let stem = "大雾中守灯人点亮主灯后做什么";
        for (clue, by_key) in [
            (Clue::Longest, [0.0, 0.0, 100.0, 0.0]),
            (Clue::NotShortest, [100.0 / 3.0, 0.0, 100.0 / 3.0, 100.0 / 3.0]),
            (Clue::Echo, [100.0, 0.0, 0.0, 0.0]),
            (Clue::Obliging, [0.0, 0.0, 100.0, 0.0]),
            (Clue::Together, [0.0, 0.0, 100.0, 0.0]),
        ] {
            for (key, points) in ["A", "B", "C", "D"].into_iter().zip(by_key) {
                expects(&question(stem, &options, key), clue, points);
            }
        }
        expects(&question(stem, &["甲", "甲乙", "丙", "丁戊"], "B"), Clue::Longest, 50.0);
    }

    #[test]
    fn a_multiple_is_hit_by_its_size_and_its_letters() {
        // Two or three of four at random, then one pair of six.
        let equal = question("问", &["甲", "乙", "丙", "丁"], "AB");
        expects(&equal, Clue::Longest, 100.0 / 12.0);
        expects(&question("问", &["甲乙丙", "乙丙", "丙", "丁"], "AB"), Clue::Longest, 50.0);
        expects(&question("问", &["甲乙丙", "乙", "丙", "丁"], "AB"), Clue::Longest, 50.0 / 3.0);
        expects(&question("问", &["甲乙丙", "乙", "丙", "丁"], "BC"), Clue::Longest, 0.0);
        let expectation: Expectation = [&equal].into_iter().collect();
        assert!((expectation.blind - 100.0 / 12.0).abs() < 1e-9, "{expectation:?}");
    }

    #[test]
    fn a_judgment_is_guessed_by_its_words() {
        for (stem, key, points) in [
            ("守灯人离开后仍应当负责。", "A", 100.0),
            ("守灯人离开，不免除责任。", "A", 100.0),
            ("守灯人离开后仍应当负责。", "B", 0.0),
            ("只要点了灯，就可以离开。", "B", 100.0),
            ("只要点了灯，就仍可以离开。", "B", 50.0),
            ("守灯人应当点灯。", "A", 50.0),
        ] {
            expects(&judgment(stem, key), Clue::Together, points);
        }
    }

    #[test]
    fn the_best_clue_is_the_one_that_gains_most() {
        let questions: Vec<_> = (0..40).map(|_| question("问", &["甲乙", "乙", "丙", "丁"], "A")).collect();
        let expectation: Expectation = questions.iter().collect();
        assert_eq!(expectation.best(), (Clue::Longest, 75.0));
        assert!((expectation.deviation - 100.0 * (0.1875_f64 / 40.0).sqrt()).abs() < 1e-9, "{expectation:?}");
    }
}
