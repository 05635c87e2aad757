//! Item statistics (试题分析): what the answers of a contest say of its questions.
//!
//! [`Items`] takes in one paper after another and keeps sums only, so that its size is that of the bank, however
//! many people answered.

use std::collections::{HashMap, hash_map::Entry};

use super::{
    Points,
    bank::question::{OptionSet, Question},
    paper::{
        Paper, PaperSource, Sheet, SourceHash,
        blueprint::MultipleRule,
        draw::Drawn,
        grade::{Verdict, judge},
    },
};

/// Answers from which on something is said of a question: fewer say what chance says.
pub const ENOUGH: u32 = 30;

/// The statistics of one question.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The id in the bank.
    pub question: String,
    /// Papers that asked it.
    pub asked: u32,
    /// 难度: the share of wholly right answers, 0 to 1.
    pub facility: f64,
    /// 区分度: the point-biserial correlation of a right answer with what was reached in the rest of the paper, −1
    /// to 1. None where all answers, or all rests, are the same.
    pub discrimination: Option<f64>,
    /// How often each option was chosen, in the order of the bank.
    pub chosen: Vec<u32>,
    pub unanswered: u32,
    pub doubt: Option<Doubt>,
}

/// Why the key may be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// Who answers it right does worse elsewhere, more than chance alone makes it in one of twenty questions.
    NegativeDiscrimination,
    /// The best third choose another option more often than the key, by more than twice what chance makes of it.
    DistractorBeatsKey,
}

/// What is taken in of one question.
#[derive(Clone, Debug)]
struct Tally {
    question: String,
    key: OptionSet,
    asked: u32,
    right: u32,
    unanswered: u32,
    chosen: [u32; OptionSet::MOST],
    /// By papers of the best third.
    chosen_by_best: [u32; OptionSet::MOST],
    options: usize,
    /// Sums over the papers: the rest of the paper, its square, and the rest where the answer was right. Hundredths.
    rest: f64,
    rest_squared: f64,
    rest_where_right: f64,
    /// Sums of the points of the question itself. Hundredths.
    own: f64,
    own_squared: f64,
}

/// Sums over the papers of a contest.
#[derive(Clone, Debug)]
pub struct Items {
    /// Papers with at least so many points are of the best third.
    best_from: Points,
    tallies: Vec<Tally>,
    /// The places of tallies by the ids of questions, and by the questions of each source.
    places: HashMap<String, usize>,
    of_source: HashMap<SourceHash, Vec<usize>>,
    papers: u32,
    questions: u64,
    /// Points of whole papers. Hundredths.
    whole: f64,
    whole_squared: f64,
}

impl Items {
    /// `best_from` is the least that the best third of the papers reached.
    #[must_use]
    pub fn new(best_from: Points) -> Self {
        Self {
            best_from,
            tallies: Vec::new(),
            places: HashMap::new(),
            of_source: HashMap::new(),
            papers: 0,
            questions: 0,
            whole: 0.0,
            whole_squared: 0.0,
        }
    }

    /// Takes in a paper that was handed in and graded with so many points. `paper` must have been drawn from
    /// `source`.
    pub fn add(&mut self, source: &PaperSource, paper: &Paper, sheet: &Sheet, graded: Points) {
        let judged = |(drawn, answer): (&Drawn, OptionSet)| {
            let key = source.questions()[usize::from(drawn.question)].key;
            (judge(drawn.kind, drawn.letters_of(key), answer), answer)
        };
        let judged: Vec<_> = paper.questions.iter().zip(sheet.answers()).map(judged).collect();
        let points = |(drawn, (verdict, _)): (&Drawn, &(Verdict, OptionSet))| points(source, drawn, *verdict);
        let each: Vec<f64> = paper.questions.iter().zip(&judged).map(points).collect();
        let whole: f64 = each.iter().sum();
        let is_best = graded >= self.best_from;
        let places = self.places_of(source);
        for ((drawn, (verdict, answer)), own) in paper.questions.iter().zip(judged).zip(each) {
            let tally = &mut self.tallies[places[usize::from(drawn.question)]];
            tally.add(drawn, verdict, answer, own, whole - own, is_best);
        }
        self.of_source.insert(source.hash(), places);
        self.papers += 1;
        self.questions += paper.questions.len() as u64;
        self.whole += whole;
        self.whole_squared += whole * whole;
    }

    /// The places of the tallies of a source's questions; to be put back.
    fn places_of(&mut self, source: &PaperSource) -> Vec<usize> {
        if let Some(places) = self.of_source.remove(&source.hash()) {
            return places;
        }
        let place = |question: &Question| match self.places.entry(question.id.clone()) {
            Entry::Occupied(place) => *place.get(),
            Entry::Vacant(place) => {
                self.tallies.push(Tally::of(question));
                *place.insert(self.tallies.len() - 1)
            }
        };
        source.questions().iter().map(place).collect()
    }

    #[must_use]
    pub fn papers(&self) -> u32 {
        self.papers
    }

    /// Of all questions that some paper asked, in the order of the bank.
    #[must_use]
    pub fn items(&self) -> Vec<Item> {
        self.tallies.iter().filter(|tally| tally.asked > 0).map(Tally::item).collect()
    }

