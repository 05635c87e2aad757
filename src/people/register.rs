//! Registering (报名): coming in for the first time, as the contest's way of entry has it.
//!
//! Where anybody may come in, the answer is the same whether the account was made, was there already,
//! or belongs to somebody else: signing in tells. Where a roster decides, a line of it is
//! [claimed](super::claim).

use std::net::IpAddr;

use serde::Deserialize;
use sqlx::AnyConnection;

use super::{
    claim,
    entry::{self, ComparedCode},
    form::Form,
};
use crate::{
    app::App,
    auth::Password,
    domain::{
        ContestId, PersonId, Stamp, UnitId,
        contest::{Contest, Entry, Phase},
        person::{EmployeeNumber, PersonName},
        short_code::ShortCode,
    },
    fault::{Code, Fault},
    store::{
        self, Turn,
        enrolments::Origin,
        people::{Account, Claim},
    },
};

/// What a person types to come in.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterInput {
    #[schema(example = 1)]
    pub contest: ContestId,
    #[schema(example = 12)]
    pub unit: UnitId,
    #[schema(example = "张三")]
    pub name: String,
    #[schema(example = "AB-0012")]
    pub employee_number: String,
    pub password: Password,
    /// The version of the privacy notice (隐私说明) that was agreed to.
    #[schema(example = "2026-06")]
    pub consent: String,
    /// For contests by roster: from the liaison.
    #[serde(default)]
    #[schema(example = "7K3M-Q0ZD")]
    pub activation_code: Option<String>,
    /// For contests by roster and secret: the secret column.
    #[serde(default)]
    #[schema(example = json!(null))]
    pub secret: Option<String>,
    /// For contests by unit code.
    #[serde(default)]
    #[schema(example = json!(null))]
    pub unit_code: Option<String>,
}

/// A [`RegisterInput`] that was checked.
pub(super) struct Applicant {
    pub(super) unit: UnitId,
    pub(super) number: EmployeeNumber,
    pub(super) name: PersonName,
    pub(super) password: Password,
    pub(super) consent: String,
    pub(super) proof: Proof,
}

/// What an applicant shows beside who they are.
pub(super) enum Proof {
    Nothing,
    UnitCode(String),
    ActivationCode(ShortCode),
    Secret(String),
}

/// Claims a line of the roster, or makes an account.
pub async fn register(app: &App, input: RegisterInput, peer: IpAddr, stamp: Stamp) -> Result<(), Fault> {
    let contest = entry::takes_people(&mut *app.store.read().await?, input.contest, stamp).await?;
    let applicant = input.read(contest.rules.entry)?;
    let _inside = app.doors.enter(peer).await?;
    let done = if is_by_roster(&contest) {
        claim::claim(app, &contest, &applicant).await.map(|()| Came::In)
    } else {
        come_in(app, &contest, &applicant).await
    };
    if is_guess(&done) {
        app.doors.failed(peer);
    }
    done.map(|_| ())
}

/// What came of registering, which the answer does not tell.
enum Came {
    In,
    /// The account is somebody else's: that is noted.
    Disputed,
}

/// Whether somebody guesses. A unit that does not take part, or a busy server, says nothing against the
/// address.
fn is_guess(done: &Result<Came, Fault>) -> bool {
    match done {
        Ok(Came::In) => false,
        Ok(Came::Disputed) => true,
        Err(fault) => matches!(fault.code, Code::ActivationRefused | Code::UnitCodeRefused),
    }
}

impl RegisterInput {
    fn read(self, entry: Entry) -> Result<Applicant, Fault> {
        let mut form = Form::default();
        let number = form.employee_number(&self.employee_number);
        let name = form.name(&self.name);
        let password = form.new_password("/password", self.password);
        let consent = Some(self.consent).filter(|it| is_version(it));
        let consent = form.need("/consent", "请先阅读并同意隐私说明", consent);
        let proof = match entry {
            Entry::Open => Some(Proof::Nothing),
            Entry::UnitCode => form.typed("/unit_code", "请填写单位口令", self.unit_code).map(Proof::UnitCode),
            Entry::Roster => {
                let code = self.activation_code.as_deref().and_then(ShortCode::parse);
                form.need("/activation_code", "请填写 8 位激活码", code.map(Proof::ActivationCode))
            }
            Entry::RosterSecret => form.typed("/secret", "请填写校验信息", self.secret).map(Proof::Secret),
        };
        match (number, name, password, consent, proof) {
            (Some(number), Some(name), Some(password), Some(consent), Some(proof)) => {
                Ok(Applicant { unit: self.unit, number, name, password, consent, proof })
            }
            _ => Err(form.refused()),
        }
    }
}

