//! Codes and seals: HMAC-SHA-256 under the server's key, with a key of its own for each purpose.
//!
//! A code is short enough to be printed and typed; a seal is what is stored of a secret, so that
//! the store alone tells nobody what it was.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::{
    Keys,
    token::{InvalidToken, RefreshBearer},
};
use crate::domain::{
    ContestId, PersonId, UnitId,
    person::{EmployeeNumber, Login},
};

/// A keyed digest. Compared in constant time.
#[derive(Clone, Copy)]
pub struct Seal([u8; 32]);

/// A code to be read aloud, printed and typed: eight characters of an alphabet without lookalikes,
/// in two groups, 40 bits. Compared in constant time.
#[derive(Clone, Copy)]
pub struct ShortCode([u8; 8]);

/// No I, L, O, U: what looks alike is read as the one that is there.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// What somebody signs in as, whether there is such an account or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountKey {
    Employee { unit: UnitId, number: EmployeeNumber },
    Login(Login),
}

impl Keys {
    /// The activation code of a line of the roster. A new generation revokes the one before.
    #[must_use]
    pub fn activation_code(&self, person: PersonId, generation: i64) -> ShortCode {
        let Seal(bytes) = self.seal("activation", &[&number(person.0), &number(generation)]);
        ShortCode::of(bytes.as_chunks().0[0])
    }

    /// What is kept of the roster's secret column. Blanks and case do not count.
    #[must_use]
    pub fn roster_secret(&self, secret: &str) -> Seal {
        self.seal("roster secret", &[typed(secret).as_bytes()])
    }

    /// What is kept of the code by which a unit's people come in. Blanks and case do not count.
    #[must_use]
    pub fn unit_code(&self, contest: ContestId, unit: UnitId, code: &str) -> Seal {
        self.seal("unit code", &[&number(contest.0), &number(unit.0), typed(code).as_bytes()])
    }

    /// What is kept of the one-time code for a forgotten password.
    #[must_use]
    pub fn reset_code(&self, person: PersonId, code: ShortCode) -> Seal {
        self.seal("reset code", &[&number(person.0), &code.0])
    }

    /// Under which failures to sign in are counted.
    #[must_use]
    pub fn account(&self, key: &AccountKey) -> Seal {
        match key {
            AccountKey::Employee { unit, number: of } => {
                self.seal("account by number", &[&number(unit.0), of.as_str().as_bytes()])
            }
            AccountKey::Login(login) => self.seal("account by login", &[login.as_str().as_bytes()]),
        }
    }

    /// The refresh token of that generation of a session: always the same, so that a lost reply can
    /// be answered again.
    #[must_use]
    pub fn refresh_token(&self, bearer: RefreshBearer) -> String {
        let RefreshBearer { session, generation } = bearer;
        let Seal(mac) = self.seal("refresh", &[&number(session), &number(generation)]);
        format!("{session}.{generation}.{}", URL_SAFE_NO_PAD.encode(mac))
    }

    pub fn read_refresh(&self, token: &str) -> Result<RefreshBearer, InvalidToken> {
        let mut parts = token.splitn(3, '.');
        let mut next = || parts.next().ok_or(InvalidToken);
        let session = next()?.parse().map_err(|_| InvalidToken)?;
        let generation = next()?.parse().map_err(|_| InvalidToken)?;
        let bearer = RefreshBearer { session, generation };
        // One spelling of a token, and the comparison tells nothing of where it fails.
        let ours = self.refresh_token(bearer);
        if bool::from(ours.as_bytes().ct_eq(token.as_bytes())) { Ok(bearer) } else { Err(InvalidToken) }
    }

    fn seal(&self, purpose: &str, parts: &[&[u8]]) -> Seal {
        let key = mac(self.secret()).chain_update(b"ankao ").chain_update(purpose).finalize().into_bytes();
        let mut of_parts = mac(&key);
        for part in parts {
            // Lengths keep ("1", "23") and ("12", "3") apart.
            of_parts.update(&(part.len() as u64).to_be_bytes());
            of_parts.update(part);
        }
        Seal(of_parts.finalize().into_bytes().into())
    }
}

fn mac(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes a key of any length")
}

fn number(value: i64) -> [u8; 8] {
    value.to_be_bytes()
}

/// As typed on a phone: blanks and case mean nothing.
fn typed(text: &str) -> String {
    text.split_whitespace().collect::<String>().to_uppercase()
}

impl Seal {
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Whether `stored` is the bytes of this seal.
    #[must_use]
    pub fn is(&self, stored: &[u8]) -> bool {
        self.0.ct_eq(stored).into()
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal")
    }
}

impl ShortCode {
    /// The code of random or pseudo-random bytes.
    #[must_use]
    pub fn of(bytes: [u8; 8]) -> Self {
        Self(bytes.map(|byte| ALPHABET[usize::from(byte) % ALPHABET.len()]))
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

    fn keys() -> Keys {
        Keys::of(&[1; 32])
    }

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

    #[test]
    fn an_activation_code_is_of_one_person_generation_and_key() {
        let code = keys().activation_code(PersonId(7), 0);
        assert!(code == keys().activation_code(PersonId(7), 0));
        assert!(code != keys().activation_code(PersonId(7), 1));
        assert!(code != keys().activation_code(PersonId(8), 0));
        assert!(code != Keys::of(&[2; 32]).activation_code(PersonId(7), 0));
    }

    #[test]
    fn seals_of_different_purposes_and_parts_differ() {
        let keys = keys();
        assert!(!keys.seal("a", &[b"1", b"23"]).is(keys.seal("a", &[b"12", b"3"]).bytes()));
        assert!(!keys.seal("a", &[b"1"]).is(keys.seal("b", &[b"1"]).bytes()));
        assert!(keys.roster_secret(" 12345x").is(keys.roster_secret("12345X").bytes()));
    }

    #[test]
    fn a_refresh_token_cannot_be_made_up() {
        let bearer = RefreshBearer { session: 5, generation: 2 };
        let token = keys().refresh_token(bearer);
        assert_eq!(keys().read_refresh(&token), Ok(bearer));
        let next = token.replacen("5.2.", "5.3.", 1);
        for forged in [next.as_str(), "5.2.", "5.2", "", "x.y.z", &token.replacen('5', "05", 1)] {
            assert_eq!(keys().read_refresh(forged), Err(InvalidToken), "{forged:?}");
        }
        assert_eq!(Keys::of(&[2; 32]).read_refresh(&token), Err(InvalidToken));
    }
}