    /// Cronbach's alpha (信度) of the papers. Each asks other questions, so that the variance of a question is that
    /// over the papers that ask it, and a paper has the mean of those as often as it has questions. That some papers
    /// are harder than others counts as a difference of people, so that it is an upper estimate. None of fewer than
    /// [`ENOUGH`] papers, or where all reached the same.
    #[must_use]
    pub fn alpha(&self) -> Option<f64> {
        let papers = f64::from(self.papers);
        let of_whole = variance(papers, self.whole, self.whole_squared)?;
        #[expect(clippy::cast_precision_loss, reason = "no contest has 2^52 answers")]
        let length = self.questions as f64 / papers;
        // What was asked once says nothing of its variance.
        let of_each = self.tallies.iter().filter_map(|tally| {
            let asked = f64::from(tally.asked);
            Some((variance(asked, tally.own, tally.own_squared)? * asked, asked))
        });
        let (sum, answers) = of_each.fold((0.0, 0.0), |(sum, answers), (one, asked)| (sum + one, answers + asked));
        let of_questions = length * sum / answers;
        let is_told = self.papers >= ENOUGH && of_whole > 0.0 && length > 1.0 && answers > 0.0;
        is_told.then(|| length / (length - 1.0) * (1.0 - of_questions / of_whole))
    }
}

impl Tally {
    fn of(question: &Question) -> Self {
        Self {
            question: question.id.clone(),
            key: question.key,
            asked: 0,
            right: 0,
            unanswered: 0,
            chosen: [0; OptionSet::MOST],
            chosen_by_best: [0; OptionSet::MOST],
            options: question.option_count(),
            rest: 0.0,
            rest_squared: 0.0,
            rest_where_right: 0.0,
            own: 0.0,
            own_squared: 0.0,
        }
    }

    fn add(&mut self, drawn: &Drawn, verdict: Verdict, answer: OptionSet, own: f64, rest: f64, is_best: bool) {
        self.asked += 1;
        self.unanswered += u32::from(answer.is_empty());
        let shown = drawn.lettering.shown();
        for option in answer.positions().filter_map(|position| shown.get(usize::from(position))) {
            self.chosen[usize::from(*option)] += 1;
            self.chosen_by_best[usize::from(*option)] += u32::from(is_best);
        }
        self.rest += rest;
        self.rest_squared += rest * rest;
        if verdict == Verdict::Right {
            self.right += 1;
            self.rest_where_right += rest;
        }
        self.own += own;
        self.own_squared += own * own;
    }

    fn item(&self) -> Item {
        let asked = f64::from(self.asked);
        let facility = f64::from(self.right) / asked;
        let discrimination = self.discrimination();
        let doubt = (self.asked >= ENOUGH).then(|| self.doubt(discrimination)).flatten();
        Item {
            question: self.question.clone(),
            asked: self.asked,
            facility,
            discrimination,
            chosen: self.chosen[..self.options].to_vec(),
            unanswered: self.unanswered,
            doubt,
        }
    }

    /// Pearson's correlation, of which one side is 0 or 1.
    fn discrimination(&self) -> Option<f64> {
        let (asked, right) = (f64::from(self.asked), f64::from(self.right));
        let of_answers = right * (asked - right);
        let of_rests = asked * self.rest_squared - self.rest * self.rest;
        let both = asked * self.rest_where_right - right * self.rest;
        (of_answers > 0.0 && of_rests > 0.0).then(|| (both / (of_answers * of_rests).sqrt()).clamp(-1.0, 1.0))
    }

    fn doubt(&self, discrimination: Option<f64>) -> Option<Doubt> {
        let by_best = |in_key: bool| {
            let chosen = self.chosen_by_best.iter().zip(0..);
            chosen.filter(move |(_, option)| (self.key.bits() >> option & 1 == 1) == in_key).map(|(count, _)| *count)
        };
        // Of a 多选 each right option should be chosen more often than any wrong one.
        let (right, wrong) = (by_best(true).min().unwrap_or(0), by_best(false).max().unwrap_or(0));
        if f64::from(wrong) - f64::from(right) > 2.0 * f64::from(wrong + right).sqrt() {
            return Some(Doubt::DistractorBeatsKey);
        }
        let least = -1.645 / f64::from(self.asked).sqrt();
        discrimination.filter(|it| *it < least).map(|_| Doubt::NegativeDiscrimination)
    }
}

/// What an answer is worth by the key, whatever was withdrawn. Hundredths.
fn points(source: &PaperSource, drawn: &Drawn, verdict: Verdict) -> f64 {
    let blueprint = source.blueprint();
    let full = hundredths(blueprint.sections[usize::from(drawn.section)].points);
    match verdict {
        Verdict::Right => full,
        Verdict::Part if blueprint.multiple == MultipleRule::HalfForPart => (full / 2.0).floor(),
        Verdict::Part | Verdict::Wrong | Verdict::Unanswered => 0.0,
    }
}

/// As a number to compute with: hundredths.
fn hundredths(points: Points) -> f64 {
    i32::try_from(points.0).map_or(f64::INFINITY, f64::from)
}

