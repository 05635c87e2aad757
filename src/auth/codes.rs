//! Codes and seals: HMAC-SHA-256 under the server's key, with a key of its own for each purpose.
//!
//! What people type of them and what is stored of them are [`ShortCode`] and [`Seal`].

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::{
    Keys,
    token::{InvalidToken, RefreshBearer},
};
use crate::domain::{ContestId, PersonId, UnitId, person::AccountKey, seal::Seal, short_code::ShortCode};

impl Keys {
    /// The activation code of a line of the roster. A new generation revokes the one before.
    #[must_use]
    pub fn activation_code(&self, person: PersonId, generation: i64) -> ShortCode {
        let digest = self.digest("activation", &[&number(person.0), &number(generation)]);
        ShortCode::of(digest.as_chunks().0[0])
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
        self.seal("reset code", &[&number(person.0), code.bytes()])
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
        let digest = self.digest("refresh", &[&number(session), &number(generation)]);
        format!("{session}.{generation}.{}", URL_SAFE_NO_PAD.encode(digest))
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
        Seal::of(self.digest(purpose, parts))
    }

    fn digest(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        let key = mac(self.secret()).chain_update(b"ankao ").chain_update(purpose).finalize().into_bytes();
        let mut of_parts = mac(&key);
        for part in parts {
            // Lengths keep ("1", "23") and ("12", "3") apart.
            of_parts.update(&(part.len() as u64).to_be_bytes());
            of_parts.update(part);
        }
        of_parts.finalize().into_bytes().into()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys::of(&[1; 32])
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
