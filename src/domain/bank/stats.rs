//! The make-up of a bank: how many questions of each kind and difficulty a statute has.

use super::{
    Bank,
    question::{Kind, Question},
};

/// Counts of questions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub single: usize,
    pub multiple: usize,
    pub judgment: usize,
    /// By difficulty, from 1 to 5.
    pub difficulty: [usize; 5],
}

impl Counts {
    #[must_use]
    pub fn total(&self) -> usize {
        self.single + self.multiple + self.judgment
    }
}

impl<'q> FromIterator<&'q Question> for Counts {
    fn from_iter<Q: IntoIterator<Item = &'q Question>>(questions: Q) -> Self {
        let mut counts = Self::default();
        for question in questions {
            *match question.kind {
                Kind::Single => &mut counts.single,
                Kind::Multiple => &mut counts.multiple,
                Kind::Judgment => &mut counts.judgment,
            } += 1;
            let band = usize::from(question.difficulty).checked_sub(1);
            if let Some(count) = band.and_then(|band| counts.difficulty.get_mut(band)) {
                *count += 1;
            }
        }
        counts
    }
}

/// One line a statute, by title, and the sum of all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MakeUp {
    pub statutes: Vec<(String, Counts)>,
    pub total: Counts,
}

impl Bank {
    #[must_use]
    pub fn make_up(&self) -> MakeUp {
        let of = |id: &str| self.questions.iter().filter(|question| question.statute == id).collect();
        let statutes = self.statutes.iter().map(|statute| (statute.title.clone(), of(&statute.id))).collect();
        MakeUp { statutes, total: self.questions.iter().collect() }
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::bank::{Bank, samples::lamp_pack, stats::Counts};

    #[test]
    fn questions_are_counted_by_statute_kind_and_difficulty() {
        let empty = [("lamp-law", "buoy-law"), ("灯塔法", "浮标法")];
        let mut buoys = lamp_pack(&empty);
        buoys.questions.truncate(1);
        let make_up = Bank::from_iter([lamp_pack(&[]), buoys]).make_up();
        let lamps = Counts { single: 1, multiple: 0, judgment: 1, difficulty: [1, 1, 0, 0, 0] };
        let buoys = Counts { single: 1, multiple: 0, judgment: 0, difficulty: [0, 1, 0, 0, 0] };
        assert_eq!(make_up.statutes, [("浮标法".into(), buoys), ("灯塔法".into(), lamps)]);
        assert_eq!(make_up.total, Counts { single: 2, multiple: 0, judgment: 1, difficulty: [1, 2, 0, 0, 0] });
        assert_eq!(make_up.total.total(), 3);
    }
}
