//! The letters under which a question's options are shown.

use super::chance::Chance;
use crate::domain::bank::question::{Kind, OptionSet, Question};

/// Which option is shown as A, which as B, …
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lettering {
    /// How many options there are.
    pub options: u8,
    /// The option shown as A, as B, …: indices into the question's options.
    pub order: [u8; OptionSet::MOST],
}

impl Lettering {
    /// So many options as the bank has them.
    #[must_use]
    pub fn plain(options: u8) -> Self {
        Self { options, order: [0, 1, 2, 3, 4, 5] }
    }

    /// As the bank has those of a question.
    #[must_use]
    pub fn of(question: &Question) -> Self {
        // At most six: the bank's form says so.
        Self::plain(u8::try_from(question.option_count().min(OptionSet::MOST)).unwrap_or_default())
    }

    /// Shuffles the options, but never 对 and 错.
    pub fn shuffle(&mut self, kind: Kind, chance: &mut Chance) {
        if kind != Kind::Judgment {
            chance.shuffle(&mut self.order[..self.options.into()]);
        }
    }

    /// A key of the bank in these letters.
    #[must_use]
    pub fn letters_of(&self, key: OptionSet) -> OptionSet {
        let mut bits = 0;
        for (place, &option) in self.shown().iter().enumerate() {
            bits |= (key.bits() >> option & 1) << place;
        }
        // As many bits as options: a set by construction.
        OptionSet::from_bits(bits).unwrap_or_default()
    }

    /// The options in this order.
    pub fn options_of<'a>(&self, question: &'a Question) -> impl Iterator<Item = &'a str> {
        let Self { options, order } = *self;
        order.into_iter().take(options.into()).map(move |option| question.option(option.into()))
    }

    /// The options that are shown, in their order.
    #[must_use]
    pub fn shown(&self) -> &[u8] {
        &self.order[..self.options.into()]
    }
}
