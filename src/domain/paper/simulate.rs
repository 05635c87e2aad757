//! Many papers of one source, to see beforehand that they are equally hard and use the bank evenly.

use std::collections::HashSet;

use statrs::distribution::{ChiSquared, ContinuousCDF};

use super::{PaperSource, Seed, draw, draw::Drawn};

/// How likely somebody who has prepared answers a question of difficulty 1, 2, … 5: an assumption, until answers
/// have been measured.
const FACILITY: [f64; 5] = [0.95, 0.85, 0.75, 0.6, 0.45];

/// What the papers have in common and what not.
#[derive(Clone, Debug, PartialEq)]
pub struct Simulation {
    pub papers: u32,
    /// Of 100 points, what may be expected of a paper, by [`FACILITY`].
    pub expected: f64,
    /// How much that differs between papers (standard deviation).
    pub deviation: f64,
    /// Of each stratum how evenly its questions were asked, in the order of the source.
    pub strata: Vec<Exposure>,
    /// The share of a paper that another one asks too: the mean, and what only one of twenty pairs exceeds.
    pub overlap: f64,
    pub high_overlap: f64,
    /// After how many papers somebody has seen half of what can be drawn, on average; none where these were too few.
    pub papers_to_half: Option<f64>,
}

/// How often the questions of a stratum were asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Exposure {
    /// Index of its section in the blueprint.
    pub section: u8,
    pub questions: usize,
    /// In how many of 100 papers the rarest and the most frequent were.
    pub least: f64,
    pub most: f64,
    /// How likely chance alone makes those that exclude no other as uneven (chi-square test); those that do are
    /// somewhat rarer. None where nothing is to be tested: fewer than two of them, or all of them in every paper.
    pub likelihood: Option<f64>,
}

/// Draws so many papers, each from its own seed that is a number.
#[must_use]
pub fn simulate(source: &PaperSource, papers: u32) -> Simulation {
    let papers = papers.max(2);
    let mut asked = vec![0_u32; source.questions().len()];
    let (mut sum, mut squares) = (0.0, 0.0);
    let mut overlaps = Vec::new();
    let mut before: Option<HashSet<u16>> = None;
    for number in 0..papers {
        let paper = draw(source, seed(number));
        let points = expected(source, &paper.questions);
        (sum, squares) = (sum + points, squares + points * points);
        let drawn: HashSet<u16> = paper.questions.iter().map(|it| it.question).collect();
        for question in &drawn {
            asked[usize::from(*question)] += 1;
        }
        if let Some(before) = before.replace(drawn) {
            let both = paper.questions.iter().filter(|it| before.contains(&it.question)).count();
            overlaps.push(share(both, paper.questions.len()));
        }
    }
    overlaps.sort_by(f64::total_cmp);
    let count = f64::from(papers);
    let mean = sum / count;
    let strata = source.strata().iter().map(|stratum| {
        let (alone, paired): (Vec<_>, Vec<_>) =
            stratum.questions.iter().partition(|it| source.apart.from(**it).is_empty());
        let times = |questions: Vec<u16>| questions.iter().map(|it| asked[usize::from(*it)]).collect::<Vec<_>>();
        Exposure::of(stratum.section, &times(alone), &times(paired), papers)
    });
    Simulation {
        papers,
        expected: mean,
        deviation: ((squares - sum * mean) / (count - 1.0)).max(0.0).sqrt(),
        strata: strata.collect(),
        overlap: overlaps.iter().sum::<f64>() / (count - 1.0),
        high_overlap: overlaps[overlaps.len() * 19 / 20],
        papers_to_half: papers_to_half(source, papers),
    }
}

fn seed(number: u32) -> Seed {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&number.to_le_bytes());
    Seed(bytes)
}

/// Of 100 points, what may be expected of a paper.
fn expected(source: &PaperSource, questions: &[Drawn]) -> f64 {
    let (mut reached, mut whole) = (0.0, 0.0);
    for drawn in questions {
        let difficulty = source.questions()[usize::from(drawn.question)].difficulty;
        let points =
            f64::from(u32::try_from(source.blueprint().sections[usize::from(drawn.section)].points.0).unwrap_or(0));
        reached += points * FACILITY[usize::from(difficulty.clamp(1, 5)) - 1];
        whole += points;
    }
    100.0 * reached / whole
}

/// Somebody who answers paper after paper, several times over.
fn papers_to_half(source: &PaperSource, papers: u32) -> Option<f64> {
    let all: HashSet<u16> = source.strata().iter().flat_map(|stratum| stratum.questions.iter().copied()).collect();
    let mut needed = Vec::new();
    let mut seen = HashSet::new();
    let mut answered = 0_u32;
    for number in 0..papers {
        seen.extend(draw(source, seed(number)).questions.iter().map(|it| it.question));
        answered += 1;
        if 2 * seen.len() >= all.len() {
            needed.push(f64::from(answered));
            seen.clear();
            answered = 0;
        }
    }
    let times = u32::try_from(needed.len()).ok().filter(|times| *times > 0)?;
    Some(needed.iter().sum::<f64>() / f64::from(times))
}

