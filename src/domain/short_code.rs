//! Codes that are short enough to be printed and typed: for activation, for a forgotten password, for
//! setting up.

use std::fmt;

use subtle::ConstantTimeEq;

/// A code to be read aloud, printed and typed: eight characters of an alphabet without lookalikes,
/// in two groups, 40 bits. Compared in constant time.
#[derive(Clone, Copy)]
pub struct ShortCode([u8; 8]);

/// No I, L, O, U: what looks alike is read as the one that is there.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl ShortCode {
    /// The code of random or pseudo-random bytes.
    #[must_use]
    pub fn of(bytes: [u8; 8]) -> Self {
        Self(bytes.map(|byte| ALPHABET[usize::from(byte) % ALPHABET.len()]))
    }

    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Reads what was typed: case, blanks and dashes mean nothing, and lookalikes are understood.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let signs = text.chars().filter(|it| !it.is_whitespace() && !matches!(it, '-' | '－' | '—' | '–'));
        let signs: Option<Vec<u8>> = signs.map(read_sign).collect();
        signs?.try_into().ok().map(Self)
    }
}

fn read_sign(sign: char) -> Option<u8> {
    let sign = match u8::try_from(sign).ok()?.to_ascii_uppercase() {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    ALPHABET.contains(&sign).then_some(sign)
}

impl PartialEq for ShortCode {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl fmt::Display for ShortCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, &sign) in self.0.iter().enumerate() {
            if index == 4 {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(sign))?;
        }
        Ok(())
    }
}

/// A code is as good as a password.
impl fmt::Debug for ShortCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShortCode")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_understood_as_people_type_it() {
        let code = ShortCode(*b"0A1B2C3D");
        assert_eq!(code.to_string(), "0A1B-2C3D");
        for typed in ["0A1B-2C3D", "0a1b2c3d", " oaIb 2c3d", "OALB－2C3D"] {
            assert!(ShortCode::parse(typed) == Some(code), "{typed:?}");
        }
        for wrong in ["", "0A1B-2C3", "0A1B-2C3DE", "0A1B-2C3U", "0A1B-2C3张"] {
            assert!(ShortCode::parse(wrong).is_none(), "{wrong:?}");
        }
    }
}
