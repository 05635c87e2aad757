//! Claiming a line of the roster (花名册) by its code or secret.
//!
//! One refusal stands for every reason, and each costs the same: one run of argon2id, and one turn that
//! counts a failure. So neither the words nor the time tell who stands in the roster, or has come in.

use super::register::Applicant;
use crate::{
    app::App,
    domain::{Stamp, contest::Contest, failures::Failures, person::AccountKey, seal::Seal},
    fault::{Code, Fault},
    store::{
        self, Turn,
        enrolments::Origin,
        people::{Account, Claim},
        sessions,
    },
};

/// What was made of the password.
enum Shown {
    /// The PHC string of one to be kept: there is no other yet.
    New(String),
    Right,
    Wrong,
}

/// Claims a line, or knows again who has claimed it, as after a lost reply.
pub(super) async fn claim(app: &App, contest: &Contest, applicant: &Applicant) -> Result<(), Fault> {
    loop {
        let known = applicant.known(&mut *app.store.read().await?, contest).await?.and_then(|it| it.password);
        let shown = match &known {
            Some(hash) if app.passwords.verify(&applicant.password, Some(hash)).await? => Shown::Right,
            Some(_) => Shown::Wrong,
            None => Shown::New(app.passwords.hash(&applicant.password).await?),
        };
        let mut turn = app.store.write().await?;
        let account = applicant.known(turn.connection(), contest).await?;
        // Somebody was faster, perhaps the same person by a second tap: it has to be looked at again.
        if account.as_ref().and_then(|it| it.password.as_ref()) == known.as_ref() {
            return decide(app, turn, contest, applicant, account, shown).await;
        }
    }
}

async fn decide(
    app: &App,
    mut turn: Turn,
    contest: &Contest,
    applicant: &Applicant,
    account: Option<Account>,
    shown: Shown,
) -> Result<(), Fault> {
    let now = app.clock.now();
    let seal = app.keys.account(&AccountKey::Employee { unit: applicant.unit, number: applicant.number.clone() });
    let failures = sessions::failures(turn.connection(), seal).await?;
    let waits = failures.is_some_and(|it| it.wait(now).is_some());
    if let Some(line) = listed(&mut turn, contest, applicant, account).await? {
        let proven = applicant.proof.is_of(app, &line);
        match shown {
            Shown::New(_) if line.activation.is_locked() => {}
            Shown::New(password) if proven => {
                let claim = Claim { password: &password, consent: &applicant.consent, now };
                store::people::claim(turn.connection(), line.id, &claim).await?;
                // Of guesses at the code: nothing against the password that was chosen now.
                sessions::forget_failures(turn.connection(), seal).await?;
                return Ok(app.store.commit(turn).await?);
            }
            Shown::New(_) => store::people::note_activation_failure(turn.connection(), line.id).await?,
            // Whoever guesses passwords waits here as they do when signing in.
            Shown::Right | Shown::Wrong if waits => {}
            Shown::Right if proven => return Ok(()),
            Shown::Right | Shown::Wrong => {
                store::disputes::note(turn.connection(), contest.id, line.id, now).await?;
            }
        }
    }
    refuse(app, turn, seal, failures, now).await
}

/// The line under that name in the contest's roster.
async fn listed(
    turn: &mut Turn,
    contest: &Contest,
    applicant: &Applicant,
    account: Option<Account>,
) -> Result<Option<Account>, Fault> {
    let Some(line) = account.filter(|account| account.name == applicant.name.as_str()) else { return Ok(None) };
    let enrolment = store::enrolments::find(turn.connection(), contest.id, line.id).await?;
    Ok(enrolment.is_some_and(|enrolment| enrolment.origin == Origin::Roster).then_some(line))
}

/// Counts a failure to sign in, for the answer may have told whether a password was right. While the
/// account waits the count is written as it is: whoever tries again waits no longer for it.
async fn refuse(app: &App, mut turn: Turn, seal: Seal, before: Option<Failures>, now: Stamp) -> Result<(), Fault> {
    let waiting = before.filter(|it| it.wait(now).is_some());
    let failures = waiting.unwrap_or_else(|| Failures::and_one(before, now));
    sessions::note_failures(turn.connection(), seal, failures).await?;
    app.store.commit(turn).await?;
    Err(Code::ActivationRefused.into())
}
