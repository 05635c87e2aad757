//! Passwords: argon2id in a bounded pool off the async workers.
//!
//! A hash takes 19 MiB and some tens of milliseconds of a core. As many run at once as there are
//! cores, a bounded number waits in line, and whoever comes beyond is told to come back: a rush of
//! sign-ins neither starves the answers nor exhausts memory.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread::available_parallelism,
};

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};
use serde::Deserialize;
use tokio::sync::Semaphore;

use crate::{
    chance::Randomness,
    domain::{Span, short_code::ShortCode},
    fault::{Code, Fault},
};

/// Those who may wait in line: half a minute's worth on two cores.
const LINE: usize = 1_024;
const COME_BACK: Span = Span::seconds(10);

/// What an account without a password is compared with: of the parameters of every hash, and the
/// hash of nothing anybody can type.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$YW5rYW8gbm9ib2R5ISEhIQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A password as it was typed. Never printed.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, format = Password, example = "correct horse")]
pub struct Password(String);

impl Password {
    pub const SHORTEST: usize = 8;
    pub const LONGEST: usize = 72;

    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Whether it may be somebody's: whatever is longer need not be compared.
    #[must_use]
    pub fn may_be_right(&self) -> bool {
        self.0.chars().count() <= Self::LONGEST
    }

    /// Whether it may be chosen: 8 to 72 characters.
    #[must_use]
    pub fn may_be_chosen(&self) -> bool {
        (Self::SHORTEST..=Self::LONGEST).contains(&self.0.chars().count())
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password")
    }
}

/// The pool that hashes and compares.
#[derive(Debug)]
pub struct Passwords {
    running: Arc<Semaphore>,
    /// Whoever is inside, at work or in line, holds a place.
    places: Semaphore,
    begun: AtomicU64,
    randomness: Randomness,
}

impl Passwords {
    #[must_use]
    pub fn new(randomness: Randomness) -> Self {
        Self::bounded(randomness, available_parallelism().map_or(1, usize::from), LINE)
    }

    /// With so many at work at once, and so many in line behind them.
    #[must_use]
    pub fn bounded(randomness: Randomness, at_work: usize, in_line: usize) -> Self {
        Self {
            running: Arc::new(Semaphore::new(at_work)),
            places: Semaphore::new(at_work + in_line),
            begun: AtomicU64::new(0),
            randomness,
        }
    }

    /// How many hashes were made or compared, those at work included.
    #[must_use]
    pub fn begun(&self) -> u64 {
        self.begun.load(Ordering::Relaxed)
    }

    /// The PHC string of a new password.
    pub async fn hash(&self, password: &Password) -> Result<String, Fault> {
        let (password, salt) = (password.clone(), self.randomness.bytes::<16>());
        self.run(move || {
            let hash = argon2id().hash_password_with_salt(password.0.as_bytes(), &salt);
            hash.map(|hash| hash.to_string()).map_err(|error| Fault::internal(error.to_string()))
        })
        .await?
    }

    /// A password that nobody chose, to be shown once: 80 bits.
    #[must_use]
    pub fn generate(&self) -> String {
        let half = || ShortCode::of(self.randomness.bytes());
        format!("{}-{}", half(), half())
    }

    /// Whether `password` is the one that `hash` was made of. Without a hash it never is, and finding
    /// that out takes the same time.
    pub async fn verify(&self, password: &Password, hash: Option<&str>) -> Result<bool, Fault> {
        let (password, hash) = (password.clone(), hash.unwrap_or(NOBODY).to_owned());
        self.run(move || {
            let hash = PasswordHash::new(&hash).map_err(|error| Fault::internal(error.to_string()))?;
            Ok(argon2id().verify_password(password.0.as_bytes(), &hash).is_ok())
        })
        .await?
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
        let _place = self.places.try_acquire().map_err(|_| {
            Fault::new(Code::Busy).with_detail("同时登录或报名的人太多，请稍后再试").with_retry_after(COME_BACK)
        })?;
        let core = self.running.clone().acquire_owned().await.map_err(Fault::internal)?;
        self.begun.fetch_add(1, Ordering::Relaxed);
        let work = move || {
            let done = work();
            // Held to the end of the work, also where the one who asked has hung up.
            drop(core);
            done
        };
        tokio::task::spawn_blocking(work).await.map_err(Fault::internal)
    }
}

