//! Why an official did something: asked for wherever it touches what people have done.

/// 1 to 500 characters, not only white space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason(String);

impl Reason {
    pub const LONGEST: usize = 500;

    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        (1..=Self::LONGEST).contains(&text.chars().count()).then(|| Self(text.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_says_something_and_not_too_much() {
        assert_eq!(Reason::new(" 断电 ").as_ref().map(Reason::as_str), Some("断电"));
        assert_eq!([Reason::new("　 "), Reason::new(&"长".repeat(501))], [None, None]);
    }
}
