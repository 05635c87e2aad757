//! The sheet: what a person has answered so far, and how saves merge.
//!
//! A mark is one answer with its place in time. Marks of a question are totally ordered, and merging
//! keeps the greater: so saves may come late, twice or in any order, from any number of phones, and
//! end as the same sheet.

use crate::domain::bank::question::OptionSet;

/// One answer to one question: the answer, its `n` and the device that gave it, packed so that the
/// mark that wins is the greater integer: `n` in bits 10–19, the device in 6–9, the answer in 0–5.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark(u32);

/// A device of a person, told apart only to break ties. Chosen by the client at random.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Device(u8);

impl Device {
    /// `None` where it is over 15.
    #[must_use]
    pub fn new(number: u8) -> Option<Self> {
        (number < 16).then_some(Self(number))
    }
}

impl Mark {
    /// Most changes of one answer that are told apart.
    pub const MOST: u16 = 1023;
    const BITS: usize = 20;

    /// The `n`-th answer to a question. `None` where `n` is 0 or over [`Self::MOST`].
    #[must_use]
    pub fn new(n: u16, device: Device, answer: OptionSet) -> Option<Self> {
        let in_range = (1..=Self::MOST).contains(&n);
        in_range.then(|| Self(u32::from(n) << 10 | u32::from(device.0) << 6 | u32::from(answer.bits())))
    }

    #[must_use]
    pub fn n(self) -> u16 {
        u16::try_from(self.0 >> 10).expect("a mark has 20 bits")
    }

    #[must_use]
    pub fn answer(self) -> OptionSet {
        OptionSet::from_bits((self.0 & 0x3f) as u8).unwrap_or_default()
    }
}

/// The marks of a paper, by the position of the question. A question never answered has `n` 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet(Vec<Mark>);

/// The bytes are not a sheet of so many questions.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a sheet of {questions} questions")]
pub struct DamagedSheet {
    pub questions: usize,
}

impl Sheet {
    #[must_use]
    pub fn blank(questions: usize) -> Self {
        Self(vec![Mark::default(); questions])
    }

    /// Keeps the greater mark. Answers with the mark that stands where it beats the one given.
    /// `question` is a position in the paper; one beyond it is ignored and must be refused before.
    pub fn merge(&mut self, question: usize, mark: Mark) -> Option<Mark> {
        let kept = self.0.get_mut(question)?;
        let beaten = *kept > mark;
        *kept = mark.max(*kept);
        beaten.then_some(*kept)
    }

    /// The questions among `marks` whose mark here is a smaller one: what merging would change.
    #[must_use]
    pub fn lacking(&self, marks: &[(usize, Mark)]) -> Vec<usize> {
        let lacks = |&(question, mark): &(usize, Mark)| self.0.get(question).is_some_and(|kept| *kept < mark);
        marks.iter().filter(|&it| lacks(it)).map(|(question, _)| *question).collect()
    }

    pub fn answers(&self) -> impl Iterator<Item = OptionSet> {
        self.0.iter().map(|mark| mark.answer())
    }

    #[must_use]
    pub fn marks(&self) -> &[Mark] {
        &self.0
    }

    /// 20 bits a mark: 250 bytes for 100 questions.
    #[must_use]
    pub fn pack(&self) -> Vec<u8> {
        self.0
            .chunks(2)
            .flat_map(|pair| {
                let second = pair.get(1).map_or(0, |mark| mark.0);
                let bits = u64::from(pair[0].0) << Mark::BITS | u64::from(second);
                let bytes: [u8; 8] = bits.to_be_bytes();
                [bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]]
            })
            .collect()
    }

    /// Reads what [`Self::pack`] wrote for a paper of so many questions.
    pub fn unpack(bytes: &[u8], questions: usize) -> Result<Self, DamagedSheet> {
        if bytes.len() != questions.div_ceil(2) * 5 {
            return Err(DamagedSheet { questions });
        }
        let mut marks: Vec<Mark> = bytes
            .chunks_exact(5)
            .flat_map(|five| {
                let bits = five.iter().fold(0_u64, |bits, &byte| bits << 8 | u64::from(byte));
                [bits >> Mark::BITS, bits & 0xf_ffff].map(|mark| Mark(u32::try_from(mark).expect("20 bits")))
            })
            .collect();
        marks.truncate(questions);
        Ok(Self(marks))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marks() -> impl Strategy<Value = Vec<(usize, Mark)>> {
        let mark = (1_u16..=4, 0_u8..3, 0_u8..64).prop_map(|(n, device, answer)| {
            let answer = OptionSet::from_bits(answer).expect("six bits");
            Mark::new(n, Device::new(device).expect("under 16"), answer).expect("in range")
        });
        prop::collection::vec((0_usize..7, mark), 0..40)
    }

    fn sheet_of(marks: &[(usize, Mark)]) -> Sheet {
        let mut sheet = Sheet::blank(7);
        for &(question, mark) in marks {
            sheet.merge(question, mark);
        }
        sheet
    }

    proptest! {
        #[test]
        fn saves_in_any_order_and_twice_end_as_the_same_sheet(
            (marks, shuffled) in marks().prop_flat_map(|marks| {
                let twice = [marks.clone(), marks.clone()].concat();
                (Just(marks), Just(twice).prop_shuffle())
            })
        ) {
            prop_assert_eq!(sheet_of(&marks), sheet_of(&shuffled));
        }

        #[test]
        fn the_highest_n_of_each_question_is_kept(marks in marks()) {
            let sheet = sheet_of(&marks);
            for question in 0..7 {
                let highest = marks.iter().filter(|(it, _)| *it == question).map(|(_, mark)| mark.n()).max();
                prop_assert_eq!(sheet.marks()[question].n(), highest.unwrap_or(0));
            }
        }

        #[test]
        fn a_packed_sheet_reads_back(marks in marks()) {
            let sheet = sheet_of(&marks);
            prop_assert_eq!(Sheet::unpack(&sheet.pack(), 7), Ok(sheet));
        }
    }

    #[test]
    fn a_sheet_of_a_hundred_questions_fits_256_bytes() {
        assert_eq!(Sheet::blank(100).pack().len(), 250);
        assert_eq!(Sheet::unpack(&[0; 250], 98), Err(DamagedSheet { questions: 98 }));
    }

    #[test]
    fn a_cleared_answer_is_a_mark_of_its_own() {
        let device = Device::new(1).expect("under 16");
        let answered = Mark::new(1, device, OptionSet::from_letters("B").expect("letters")).expect("in range");
        let cleared = Mark::new(2, device, OptionSet::EMPTY).expect("in range");
        let mut sheet = Sheet::blank(1);
        assert_eq!(sheet.merge(0, cleared), None);
        assert_eq!(sheet.merge(0, answered), Some(cleared));
        assert!(sheet.answers().all(OptionSet::is_empty));
    }
}
