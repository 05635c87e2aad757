//! People, units and roles as they are shown.

use serde::Serialize;

use crate::{
    domain::{PersonId, UnitId, roles::Roles, unit::UnitTree},
    store::people::Account,
};

/// A unit with the way to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct UnitRef {
    #[schema(example = 12)]
    pub id: UnitId,
    #[schema(example = "市第一建筑公司")]
    pub name: String,
    /// Names from the root to the unit, both included.
    #[schema(example = json!(["辽宁省", "沈阳市", "和平区", "市第一建筑公司"]))]
    pub path: Vec<String>,
}

impl UnitRef {
    pub(super) fn of(tree: &UnitTree, unit: UnitId) -> Self {
        let path: Vec<String> = tree.path_names(unit);
        Self { id: unit, name: path.last().cloned().unwrap_or_default(), path }
    }
}

/// Somebody, to themselves.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct PersonView {
    #[schema(example = 1024)]
    pub id: PersonId,
    #[schema(example = "张三")]
    pub name: String,
    /// The home unit; null for organizers who belong to none.
    pub unit: Option<UnitRef>,
    #[schema(example = "AB-0012")]
    pub employee_number: Option<String>,
    /// Of organizers and liaisons who sign in by it.
    #[schema(example = json!(null))]
    pub login: Option<String>,
}

impl PersonView {
    pub(super) fn of(tree: &UnitTree, account: Account) -> Self {
        let unit = account.unit.map(|unit| UnitRef::of(tree, unit));
        Self {
            id: account.id,
            name: account.name,
            unit,
            employee_number: account.employee_number,
            login: account.login,
        }
    }
}

/// What a person may do beside answering.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct RolesView {
    /// Organizer (主办方) of the whole installation.
    pub organizer_of_all: bool,
    /// Nodes whose organizer they are.
    pub organizer: Vec<UnitRef>,
    /// Units whose liaison (联络员) they are.
    pub liaison: Vec<UnitRef>,
}

impl RolesView {
    pub(super) fn of(tree: &UnitTree, roles: &Roles) -> Self {
        let refs = |units: &[UnitId]| units.iter().map(|&unit| UnitRef::of(tree, unit)).collect();
        Self {
            organizer_of_all: roles.organizer_of_all,
            organizer: refs(&roles.organizer),
            liaison: refs(&roles.liaison),
        }
    }
}

/// Tokens of a session.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct TokensView {
    /// Bearer token.
    #[schema(example = "eyJhbGciOiJIUzI1NiJ9.e30.c2ln")]
    pub access_token: String,
    /// Good for one refresh; a lost reply may be asked for again within ten minutes.
    #[schema(example = "17.1.vJ0o2Yb3H0mFJ2vTzq0dS5gqfB3Sg1Rb0oL2r0v8c5M")]
    pub refresh_token: String,
    /// Seconds until the access token is no longer good.
    #[schema(example = 900)]
    pub expires_in: i64,
}

/// Somebody signed in.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct SignedInView {
    #[serde(flatten)]
    pub tokens: TokensView,
    pub person: PersonView,
    pub roles: RolesView,
}