/// The variance of so many numbers (of the sample) with this sum and sum of squares; none of fewer than two.
fn variance(count: f64, sum: f64, squares: f64) -> Option<f64> {
    (count > 1.0).then(|| ((squares - sum * sum / count) / (count - 1.0)).max(0.0))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::{
        Span,
        bank::{Bank, question::Kind, samples},
        paper::{Blueprint, Mark, Seed, draw, sheet::Device, source::Days},
    };

    const QUESTIONS: usize = 6;

    /// Of which every paper asks all six questions, at one point.
    fn source() -> PaperSource {
        let question = |number: usize| Question { id: format!("lamp-{number}"), ..samples::lamp_question() };
        let bank = Bank { questions: (0..QUESTIONS).map(question).collect(), ..samples::lamp_bank() };
        let blueprint = Blueprint::plain(Span::minutes(2), &[(Kind::Single, 6, 100)]);
        let days = Days { first: date(2026, 6, 1), last: date(2026, 6, 30) };
        PaperSource::freeze(&bank, &blueprint, days).expect("the bank suffices")
    }

    /// The option that a person chooses: as tests/items/figures.py tells it.
    fn answer(person: u8, question: u16) -> Option<u8> {
        let (number, question) = (u32::from(person), u32::from(question));
        let right = if question == 5 {
            (10..30).contains(&person)
        } else {
            (number >= 10 * (question + 1)) != ((number * number + 7 * question) % 11 == 0)
        };
        if right {
            return Some(0);
        }
        (person % 10 != 9).then_some(1 + person % 3)
    }

    fn answered() -> Items {
        let source = source();
        let mut items = Items::new(Points(400));
        for person in 0..60 {
            let paper = draw(&source, Seed([person; 16]));
            let mut sheet = Sheet::blank(QUESTIONS);
            for (place, drawn) in paper.questions.iter().enumerate() {
                let Some(option) = answer(person, drawn.question) else { continue };
                let chosen = drawn.letters_of(OptionSet::from_bits(1 << option).expect("an option"));
                sheet.merge(place, Mark::new(1, Device::new(0).expect("under 16"), chosen).expect("in range"));
            }
            let right = (0..6).filter(|question| answer(person, *question) == Some(0)).count();
            items.add(&source, &paper, &sheet, Points(100).times(right));
        }
        items
    }

    #[test]
    fn figures_are_those_of_the_textbook() {
        // What tests/items/figures.py prints.
        let expected = [
            (0.7667, 0.4300, [46, 3, 5, 5], 1),
            (0.5833, 0.2909, [35, 9, 7, 8], 1),
            (0.5000, 0.2820, [30, 9, 9, 9], 3),
            (0.3833, 0.2805, [23, 12, 10, 11], 4),
            (0.2833, 0.1328, [17, 13, 11, 14], 5),
            (0.3333, -0.3726, [20, 12, 12, 12], 4),
        ];
        let items = answered();
        for (item, (facility, discrimination, chosen, unanswered)) in items.items().iter().zip(expected) {
            assert!((item.facility - facility).abs() < 1e-4, "{item:?}");
            assert!((item.discrimination.expect("answers differ") - discrimination).abs() < 1e-4, "{item:?}");
            assert_eq!((item.asked, &item.chosen, item.unanswered), (60, &chosen.to_vec(), unanswered));
        }
        assert_eq!((items.papers(), items.items().len()), (60, 6));
        assert!((items.alpha().expect("papers differ") - 0.3243).abs() < 1e-4, "{:?}", items.alpha());
    }

    #[test]
    fn a_question_that_the_better_answer_wrong_is_in_doubt_and_no_other() {
        let doubts: Vec<_> = answered().items().into_iter().map(|item| item.doubt).collect();
        assert_eq!(doubts[..5], [None; 5]);
        assert_eq!(doubts[5], Some(Doubt::NegativeDiscrimination));
    }

    #[test]
    fn a_key_that_the_best_third_leave_for_one_other_option_is_in_doubt() {
        let tally = |chosen_by_best| Tally { asked: 60, chosen_by_best, ..Tally::of(&samples::lamp_question()) };
        assert_eq!(tally([3, 15, 1, 1, 0, 0]).doubt(Some(0.2)), Some(Doubt::DistractorBeatsKey));
        assert_eq!(tally([9, 11, 0, 0, 0, 0]).doubt(Some(0.2)), None, "chance does as much");
        assert_eq!(tally([15, 3, 1, 1, 0, 0]).doubt(Some(-0.1)), None, "and this");
    }

    #[test]
    fn of_few_answers_nothing_is_said() {
        let source = source();
        let mut items = Items::new(Points(0));
        assert_eq!(items.alpha(), None);
        let paper = draw(&source, Seed([1; 16]));
        items.add(&source, &paper, &Sheet::blank(QUESTIONS), Points::ZERO);
        assert_eq!(items.alpha(), None);
        let item = &items.items()[0];
        assert_eq!((item.asked, item.unanswered, item.discrimination, item.doubt), (1, 1, None, None));
    }
}
