//! People: accounts, and lines of a roster (花名册) that nobody has claimed yet.

use sqlx::{AnyConnection, any::AnyRow};

use super::{Result, rows::PlainRow};
use crate::domain::{
    ContestId, PersonId, Stamp, UnitId,
    person::{AccountKey, EmployeeNumber, Login, PersonName},
    seal::Seal,
};

/// A person as signing in and claiming see them.
#[derive(Clone, Debug)]
pub struct Account {
    pub id: PersonId,
    /// The home unit. Organizers may have none.
    pub unit: Option<UnitId>,
    pub employee_number: Option<String>,
    pub name: String,
    pub login: Option<String>,
    /// PHC string; none where nobody has claimed the line.
    pub password: Option<String>,
    pub claimed: Option<Stamp>,
    pub activation: Activation,
    /// What is kept of the roster's secret column.
    pub roster_secret: Option<Vec<u8>>,
    /// What is kept of a one-time code, and until when it is good.
    pub reset: Option<(Vec<u8>, Stamp)>,
}

/// The state of an activation code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Activation {
    pub generation: i64,
    pub failures: i64,
}

impl Account {
    /// Whether somebody has made it theirs, by choosing a password.
    #[must_use]
    pub fn is_claimed(&self) -> bool {
        self.claimed.is_some()
    }
}

impl Activation {
    /// Wrong codes or secrets before the line is locked until the liaison opens it.
    const TRIES: i64 = 5;

    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.failures >= Self::TRIES
    }
}

/// Somebody who registers: claims a line, or is added.
#[derive(Clone, Debug)]
pub struct Claim<'a> {
    /// PHC string.
    pub password: &'a str,
    /// The version of the consent that was agreed to.
    pub consent: &'a str,
    pub now: Stamp,
}

pub async fn find(connection: &mut AnyConnection, id: PersonId) -> Result<Option<Account>> {
    let row = sqlx::query(
        "SELECT id, unit, employee_number, name, login, password, claimed, activation_generation,
                activation_failures, roster_secret, reset_code, reset_until
         FROM person
         WHERE id = $1",
    )
    .bind(id.0)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(account).transpose()
}

/// Whom somebody signs in as.
pub async fn find_by_key(connection: &mut AnyConnection, key: &AccountKey) -> Result<Option<Account>> {
    let query = match key {
        AccountKey::Employee { unit, number } => sqlx::query(
            "SELECT id, unit, employee_number, name, login, password, claimed, activation_generation,
                    activation_failures, roster_secret, reset_code, reset_until
             FROM person
             WHERE unit = $1 AND employee_number = $2",
        )
        .bind(unit.0)
        .bind(number.as_str()),
        AccountKey::Login(login) => sqlx::query(
            "SELECT id, unit, employee_number, name, login, password, claimed, activation_generation,
                    activation_failures, roster_secret, reset_code, reset_until
             FROM person
             WHERE login = $1",
        )
        .bind(login.as_str()),
    };
    let row = query.fetch_optional(connection).await?;
    row.as_ref().map(account).transpose()
}

/// Whom a unit and an employee number mean in a contest: whose home and number they are, else who is
/// [known by them](super::known_as) there.
pub async fn find_in_contest(
    connection: &mut AnyConnection,
    contest: ContestId,
    unit: UnitId,
    number: &EmployeeNumber,
) -> Result<Option<Account>> {
    let row = sqlx::query(
        "SELECT id, unit, employee_number, name, login, password, claimed, activation_generation,
                activation_failures, roster_secret, reset_code, reset_until
         FROM person
         WHERE id = COALESCE(
             (SELECT id FROM person WHERE unit = $2 AND employee_number = $3),
             (SELECT person FROM known_as WHERE contest = $1 AND unit = $2 AND employee_number = $3)
         )",
    )
    .bind(contest.0)
    .bind(unit.0)
    .bind(number.as_str())
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(account).transpose()
}

pub(super) fn activation(row: &AnyRow) -> Result<Activation> {
    Ok(Activation { generation: row.integer("activation_generation")?, failures: row.integer("activation_failures")? })
}

fn account(row: &AnyRow) -> Result<Account> {
    let reset = row.optional_bytes("reset_code")?.zip(row.optional_integer("reset_until")?);
    Ok(Account {
        id: PersonId(row.integer("id")?),
        unit: row.optional_integer("unit")?.map(UnitId),
        employee_number: row.optional_text("employee_number")?,
        name: row.text("name")?,
        login: row.optional_text("login")?,
        password: row.optional_text("password")?,
        claimed: row.optional_integer("claimed")?.map(Stamp),
        activation: activation(row)?,
        roster_secret: row.optional_bytes("roster_secret")?,
        reset: reset.map(|(code, until)| (code, Stamp(until))),
    })
}

