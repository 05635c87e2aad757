//! A pack: one file, that is one statute and the questions on it, with the lines where they stand.

use super::{
    finding::{Code, Finding, Located},
    question::{Question, Statute},
};

/// What one file of the bank holds. Its questions all name its statute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    /// As it is shown to the person who edits it.
    pub file: String,
    pub statute: Located<Statute>,
    pub questions: Vec<Located<Question>>,
}

impl Pack {
    /// A finding on the statute, or on the file as a whole.
    #[must_use]
    pub fn finding(&self, code: Code, message: impl Into<String>) -> Finding {
        Finding { file: self.file.clone(), line: self.statute.line, question: None, code, message: message.into() }
    }

    /// A finding on one of the questions.
    #[must_use]
    pub fn finding_on(&self, question: &Located<Question>, code: Code, message: impl Into<String>) -> Finding {
        Finding {
            file: self.file.clone(),
            line: question.line,
            question: Some(question.value.id.clone()),
            code,
            message: message.into(),
        }
    }
}

/// `base`, in which a pack of `over` takes the place of the one on the same statute.
#[must_use]
pub fn overlay(base: Vec<Pack>, over: Vec<Pack>) -> Vec<Pack> {
    let replaced = |pack: &Pack| over.iter().any(|new| new.statute.value.id == pack.statute.value.id);
    let mut packs: Vec<Pack> = base.into_iter().filter(|pack| !replaced(pack)).collect();
    packs.extend(over);
    packs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::bank::samples::lamp_pack;

    #[test]
    fn a_pack_on_the_same_statute_takes_the_place_of_the_old_one() {
        let buoys = || lamp_pack(&[("lamp-law", "buoy-law")]);
        let mut private = lamp_pack(&[]);
        private.file = "private.toml".into();
        assert_eq!(overlay(vec![lamp_pack(&[]), buoys()], vec![private.clone()]), [buoys(), private.clone()]);
        assert_eq!(overlay(vec![buoys()], vec![private.clone()]), [buoys(), private]);
    }
}
