//! Finding a unit as one types: by a part of its name, by characters of it in their order (一建公司 for
//! 沈阳第一建筑工程公司), or by the initials of its pinyin (sydyjz for 沈阳第一建筑).

use pinyin::ToPinyinMulti;

use super::{UnitId, unit::UnitTree};

/// All names of a tree, ready to be searched.
#[derive(Debug, Default)]
pub struct UnitFinder(Vec<Entry>);

#[derive(Debug)]
struct Entry {
    unit: UnitId,
    name: String,
    initials: Vec<Initials>,
}

/// The letters and digits that a character may be typed as: several where it has several readings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Initials(u64);

/// How well a name fits, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Whole,
    Begins,
    BeginsByInitials,
    Contains,
    ContainsByInitials,
    InOrder,
}

impl UnitFinder {
    #[must_use]
    pub fn of(tree: &UnitTree) -> Self {
        let entry = |(unit, name): (UnitId, &str)| {
            let name = plain(name);
            let initials = name.chars().map(Initials::of).filter(|it| *it != Initials::default()).collect();
            Entry { unit, name, initials }
        };
        Self(tree.nodes().map(|node| (node.id, node.name.as_str())).map(entry).collect())
    }

    /// At most `limit` of the units that fit what was typed and that are wanted: the best first, and of
    /// equals the shorter name.
    #[must_use]
    pub fn find(&self, typed: &str, limit: usize, wanted: impl Fn(UnitId) -> bool) -> Vec<UnitId> {
        let typed = plain(typed);
        if typed.is_empty() {
            return Vec::new();
        }
        let letters: Option<Vec<Initials>> = typed.chars().map(Initials::of_sign).collect();
        let fits = |entry: &Entry| {
            let fit = entry.fit(&typed, letters.as_deref())?;
            wanted(entry.unit).then_some((fit, entry.initials.len(), entry.unit))
        };
        let mut found: Vec<_> = self.0.iter().filter_map(fits).collect();
        found.sort_unstable();
        found.truncate(limit);
        found.into_iter().map(|(_, _, unit)| unit).collect()
    }
}

impl Entry {
    fn fit(&self, typed: &str, letters: Option<&[Initials]>) -> Option<Fit> {
        match self.name.find(typed) {
            Some(0) if self.name.len() == typed.len() => return Some(Fit::Whole),
            Some(0) => return Some(Fit::Begins),
            _ => {}
        }
        let matches = |window: &[Initials]| letters.is_some_and(|it| window.iter().zip(it).all(|(a, b)| a.has(*b)));
        let count = letters.map_or(usize::MAX, <[_]>::len);
        let mut windows = self.initials.windows(count);
        match windows.next().map(matches) {
            Some(true) => Some(Fit::BeginsByInitials),
            _ if self.name.contains(typed) => Some(Fit::Contains),
            _ if windows.any(matches) => Some(Fit::ContainsByInitials),
            // Letters in their order are in half of all names.
            _ => (letters.is_none() && self.has_in_order(typed)).then_some(Fit::InOrder),
        }
    }

    /// As people shorten a name: 机械厂 for 机械制造厂.
    fn has_in_order(&self, typed: &str) -> bool {
        let mut name = self.name.chars();
        typed.chars().all(|wanted| name.any(|it| it == wanted))
    }
}

impl Initials {
    /// Nothing for brackets and the like, which nobody types.
    fn of(character: char) -> Self {
        if let Some(sign) = Self::of_sign(character) {
            return sign;
        }
        let letter = |reading: pinyin::Pinyin| Self::of_sign(reading.first_letter().chars().next()?);
        let readings = character.to_pinyin_multi().into_iter().flatten();
        Self(readings.filter_map(letter).fold(0, |all, Self(one)| all | one))
    }

    fn of_sign(character: char) -> Option<Self> {
        let place = match character {
            'a'..='z' => u32::from(character) - u32::from('a'),
            '0'..='9' => u32::from(character) - u32::from('0') + 26,
            _ => return None,
        };
        Some(Self(1 << place))
    }

    fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// Lower case, without blanks.
fn plain(text: &str) -> String {
    text.chars().filter(|it| !it.is_whitespace()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::unit::{UnitKind, UnitRecord};

    fn finder(names: &[&str]) -> UnitFinder {
        let record = |(id, name): (i64, &&str)| UnitRecord {
            id: UnitId(id),
            parent: None,
            kind: UnitKind::Unit,
            name: (*name).to_owned(),
            sector: None,
        };
        UnitFinder::of(&UnitTree::of((1..).zip(names).map(record).collect()))
    }

    fn found(names: &[&str], typed: &str) -> Vec<i64> {
        finder(names).find(typed, 20, |_| true).into_iter().map(|unit| unit.0).collect()
    }

    #[test]
    fn a_unit_is_found_by_a_part_of_its_name_or_by_initials() {
        let names = ["沈阳第一建筑公司", "鞍钢集团（本部）", "3M中国"];
        assert_eq!(found(&names, "一建"), [1]);
        assert_eq!(found(&names, "sydyjz"), [1]);
        assert_eq!(found(&names, "DYJ Z"), [1]);
        assert_eq!(found(&names, "jtbb"), [2], "brackets are not typed");
        assert_eq!(found(&names, "3mzg"), [3]);
        assert_eq!(found(&names, "xyz"), [0; 0]);
        assert_eq!(found(&names, " "), [0; 0]);
        assert_eq!(found(&names, "沈阳x"), [0; 0]);
    }

    #[test]
    fn a_name_is_found_as_people_shorten_it_and_after_all_that_fit_better() {
        let names = ["铁西区机械制造厂", "锅炉厂机械队", "厂办机械厂"];
        assert_eq!(found(&names, "机械厂"), [3, 1], "in their order only");
        assert_eq!(found(&names, "铁西机械"), [1]);
        assert_eq!(found(&["大连港"], "dg"), [0; 0], "initials stand side by side");
    }

    #[test]
    fn a_character_of_several_readings_is_found_by_each() {
        let names = ["长春第一汽车", "重庆钢铁"];
        assert_eq!((found(&names, "cc"), found(&names, "zc")), (vec![1], vec![1]));
        assert_eq!((found(&names, "cq"), found(&names, "zq")), (vec![2], vec![2]));
    }

    #[test]
    fn the_best_fit_comes_first() {
        let names = ["辽宁电力设计院", "国网辽宁电力", "电力", "电力局", "大连", "电子仪器厂"];
        assert_eq!(found(&names, "电力"), [3, 4, 2, 1], "whole, beginning, then within: the shorter name first");
        assert_eq!(found(&names, "dl"), [3, 5, 4, 2, 1]);
    }

    #[test]
    fn no_more_are_given_than_asked_for_and_none_that_is_not_wanted() {
        let found = finder(&["电力一", "电力二", "电力三"]).find("电力", 1, |unit| unit != UnitId(1));
        assert_eq!(found, [UnitId(2)]);
    }
}