/// Adds somebody who registered without standing in any roster.
pub async fn insert_claimed(
    connection: &mut AnyConnection,
    unit: UnitId,
    number: &EmployeeNumber,
    name: &PersonName,
    claim: &Claim<'_>,
) -> Result<PersonId> {
    let id = sqlx::query_scalar(
        "INSERT INTO person (unit, employee_number, name, password, created, claimed, consent, consented)
         VALUES ($1, $2, $3, $4, $5, $5, $6, $5)
         RETURNING id",
    )
    .bind(unit.0)
    .bind(number.as_str())
    .bind(name.as_str())
    .bind(claim.password)
    .bind(claim.now.0)
    .bind(claim.consent)
    .fetch_one(connection)
    .await?;
    Ok(PersonId(id))
}

/// Adds somebody who signs in by login, an organizer or a liaison; none where the login is taken.
pub async fn insert_official(
    connection: &mut AnyConnection,
    login: &Login,
    name: &PersonName,
    password: &str,
    now: Stamp,
) -> Result<Option<PersonId>> {
    let id = sqlx::query_scalar(
        "INSERT INTO person (login, name, password, created, claimed)
         VALUES ($1, $2, $3, $4, $4)
         ON CONFLICT (login) DO NOTHING
         RETURNING id",
    )
    .bind(login.as_str())
    .bind(name.as_str())
    .bind(password)
    .bind(now.0)
    .fetch_optional(connection)
    .await?;
    Ok(id.map(PersonId))
}

/// Gives a line of the roster to the one who claims it.
pub async fn claim(connection: &mut AnyConnection, person: PersonId, claim: &Claim<'_>) -> Result<()> {
    sqlx::query(
        "UPDATE person
         SET password = $2, claimed = $3, consent = $4, consented = $3, activation_failures = 0
         WHERE id = $1",
    )
    .bind(person.0)
    .bind(claim.password)
    .bind(claim.now.0)
    .bind(claim.consent)
    .execute(connection)
    .await?;
    Ok(())
}

/// Counts one more wrong activation code or secret.
pub async fn note_activation_failure(connection: &mut AnyConnection, person: PersonId) -> Result<()> {
    sqlx::query("UPDATE person SET activation_failures = activation_failures + 1 WHERE id = $1")
        .bind(person.0)
        .execute(connection)
        .await?;
    Ok(())
}

/// Sets another password; a one-time code is used up by it.
pub async fn set_password(connection: &mut AnyConnection, person: PersonId, password: &str) -> Result<()> {
    sqlx::query("UPDATE person SET password = $2, reset_code = NULL, reset_until = NULL WHERE id = $1")
        .bind(person.0)
        .bind(password)
        .execute(connection)
        .await?;
    Ok(())
}

/// Keeps a one-time code for a forgotten password, in place of any before.
pub async fn set_reset(connection: &mut AnyConnection, person: PersonId, code: Seal, until: Stamp) -> Result<()> {
    sqlx::query("UPDATE person SET reset_code = $2, reset_until = $3 WHERE id = $1")
        .bind(person.0)
        .bind(code.bytes())
        .bind(until.0)
        .execute(connection)
        .await?;
    Ok(())
}

/// Revokes a one-time code that was not used yet.
pub async fn revoke_reset(connection: &mut AnyConnection, person: PersonId) -> Result<()> {
    sqlx::query("UPDATE person SET reset_code = NULL, reset_until = NULL WHERE id = $1")
        .bind(person.0)
        .execute(connection)
        .await?;
    Ok(())
}

/// Gives a line its tries again; answers whether some were used.
pub async fn forget_activation_failures(connection: &mut AnyConnection, person: PersonId) -> Result<bool> {
    let done = sqlx::query("UPDATE person SET activation_failures = 0 WHERE id = $1 AND activation_failures > 0")
        .bind(person.0)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Revokes an activation code and gives the generation of the new one; the line has its tries again.
pub async fn renew_activation(connection: &mut AnyConnection, person: PersonId) -> Result<i64> {
    let generation = sqlx::query_scalar(
        "UPDATE person
         SET activation_generation = activation_generation + 1, activation_failures = 0
         WHERE id = $1
         RETURNING activation_generation",
    )
    .bind(person.0)
    .fetch_one(connection)
    .await?;
    Ok(generation)
}

/// Gives somebody another home unit, in which nobody has their employee number. A one-time code is of
/// whoever looked after the one before.
pub async fn move_home(connection: &mut AnyConnection, person: PersonId, unit: UnitId) -> Result<()> {
    sqlx::query("UPDATE person SET unit = $2 WHERE id = $1")
        .bind(person.0)
        .bind(unit.0)
        .execute(&mut *connection)
        .await?;
    revoke_reset(connection, person).await
}
