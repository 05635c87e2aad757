//! The secret column of a roster (校验信息): kept as an HMAC only.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::Keys;

impl Keys {
    /// The HMAC of a person's secret, bound to their employee number, so that equal secrets do not look
    /// equal. Case and spaces around do not matter: an identity number may end in x or X.
    #[must_use]
    pub fn roster_secret(&self, employee_number: &str, secret: &str) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret()).expect("HMAC takes keys of any length");
        for part in ["roster secret", employee_number, &secret.trim().to_uppercase()] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac.finalize().into_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_secrets_of_two_people_do_not_look_equal() {
        let keys = Keys::of(&[1; 32]);
        assert_ne!(keys.roster_secret("001", "12345X"), keys.roster_secret("002", "12345X"));
        assert_eq!(keys.roster_secret("001", " 12345x"), keys.roster_secret("001", "12345X"));
        assert_ne!(keys.roster_secret("001", "12345X"), Keys::of(&[2; 32]).roster_secret("001", "12345X"));
    }
}
