//! Chance is fair and papers are equally hard: simulated with fixed seeds.

use std::collections::BTreeMap;

use ankao::domain::{
    bank::question::Kind,
    paper::{
        Blueprint, PaperSource,
        blueprint::{About, Band, DEFAULT_BANDS, Quota},
        draw,
    },
};
use statrs::distribution::{ChiSquared, ContinuousCDF};

use crate::{bank, five, freeze, seed};

const DRAWS: u32 = 100_000;

/// How often each outcome of one question was seen.
type Tally = Vec<u32>;

/// One goodness-of-fit test: is every outcome equally likely?
struct Fit {
    what: String,
    chi_square: f64,
    freedom: f64,
}

impl Fit {
    /// Each observation takes `taken` of the outcomes at once, none twice. That leaves the counts
    /// less spread than single ones would be, by (n − taken) ÷ (n − 1).
    fn of(what: String, tally: &[u32], taken: u32) -> Self {
        let outcomes = u32::try_from(tally.len()).expect("few outcomes");
        let expected = f64::from(tally.iter().sum::<u32>()) / f64::from(outcomes);
        let spread: f64 = tally.iter().map(|&count| (f64::from(count) - expected).powi(2) / expected).sum();
        let freedom = f64::from(outcomes - 1);
        Self { what, chi_square: spread * freedom / f64::from(outcomes - taken), freedom }
    }
}

#[derive(Default)]
struct Tallies {
    /// How often each question was drawn.
    drawn: BTreeMap<u16, u32>,
    /// In which place of its section a question was asked.
    places: BTreeMap<u16, Tally>,
    /// As which letters its right options were shown.
    letters: BTreeMap<u16, Tally>,
}

fn tally(source: &PaperSource) -> Tallies {
    let mut tallies = Tallies::default();
    let keys: Vec<_> = source.questions().iter().map(|question| question.key).collect();
    for number in 0..DRAWS {
        let paper = draw(source, seed(number));
        for section in paper.questions.chunk_by(|a, b| a.section == b.section) {
            for (place, drawn) in section.iter().enumerate() {
                *tallies.drawn.entry(drawn.question).or_default() += 1;
                tallies.places.entry(drawn.question).or_insert_with(|| vec![0; section.len()])[place] += 1;
                let letters =
                    tallies.letters.entry(drawn.question).or_insert_with(|| vec![0; drawn.lettering.options.into()]);
                for letter in drawn.letters_of(keys[usize::from(drawn.question)]).positions() {
                    letters[usize::from(letter)] += 1;
                }
            }
        }
    }
    tallies
}

fn fits(source: &PaperSource) -> Vec<Fit> {
    let tallies = tally(source);
    let strata = source.strata().iter().enumerate().filter(|(_, it)| usize::from(it.count) < it.questions.len());
    let strata = strata.map(|(index, stratum)| {
        let count = |question| tallies.drawn.get(question).copied().unwrap_or(0);
        let counts: Tally = stratum.questions.iter().map(count).collect();
        Fit::of(format!("questions of stratum {index}"), &counts, stratum.count.into())
    });
    let places = tallies.places.iter().map(|(question, tally)| Fit::of(format!("places of {question}"), tally, 1));
    let letters = tallies.letters.iter().filter_map(|(&question, tally)| {
        let it = &source.questions()[usize::from(question)];
        let shuffled = it.kind != Kind::Judgment && it.key.len() < u32::from(u8::try_from(tally.len()).ok()?);
        shuffled.then(|| Fit::of(format!("letters of {question}"), tally, it.key.len()))
    });
    strata.chain(places).chain(letters).collect()
}

#[test]
fn questions_places_and_letters_are_equally_likely() {
    let mut blueprint = five();
    for (section, count) in blueprint.sections.iter_mut().zip([4, 2, 3]) {
        section.count = count;
    }
    blueprint.sections[0].quotas = vec![Quota { about: About::Statute("law-b".into()), count: 2 }];
    let fits = fits(&freeze(&bank::bank(42), &blueprint));
    assert!(fits.len() > 60, "{} tests", fits.len());
    // One false alarm in a thousand changes of the seeds, over all the tests together.
    let confidence = 1.0 - 0.001 / f64::from(u32::try_from(fits.len()).expect("few tests"));
    for Fit { what, chi_square, freedom } in fits {
        let limit = ChiSquared::new(freedom).expect("freedom").inverse_cdf(confidence);
        assert!(chi_square < limit, "{what}: chi-square {chi_square:.1} of {freedom} degrees, limit {limit:.1}");
    }
}

/// The points in hundredths that somebody may expect on each of 2,000 papers who knows nine of ten
/// questions at level 1, eight at level 2, … five at level 5.
fn expected_points(source: &PaperSource) -> Vec<f64> {
    let expected = |number| {
        let paper = draw(source, seed(number));
        let points = paper.questions.iter().map(|drawn| {
            let level = source.questions()[usize::from(drawn.question)].difficulty;
            let points = source.blueprint().sections[usize::from(drawn.section)].points;
            f64::from(u32::try_from(points.0).expect("few points")) * f64::from(10 - level) / 10.0
        });
        points.sum()
    };
    (0..2_000).map(expected).collect()
}

/// The mean of the values, their standard deviation, and how far the farthest is from the mean.
fn spread(values: &[f64]) -> [f64; 3] {
    let count = f64::from(u32::try_from(values.len()).expect("few"));
    let mean = values.iter().sum::<f64>() / count;
    let distances = values.iter().map(|value| (value - mean).abs());
    let deviation = (distances.clone().map(|distance| distance.powi(2)).sum::<f64>() / count).sqrt();
    [mean, deviation, distances.fold(0.0, f64::max)]
}

#[test]
fn every_paper_has_as_many_easy_middling_and_hard_questions() {
    let source = freeze(&bank::bank(2_000), &Blueprint::standard());
    let mixture = |number| {
        let paper = draw(&source, seed(number));
        let mut counts = [[0_u32; 3]; 3];
        for drawn in &paper.questions {
            let level = source.questions()[usize::from(drawn.question)].difficulty;
            let band = DEFAULT_BANDS.iter().position(|band| band.contains(&level)).expect("a level of 1 to 5");
            counts[usize::from(drawn.section)][band] += 1;
        }
        counts
    };
    let first = mixture(0);
    assert_eq!(first, [[16, 8, 16], [4, 2, 4], [8, 4, 8]]);
    assert!((1..1_000).all(|number| mixture(number) == first));
}

/// Tolerance: of 100 points a standard deviation of 0.6 (without strata it would be 1.7), and no paper
/// farther than 3 from the mean. A person's own luck with 70 such questions is about 5.
#[test]
fn the_expected_score_of_papers_agrees_within_the_tolerance() {
    let source = freeze(&bank::bank(2_000), &Blueprint::standard());
    let [mean, deviation, farthest] = spread(&expected_points(&source));
    assert!((6_990.0..7_010.0).contains(&mean), "{mean} hundredths");
    assert!(deviation < 60.0 && farthest < 300.0, "{deviation} and {farthest} hundredths");
}

#[test]
fn with_a_band_for_each_level_the_expected_score_of_all_papers_is_the_same() {
    let mut blueprint = Blueprint::standard();
    for section in &mut blueprint.sections {
        section.bands = (1..=5).map(|level| Band { from: level, to: level, count: section.count / 5 }).collect();
    }
    let [mean, _, farthest] = spread(&expected_points(&freeze(&bank::bank(2_000), &blueprint)));
    assert!((mean - 7_000.0).abs() < 0.001 && farthest < 0.001, "{mean} and {farthest} hundredths");
}
