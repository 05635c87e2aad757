//! Registering (报名): coming in for the first time, as the contest's way of entry has it.
//!
//! Where anybody may come in, the answer is the same whether the account was made, was there already,
//! or belongs to somebody else: signing in tells. Where a roster decides, one fault stands for every
//! reason.

use std::net::IpAddr;

use serde::Deserialize;
use sqlx::AnyConnection;

use super::{entry, form::Form, tries};
use crate::{
    app::App,
    auth::{AccountKey, Password, ShortCode},
    domain::{
        ContestId, PersonId, Stamp, UnitId,
        contest::{Contest, Entry},
        person::{EmployeeNumber, PersonName},
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
struct Applicant {
    unit: UnitId,
    number: EmployeeNumber,
    name: PersonName,
    password: Password,
    consent: String,
    proof: Proof,
}

/// What an applicant shows beside who they are.
enum Proof {
    Nothing,
    UnitCode(String),
    ActivationCode(ShortCode),
    Secret(String),
}

/// Claims a line of the roster, or makes an account.
pub async fn register(app: &App, input: RegisterInput, peer: IpAddr, stamp: Stamp) -> Result<(), Fault> {
    let contest = entry::takes_people(&mut *app.store.read().await?, input.contest, stamp).await?;
    let applicant = input.read(contest.rules.entry)?;
    let _inside = app.doors.enter(peer).await;
    let done = come_in(app, &contest, &applicant).await;
    if done.is_err() {
        app.doors.failed(peer);
    }
    done
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
            Entry::UnitCode => form.need("/unit_code", "请填写单位口令", self.unit_code.map(Proof::UnitCode)),
            Entry::Roster => {
                let code = self.activation_code.as_deref().and_then(ShortCode::parse);
                form.need("/activation_code", "请填写 8 位激活码", code.map(Proof::ActivationCode))
            }
            Entry::RosterSecret => form.need("/secret", "请填写核验信息", self.secret.map(Proof::Secret)),
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

impl Proof {
    /// Whether it shows that the applicant is who stands in that line.
    fn is_of(&self, app: &App, line: &Account) -> bool {
        match self {
            Self::Nothing | Self::UnitCode(_) => true,
            Self::ActivationCode(code) => *code == app.keys.activation_code(line.id, line.activation.generation),
            Self::Secret(secret) => {
                line.roster_secret.as_ref().is_some_and(|kept| app.keys.roster_secret(secret).is(kept))
            }
        }
    }
}

async fn come_in(app: &App, contest: &Contest, applicant: &Applicant) -> Result<(), Fault> {
    let key = AccountKey::Employee { unit: applicant.unit, number: applicant.number.clone() };
    let known = {
        let mut connection = app.store.read().await?;
        if !is_by_roster(contest) {
            entry::may_join(app, &mut connection, contest, applicant.unit).await?;
        }
        store::people::find_by_key(&mut connection, &key).await?
    };
    if let Proof::UnitCode(code) = &applicant.proof {
        entry::check_unit_code(app, contest, applicant.unit, code).await?;
    }
    if let Some(account) = known.filter(Account::is_claimed) {
        return recognize(app, contest, applicant, &account).await;
    }
    let hash = app.passwords.hash(&applicant.password).await?;
    let mut turn = app.store.write().await?;
    let claim = Claim { password: &hash, consent: &applicant.consent, now: app.clock.now() };
    match store::people::find_by_key(turn.connection(), &key).await? {
        // Somebody was faster, perhaps the same person by a second tap.
        Some(account) if account.is_claimed() => {
            drop(turn);
            recognize(app, contest, applicant, &account).await
        }
        line if is_by_roster(contest) => claim_line(app, turn, contest, applicant, line, &claim).await,
        line => join_freely(app, turn, contest, applicant, line, &claim).await,
    }
}

fn is_by_roster(contest: &Contest) -> bool {
    matches!(contest.rules.entry, Entry::Roster | Entry::RosterSecret)
}

/// A line of the contest's roster, claimed by code or secret; five wrong ones lock it.
async fn claim_line(
    app: &App,
    mut turn: Turn,
    contest: &Contest,
    applicant: &Applicant,
    line: Option<Account>,
    claim: &Claim<'_>,
) -> Result<(), Fault> {
    let line = line.filter(|line| line.name == applicant.name.as_str() && !line.activation.is_locked());
    let line = line.ok_or(Code::ActivationRefused)?;
    let enrolment = store::enrolments::find(turn.connection(), contest.id, line.id).await?;
    if enrolment.is_none_or(|enrolment| enrolment.origin != Origin::Roster) {
        return Err(Code::ActivationRefused.into());
    }
    if applicant.proof.is_of(app, &line) {
        store::people::claim(turn.connection(), line.id, claim).await?;
        app.store.commit(turn).await?;
        Ok(())
    } else {
        store::people::note_activation_failure(turn.connection(), line.id).await?;
        app.store.commit(turn).await?;
        Err(Code::ActivationRefused.into())
    }
}

/// A new account, or a line of some roster that asks for no code.
async fn join_freely(
    app: &App,
    mut turn: Turn,
    contest: &Contest,
    applicant: &Applicant,
    line: Option<Account>,
    claim: &Claim<'_>,
) -> Result<(), Fault> {
    let Applicant { unit, number, name, .. } = applicant;
    let person = match line {
        None => Some(store::people::insert_claimed(turn.connection(), *unit, number, name, claim).await?),
        Some(line) if line.name == name.as_str() && !is_guarded(turn.connection(), line.id).await? => {
            store::people::claim(turn.connection(), line.id, claim).await?;
            Some(line.id)
        }
        Some(line) => {
            store::disputes::note(turn.connection(), contest.id, line.id, claim.now).await?;
            None
        }
    };
    if let Some(person) = person {
        store::enrolments::join(turn.connection(), contest.id, person, *unit, claim.now).await?;
    }
    app.store.commit(turn).await?;
    Ok(())
}

/// Whether a contest asks for a code before that line may be claimed: then no other contest may be the
/// way around it.
async fn is_guarded(connection: &mut AnyConnection, person: PersonId) -> Result<bool, Fault> {
    for enrolment in store::enrolments::of_person(connection, person).await? {
        let contest = store::contests::find(connection, enrolment.contest).await?;
        if enrolment.origin == Origin::Roster && contest.as_ref().is_some_and(is_by_roster) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// An account that is claimed already: the same person again, after a lost reply or for another
/// contest, or somebody else.
async fn recognize(app: &App, contest: &Contest, applicant: &Applicant, account: &Account) -> Result<(), Fault> {
    if is_by_roster(contest) {
        return recognize_line(app, contest, applicant, account).await;
    }
    let right = app.passwords.verify(&applicant.password, account.password.as_deref()).await?;
    let mut turn = app.store.write().await?;
    let now = app.clock.now();
    if right {
        store::enrolments::join(turn.connection(), contest.id, account.id, applicant.unit, now).await?;
    } else {
        store::disputes::note(turn.connection(), contest.id, account.id, now).await?;
    }
    app.store.commit(turn).await?;
    Ok(())
}

/// By roster the answer tells whether the password was right, so a wrong one is a failure to sign in.
async fn recognize_line(app: &App, contest: &Contest, applicant: &Applicant, account: &Account) -> Result<(), Fault> {
    let refused = || Fault::from(Code::ActivationRefused);
    let key = AccountKey::Employee { unit: applicant.unit, number: applicant.number.clone() };
    let seal = app.keys.account(&key);
    {
        let mut connection = app.store.read().await?;
        tries::admit(&mut connection, seal, app.clock.now()).await.map_err(|_| refused())?;
        let enrolment = store::enrolments::find(&mut connection, contest.id, account.id).await?;
        let listed = enrolment.is_some_and(|it| it.origin == Origin::Roster);
        if !listed || account.name != applicant.name.as_str() {
            return Err(refused());
        }
    }
    let right = app.passwords.verify(&applicant.password, account.password.as_deref()).await?;
    let mut turn = app.store.write().await?;
    let now = app.clock.now();
    let failures = tries::admit(turn.connection(), seal, now).await.map_err(|_| refused())?;
    if right && applicant.proof.is_of(app, account) {
        return Ok(());
    }
    store::disputes::note(turn.connection(), contest.id, account.id, now).await?;
    Err(tries::fail(app, turn, seal, failures, Code::ActivationRefused, now).await?)
}
