//! Names, employee numbers (工号) and logins (登录名), written one way however they were typed.

use super::UnitId;

/// An employee number: with the unit it is who a person is. Letters are capitals, full-width signs
/// plain ones, and blanks left out, so that a number reads the same from a phone and from a roster.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EmployeeNumber(String);

/// A person's name as it stands in lists. Blanks between Chinese characters are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonName(String);

/// By what organizers and liaisons sign in: small Latin letters, digits and `.-_`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Login(String);

/// What somebody signs in as, whether there is such an account or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountKey {
    Employee { unit: UnitId, number: EmployeeNumber },
    Login(Login),
}

impl EmployeeNumber {
    /// The longest, in characters.
    pub const LONGEST: usize = 32;

    /// Reads what was typed: letters, digits and `-_./`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let plain: String = text.chars().map(half_width).filter(|it| !it.is_whitespace()).collect();
        let number = plain.to_uppercase();
        let sound = number.chars().all(|it| it.is_alphanumeric() || "-_./".contains(it));
        (sound && (1..=Self::LONGEST).contains(&number.chars().count())).then_some(Self(number))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PersonName {
    /// The longest, in characters: 阿卜杜热合曼·阿卜杜克热木 takes 13.
    pub const LONGEST: usize = 40;

    /// Reads what was typed.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = text.chars().map(half_width).map(one_dot).collect();
        let words: Vec<&str> = text.split_whitespace().collect();
        let between = if text.is_ascii() { " " } else { "" };
        let name = words.join(between);
        let sound = !name.chars().any(char::is_control);
        (sound && (1..=Self::LONGEST).contains(&name.chars().count())).then_some(Self(name))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Login {
    /// The longest, in characters.
    pub const LONGEST: usize = 32;

    /// Reads what was typed, in whichever case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let login = text.trim().to_ascii_lowercase();
        let sound = login.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || b".-_".contains(&it));
        (sound && (2..=Self::LONGEST).contains(&login.len())).then_some(Self(login))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Chinese keyboards also write Latin letters and digits in full width.
fn half_width(it: char) -> char {
    match it {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(it) - 0xfee0).unwrap_or(it),
        _ => it,
    }
}

/// Every keyboard has another dot for names of several parts.
fn one_dot(it: char) -> char {
    match it {
        '•' | '‧' | '・' | '･' | '●' => '·',
        _ => it,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Option<String> {
        EmployeeNumber::parse(text).map(|number| number.0)
    }

    fn name(text: &str) -> Option<String> {
        PersonName::parse(text).map(|name| name.0)
    }

    #[test]
    fn a_number_reads_the_same_however_it_was_typed() {
        for typed in ["ab-0012", " AB-0012 ", "ＡＢ－００１２", "ab - 0012"] {
            assert_eq!(number(typed).as_deref(), Some("AB-0012"), "{typed:?}");
        }
        assert_eq!(number("临007").as_deref(), Some("临007"));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for wrong in ["", "  ", "12,3", "=1+1", "0\n0\u{0}", &"9".repeat(33)] {
            assert_eq!(number(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn a_name_reads_the_same_however_it_was_typed() {
        assert_eq!(name("张 三").as_deref(), Some("张三"));
        assert_eq!(name("张　三 ").as_deref(), Some("张三"));
        assert_eq!(name("买买提•艾山").as_deref(), Some("买买提·艾山"));
        assert_eq!(name(" John   Smith").as_deref(), Some("John Smith"));
        assert_eq!(name(" "), None);
        assert_eq!(name("张\u{7}三"), None);
    }

    #[test]
    fn a_login_is_plain_and_has_no_case() {
        let login = |text| Login::parse(text).map(|login| login.0);
        assert_eq!(login(" Shenyang-01").as_deref(), Some("shenyang-01"));
        assert_eq!([login("a"), login("沈阳"), login("a b"), login(&"a".repeat(33))], [None, None, None, None]);
    }
}
