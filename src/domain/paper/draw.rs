//! `draw(source, seed) → paper`.

use super::{
    chance::{Chance, Seed},
    lettering::Lettering,
    source::PaperSource,
};
use crate::domain::bank::question::{Kind, OptionSet, Question};

/// A paper: the questions in the order they are asked, section by section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    pub questions: Vec<Drawn>,
}

/// A question as one paper shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Index into the source's questions.
    pub question: u16,
    /// Index into the blueprint's sections.
    pub section: u8,
    pub kind: Kind,
    pub lettering: Lettering,
}

impl Drawn {
    /// The question's key in the letters of this paper.
    #[must_use]
    pub fn letters_of(&self, key: OptionSet) -> OptionSet {
        self.lettering.letters_of(key)
    }

    /// Whether `answer` is one that this question can be given: letters that it shows, and one only
    /// unless it is a 多选. The empty set clears an answer.
    #[must_use]
    pub fn accepts(&self, answer: OptionSet) -> bool {
        answer.bits() >> self.lettering.options == 0 && (self.kind == Kind::Multiple || answer.len() <= 1)
    }

    /// The options in the order of this paper.
    pub fn options_of<'a>(&self, question: &'a Question) -> impl Iterator<Item = &'a str> {
        self.lettering.options_of(question)
    }
}

/// How often a paper is begun anew where what is left of a stratum is all excluded by what was chosen before.
const ROUNDS: usize = 16;

/// Draws the paper of `seed`. The order of choices is part of the draw's version: the strata in
/// order, the questions of each section shuffled together, then the options of each question.
#[must_use]
pub fn draw(source: &PaperSource, seed: Seed) -> Paper {
    let mut chance = Chance::new(seed);
    let mut questions = Vec::with_capacity(source.blueprint().question_count());
    for _ in 0..ROUNDS {
        if choose(source, &mut chance, &mut questions, Among::All) {
            break;
        }
        questions.clear();
    }
    if questions.is_empty() {
        // Enough are left: the source was frozen only where they are.
        choose(source, &mut chance, &mut questions, Among::Unspared);
    }
    for drawn in &mut questions {
        drawn.lettering.shuffle(drawn.kind, &mut chance);
    }
    Paper { questions }
}

/// Which questions are chosen from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Among {
    All,
    /// Those of which no two exclude each other.
    Unspared,
}

/// Chooses the questions of all sections; says whether there were enough that nothing chosen before excludes.
fn choose(source: &PaperSource, chance: &mut Chance, questions: &mut Vec<Drawn>, among: Among) -> bool {
    let mut excluded = source.apart.nothing_excluded();
    let mut candidates: Vec<u16> = Vec::new();
    let mut section_start = 0;
    for section in source.strata().chunk_by(|a, b| a.section == b.section) {
        for stratum in section {
            candidates.clear();
            candidates.extend_from_slice(&stratum.questions);
            if among == Among::Unspared {
                candidates.retain(|question| !source.apart.is_spared(*question));
            }
            let mut rest = candidates.as_mut_slice();
            for _ in 0..stratum.count {
                let question = loop {
                    let Some((question, others)) = chance.take(rest) else { return false };
                    rest = others;
                    if !excluded.holds(question) {
                        break question;
                    }
                };
                excluded.add(source.apart.from(question));
                let column = source.columns[usize::from(question)];
                questions.push(Drawn {
                    question,
                    section: stratum.section,
                    kind: column.kind,
                    lettering: Lettering::plain(column.options),
                });
            }
        }
        chance.shuffle(&mut questions[section_start..]);
        section_start = questions.len();
    }
    true
}