fn is_version(text: &str) -> bool {
    (1..=32).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_alphanumeric() || b".-_".contains(&it))
}

impl Applicant {
    /// Whom the contest knows by that unit and employee number.
    pub(super) async fn known(
        &self,
        connection: &mut AnyConnection,
        contest: &Contest,
    ) -> Result<Option<Account>, Fault> {
        Ok(store::people::find_in_contest(connection, contest.id, self.unit, &self.number).await?)
    }
}

impl Proof {
    /// Whether it shows that the applicant is who stands in that line.
    pub(super) fn is_of(&self, app: &App, line: &Account) -> bool {
        match self {
            Self::Nothing | Self::UnitCode(_) => true,
            Self::ActivationCode(code) => *code == app.keys.activation_code(line.id, line.activation.generation),
            Self::Secret(secret) => {
                line.roster_secret.as_ref().is_some_and(|kept| app.keys.roster_secret(secret).is(kept))
            }
        }
    }
}

/// Where no roster decides.
async fn come_in(app: &App, contest: &Contest, applicant: &Applicant) -> Result<Came, Fault> {
    let mut connection = app.store.read().await?;
    entry::may_join(app, &mut connection, contest, applicant.unit).await?;
    let known = applicant.known(&mut connection, contest).await?;
    let code = match &applicant.proof {
        Proof::UnitCode(code) => entry::compare_unit_code(app, &mut connection, contest, applicant.unit, code).await?,
        Proof::Nothing | Proof::ActivationCode(_) | Proof::Secret(_) => ComparedCode::Right,
    };
    drop(connection);
    code.admit(app).await?;
    if let Some(account) = known.filter(Account::is_claimed) {
        return recognize(app, contest, applicant, &account).await;
    }
    let hash = app.passwords.hash(&applicant.password).await?;
    let mut turn = app.store.write().await?;
    let claim = Claim { password: &hash, consent: &applicant.consent, now: app.clock.now() };
    match applicant.known(turn.connection(), contest).await? {
        // Somebody was faster, perhaps the same person by a second tap.
        Some(account) if account.is_claimed() => {
            drop(turn);
            recognize(app, contest, applicant, &account).await
        }
        line => join_freely(app, turn, contest, applicant, line, &claim).await,
    }
}

fn is_by_roster(contest: &Contest) -> bool {
    matches!(contest.rules.entry, Entry::Roster | Entry::RosterSecret)
}

/// A new account, or a line of some roster that asks for no code.
async fn join_freely(
    app: &App,
    mut turn: Turn,
    contest: &Contest,
    applicant: &Applicant,
    line: Option<Account>,
    claim: &Claim<'_>,
) -> Result<Came, Fault> {
    let Applicant { unit, number, name, .. } = applicant;
    let person = match line {
        None => Some(store::people::insert_claimed(turn.connection(), *unit, number, name, claim).await?),
        Some(line) if line.name == name.as_str() && !is_guarded(turn.connection(), line.id, claim.now).await? => {
            store::people::claim(turn.connection(), line.id, claim).await?;
            Some(line.id)
        }
        Some(line) => {
            store::disputes::note(turn.connection(), contest.id, line.id, claim.now).await?;
            None
        }
    };
    let came = match person {
        Some(person) => {
            store::enrolments::join(turn.connection(), contest.id, person, *unit, claim.now).await?;
            Came::In
        }
        None => Came::Disputed,
    };
    app.store.commit(turn).await?;
    Ok(came)
}

/// Whether a contest that is not over asks for a code before that line may be claimed: then no other
/// contest may be the way around it.
async fn is_guarded(connection: &mut AnyConnection, person: PersonId, now: Stamp) -> Result<bool, Fault> {
    let guards = |contest: &Contest| is_by_roster(contest) && contest.phase(now) != Phase::Closed;
    for enrolment in store::enrolments::of_person(connection, person).await? {
        let contest = store::contests::find(connection, enrolment.contest).await?;
        if enrolment.origin == Origin::Roster && contest.as_ref().is_some_and(guards) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// An account that is claimed already: the same person again, after a lost reply or for another
/// contest, or somebody else.
async fn recognize(app: &App, contest: &Contest, applicant: &Applicant, account: &Account) -> Result<Came, Fault> {
    let right = app.passwords.verify(&applicant.password, account.password.as_deref()).await?;
    let mut turn = app.store.write().await?;
    let now = app.clock.now();
    let came = if right {
        store::enrolments::join(turn.connection(), contest.id, account.id, applicant.unit, now).await?;
        Came::In
    } else {
        store::disputes::note(turn.connection(), contest.id, account.id, now).await?;
        Came::Disputed
    };
    app.store.commit(turn).await?;
    Ok(came)
}