/// 19 MiB, two passes, one lane: the least that is recommended against guessing on graphics cards.
fn argon2id() -> Argon2<'static> {
    let params = Params::new(19 * 1_024, 2, 1, None).expect("the parameters are within argon2's limits");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
mod tests {
    use std::sync::{Barrier, atomic::AtomicUsize};

    use futures_util::{FutureExt, future::join_all};

    use super::*;

    fn passwords() -> Passwords {
        Passwords::new(Randomness::seeded(1))
    }

    #[tokio::test]
    async fn a_password_is_known_again_and_another_is_not() {
        let (passwords, password) = (passwords(), Password::new("安全第一 2026"));
        let hash = passwords.hash(&password).await.expect("hashed");
        assert!(passwords.verify(&password, Some(&hash)).await.expect("compared"));
        assert!(!passwords.verify(&Password::new("安全第二 2026"), Some(&hash)).await.expect("compared"));
        assert_ne!(hash, passwords.hash(&password).await.expect("hashed"), "each hash has its own salt");
    }

    #[tokio::test]
    async fn nobody_is_compared_with_the_parameters_of_everybody() {
        let passwords = passwords();
        let hash = passwords.hash(&Password::new("something")).await.expect("hashed");
        let (nobody, somebody) = (PasswordHash::new(NOBODY).expect("sound"), PasswordHash::new(&hash).expect("sound"));
        assert_eq!(
            (nobody.algorithm, nobody.version, &nobody.params),
            (somebody.algorithm, somebody.version, &somebody.params)
        );
        assert!(!passwords.verify(&Password::new(""), None).await.expect("compared"));
    }

    #[tokio::test]
    async fn whoever_comes_beyond_the_line_is_told_to_come_back() {
        let passwords = Passwords::bounded(Randomness::seeded(1), 0, 0);
        let fault = passwords.hash(&Password::new("something")).await.expect_err("refused");
        assert_eq!((fault.code, fault.retry_after), (Code::Busy, Some(COME_BACK)));
    }

    #[tokio::test]
    async fn of_two_hundred_at_once_as_many_are_at_work_as_there_are_cores() {
        const CORES: usize = 2;
        let passwords = Passwords::bounded(Randomness::seeded(1), CORES, 200);
        let (at_work, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        // Each waits for another at work, so that less than two at once would never end.
        let both = Arc::new(Barrier::new(CORES));
        let works = (0..200).map(|_| {
            let (at_work, most, both) = (at_work.clone(), most.clone(), both.clone());
            passwords.run(move || {
                most.fetch_max(at_work.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                both.wait();
                at_work.fetch_sub(1, Ordering::SeqCst);
            })
        });
        let done = join_all(works).await;
        assert!(done.iter().all(Result::is_ok));
        assert_eq!((most.load(Ordering::SeqCst), passwords.begun()), (CORES, 200));
    }

    #[tokio::test]
    async fn whoever_hangs_up_leaves_the_line_and_what_is_at_work_ends_first() {
        let passwords = Passwords::bounded(Randomness::seeded(1), 1, 1);
        let (begun, may_end) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
        let both = (begun.clone(), may_end.clone());
        let mut at_work = Box::pin(passwords.run(move || {
            both.0.wait();
            both.1.wait();
        }));
        assert!(at_work.as_mut().now_or_never().is_none());
        begun.wait();
        drop(at_work);
        let mut next = Box::pin(passwords.run(|| ()));
        assert!(next.as_mut().now_or_never().is_none(), "the core is still at work");
        may_end.wait();
        next.await.expect("its turn");
    }

    #[test]
    fn characters_are_counted_not_bytes() {
        assert!(Password::new("安".repeat(72)).may_be_chosen());
        assert!(!Password::new("安".repeat(7)).may_be_chosen());
        assert!(!Password::new("a".repeat(73)).may_be_chosen());
    }
}
