//! What came too late to count, kept for an organizer.

use crate::domain::{Stamp, attempt::Marks, paper::Sheet};

/// Late sheets kept of one attempt: evidence, not a place to store things. What comes after the last is
/// merged into it, so that of every question the latest answer that came is there.
const LATE_SHEETS: i64 = 8;

/// Marks kept as evidence.
#[derive(Clone, Debug)]
pub struct LateSheet {
    pub arrived: Stamp,
    pub sheet: Sheet,
}

/// The evidence of an attempt: how many late sheets there are, what the last one holds, and what all
/// hold together.
#[derive(Clone, Debug)]
pub struct Evidence {
    sheets: i64,
    last: Sheet,
    together: Sheet,
}

impl Evidence {
    #[must_use]
    pub fn none(questions: usize) -> Self {
        Self { sheets: 0, last: Sheet::blank(questions), together: Sheet::blank(questions) }
    }

    /// Takes in a late sheet that is stored, in any order.
    pub fn add(&mut self, ordinal: i64, sheet: Sheet) {
        for (question, mark) in sheet.marks().iter().enumerate() {
            self.together.merge(question, *mark);
        }
        if ordinal > self.sheets {
            (self.sheets, self.last) = (ordinal, sheet);
        }
    }

    /// Keeps marks that no late sheet holds. Answers with the ordinal of the sheet that has them now,
    /// and that sheet; nothing where all are kept already.
    pub(super) fn keep(&mut self, marks: &Marks) -> Option<(i64, Sheet)> {
        if self.together.lacking(marks).is_empty() {
            return None;
        }
        let mut sheet = if self.sheets < LATE_SHEETS {
            self.sheets += 1;
            Sheet::blank(self.last.marks().len())
        } else {
            self.last.clone()
        };
        for &(question, mark) in marks {
            sheet.merge(question, mark);
            self.together.merge(question, mark);
        }
        self.last = sheet.clone();
        Some((self.sheets, sheet))
    }
}