fn share(part: usize, whole: usize) -> f64 {
    let number = |it: usize| f64::from(u32::try_from(it).unwrap_or(u32::MAX));
    number(part) / number(whole)
}

impl Exposure {
    /// Of questions that were asked so many times each: those that exclude no other, and those that do.
    fn of(section: u8, alone: &[u32], paired: &[u32], papers: u32) -> Self {
        let all = || alone.iter().chain(paired);
        let in_a_hundred = |times: Option<&u32>| 100.0 * f64::from(times.copied().unwrap_or(0)) / f64::from(papers);
        let outcomes = f64::from(u32::try_from(alone.len()).unwrap_or(u32::MAX));
        let sum: f64 = alone.iter().copied().map(f64::from).sum();
        let mean = sum / outcomes;
        let spread: f64 = alone.iter().map(|it| (f64::from(*it) - mean).powi(2) / mean).sum();
        // A paper takes several of them, none twice: the counts differ less than those of single draws.
        let (freedom, left) = (outcomes - 1.0, outcomes - sum / f64::from(papers));
        let test = ChiSquared::new(freedom).ok().filter(|_| left > f64::EPSILON && sum > 0.0);
        Self {
            section,
            questions: alone.len() + paired.len(),
            least: in_a_hundred(all().min()),
            most: in_a_hundred(all().max()),
            likelihood: test.map(|test| test.sf(spread * freedom / left)),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::{
        Span,
        bank::{Bank, question::Kind, question::Question, samples},
        paper::{Blueprint, source::Days},
    };

    /// Papers of so many of twenty singles.
    fn source(count: u16, change: impl Fn(usize, &mut Question)) -> PaperSource {
        let question = |number: usize| {
            let mut question = Question { id: format!("lamp-{number}"), ..samples::lamp_question() };
            change(number, &mut question);
            question
        };
        let bank = Bank { questions: (0..20).map(question).collect(), ..samples::lamp_bank() };
        let blueprint = Blueprint::plain(Span::minutes(2), &[(Kind::Single, count, 100)]);
        let days = Days { first: date(2026, 6, 1), last: date(2026, 6, 30) };
        PaperSource::freeze(&bank, &blueprint, days).expect("the bank suffices")
    }

    #[test]
    fn papers_of_equal_questions_are_equally_hard_and_share_what_chance_says() {
        let simulation = simulate(&source(5, |_, _| {}), 10_000);
        assert!(simulation.deviation < 1e-6, "{}", simulation.deviation);
        // Of five of twenty another paper asks a quarter.
        assert!((simulation.overlap - 0.25).abs() < 0.01, "{}", simulation.overlap);
        assert!((0.4..=0.6).contains(&simulation.high_overlap), "{}", simulation.high_overlap);
        // Two papers show ten only where they share none; three nearly always do.
        assert!(simulation.papers_to_half.is_some_and(|it| (2.8..3.2).contains(&it)), "{simulation:?}");
        assert_eq!(simulate(&source(1, |_, _| {}), 5).papers_to_half, None, "five papers show five of twenty");
        let [exposure] = &simulation.strata[..] else { panic!("one stratum") };
        assert!(exposure.likelihood.is_some_and(|it| it > 0.01), "{exposure:?}");
        assert!(exposure.least > 23.0 && exposure.most < 27.0, "{exposure:?}");
    }

    #[test]
    fn papers_of_different_questions_differ_as_the_difficulties_do() {
        // One question a paper, of difficulty 1 or 2 in the same stratum: 95 or 85 points.
        let simulation = simulate(&source(1, |number, it| it.difficulty = 1 + u8::from(number % 2 == 0)), 10_000);
        assert!((simulation.expected - 90.0).abs() < 0.2, "{}", simulation.expected);
        assert!((simulation.deviation - 5.0).abs() < 0.1, "{}", simulation.deviation);
    }

    #[test]
    fn what_is_asked_unevenly_is_told_and_what_is_always_asked_is_not_tested() {
        let uneven = Exposure::of(0, &[1_000, 1_000, 1_000, 2_000], &[900], 5_900);
        assert!(uneven.likelihood.is_some_and(|it| it < 1e-6), "{uneven:?}");
        assert_eq!((uneven.questions, uneven.least.round(), uneven.most.round()), (5, 15.0, 34.0));
        assert_eq!(Exposure::of(0, &[5_000, 5_000], &[], 5_000).likelihood, None);
    }
}
