//! Questions that never stand in one paper, since one gives the answer of the other away.

use std::collections::HashMap;

use crate::domain::bank::question::Question;

/// Who is kept apart from whom, by indices of a source's questions.
#[derive(Clone, Debug, Default)]
pub(super) struct Apart {
    /// Of each question those that it excludes or that exclude it; empty where no question excludes any.
    from: Vec<Vec<u16>>,
    /// Of each question whether it is left out where chance alone finds no paper. No two of the others exclude
    /// each other.
    spared: Vec<bool>,
}

impl Apart {
    pub fn of<'a>(questions: impl ExactSizeIterator<Item = &'a Question> + Clone) -> Self {
        let index: HashMap<&str, u16> = questions.clone().map(|it| it.id.as_str()).zip(0..).collect();
        let mut from = vec![Vec::new(); questions.len()];
        for (question, one) in questions.zip(0_u16..) {
            for other in question.excludes.iter().filter_map(|id| index.get(id.as_str()).copied()) {
                from[usize::from(one)].push(other);
                from[usize::from(other)].push(one);
            }
        }
        if from.iter().all(Vec::is_empty) {
            return Self::default();
        }
        // Those that exclude the fewest are kept first.
        let mut order: Vec<usize> = (0..from.len()).collect();
        order.sort_by_key(|question| from[*question].len());
        let mut spared = vec![false; from.len()];
        for question in order {
            if !spared[question] {
                from[question].iter().for_each(|other| spared[usize::from(*other)] = true);
            }
        }
        Self { from, spared }
    }

    pub fn from(&self, question: u16) -> &[u16] {
        self.from.get(usize::from(question)).map_or(&[], Vec::as_slice)
    }

    pub fn is_spared(&self, question: u16) -> bool {
        self.spared.get(usize::from(question)).is_some_and(|spared| *spared)
    }

    pub fn nothing_excluded(&self) -> Excluded {
        Excluded(vec![false; self.from.len()])
    }
}

/// What the questions chosen so far exclude.
#[derive(Debug)]
pub(super) struct Excluded(Vec<bool>);

impl Excluded {
    pub fn holds(&self, question: u16) -> bool {
        self.0.get(usize::from(question)).is_some_and(|excluded| *excluded)
    }

    pub fn add(&mut self, questions: &[u16]) {
        for question in questions {
            self.0[usize::from(*question)] = true;
        }
    }
}
