//! Tokens: HS256 JWTs that carry subject and session only.

use std::fmt;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::domain::{AttemptId, PersonId, Span, Stamp};

/// How long an access token is good for.
pub const ACCESS: Span = Span::minutes(15);

/// The server's keys, derived from one secret.
#[derive(Clone)]
pub struct Keys {
    kid: String,
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
    secret: Vec<u8>,
}

/// Keys never reach a log.
impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").field("kid", &self.kid).finish_non_exhaustive()
    }
}

/// A signed-in person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asker {
    pub person: PersonId,
    pub session: i64,
}

/// Who holds the token of one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttemptBearer {
    pub person: PersonId,
    pub attempt: AttemptId,
}

/// Who holds the refresh token of one generation of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefreshBearer {
    pub session: i64,
    pub generation: i64,
}

/// The token is not ours, or no longer good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the token is not valid")]
pub struct InvalidToken;

#[derive(Serialize, Deserialize)]
struct AccessClaims {
    sub: i64,
    sid: i64,
    exp: i64,
}

#[derive(Serialize, Deserialize)]
struct AttemptClaims {
    sub: i64,
    att: AttemptId,
    exp: i64,
}

impl Keys {
    /// Keys of a secret of at least 32 bytes.
    #[must_use]
    pub fn of(secret: &[u8]) -> Self {
        use sha2::Digest;
        let mut validation = Validation::new(Algorithm::HS256);
        // The end is compared by the store's clock, not this machine's.
        validation.validate_exp = false;
        validation.required_spec_claims.clear();
        let digest = sha2::Sha256::digest([b"ankao kid".as_slice(), secret].concat());
        Self {
            kid: hex::encode(&digest[..4]),
            encoding: EncodingKey::from_secret(secret),
            decoding: DecodingKey::from_secret(secret),
            validation,
            secret: secret.to_vec(),
        }
    }

    /// The secret, for deriving keys of other purposes.
    pub(crate) fn secret(&self) -> &[u8] {
        &self.secret
    }

    #[must_use]
    pub fn sign_access(&self, asker: Asker, now: Stamp) -> String {
        self.sign(&AccessClaims { sub: asker.person.0, sid: asker.session, exp: seconds(now + ACCESS) })
    }

    /// Good until `until`: the attempt's deadline and its grace.
    #[must_use]
    pub fn sign_attempt(&self, bearer: AttemptBearer, until: Stamp) -> String {
        self.sign(&AttemptClaims { sub: bearer.person.0, att: bearer.attempt, exp: seconds(until) + 1 })
    }

    pub fn read_access(&self, token: &str, now: Stamp) -> Result<Asker, InvalidToken> {
        let claims: AccessClaims = self.read(token)?;
        let asker = Asker { person: PersonId(claims.sub), session: claims.sid };
        if seconds(now) < claims.exp { Ok(asker) } else { Err(InvalidToken) }
    }

    pub fn read_attempt(&self, token: &str, now: Stamp) -> Result<AttemptBearer, InvalidToken> {
        let claims: AttemptClaims = self.read(token)?;
        let bearer = AttemptBearer { person: PersonId(claims.sub), attempt: claims.att };
        if seconds(now) <= claims.exp { Ok(bearer) } else { Err(InvalidToken) }
    }

    fn sign(&self, claims: &impl Serialize) -> String {
        let header = Header { kid: Some(self.kid.clone()), ..Header::new(Algorithm::HS256) };
        encode(&header, claims, &self.encoding).expect("claims are numbers and text, and HS256 takes any key")
    }

    /// Checks signature and form.
    fn read<C: DeserializeOwned>(&self, token: &str) -> Result<C, InvalidToken> {
        decode::<C>(token, &self.decoding, &self.validation).map(|data| data.claims).map_err(|_| InvalidToken)
    }
}

fn seconds(stamp: Stamp) -> i64 {
    stamp.0.div_euclid(1_000)
}

#[cfg(test)]
mod tests {
    use base64::Engine;

    use super::*;
    use crate::domain::ContestId;

    const NOW: Stamp = Stamp(1_780_000_000_000);

    fn keys() -> Keys {
        Keys::of(&[1; 32])
    }

    #[test]
    fn an_access_token_is_good_for_its_time_only() {
        let asker = Asker { person: PersonId(5), session: 9 };
        let token = keys().sign_access(asker, NOW);
        assert_eq!(keys().read_access(&token, NOW), Ok(asker));
        assert_eq!(keys().read_access(&token, NOW + ACCESS), Err(InvalidToken));
        assert_eq!(Keys::of(&[2; 32]).read_access(&token, NOW), Err(InvalidToken));
    }

    #[test]
    fn the_token_of_an_attempt_is_no_access_token() {
        let attempt = AttemptId { contest: ContestId(1), number: 2 };
        let bearer = AttemptBearer { person: PersonId(5), attempt };
        let token = keys().sign_attempt(bearer, NOW);
        assert_eq!(keys().read_attempt(&token, NOW), Ok(bearer));
        assert_eq!(keys().read_access(&token, NOW), Err(InvalidToken));
        assert_eq!(keys().read_attempt(&token, NOW + Span::seconds(2)), Err(InvalidToken));
    }

    #[test]
    fn a_token_holds_nothing_personal() {
        let token = keys().sign_access(Asker { person: PersonId(5), session: 9 }, NOW);
        let payload = token.split('.').nth(1).expect("three parts");
        let payload = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(payload).expect("base64");
        insta::assert_snapshot!(String::from_utf8(payload).expect("json"), @r#"{"sub":5,"sid":9,"exp":1780000900}"#);
    }
}
