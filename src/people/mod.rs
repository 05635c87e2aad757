//! The use cases of people: come in, sign in, be looked after.
//!
//! Each is a function of the [`App`](crate::app::App), of who asks, and of what was sent; officials'
//! changes are written to the audit in the same turn. One more is a file here, its statements in
//! `store`, and a route in `http`.

mod claim;
mod codes;
mod confirmation;
mod disputes;
mod entry;
mod form;
mod look_after;
mod officials;
mod own_unit;
mod password;
mod profile;
mod register;
mod set_up;
mod sign_in;
mod tries;
mod unit_requests;
mod units;
pub mod view;

pub use codes::{
    ActivationCodeView, ActivationCodesView, IssuedCode, activation_codes, issue_activation_code, issue_reset_code,
    unlock,
};
pub use confirmation::confirm;
pub use disputes::{
    DisputeView, DisputedAttempt, DisputesQuery, DisputesView, SettlementInput, disputes, settle_dispute,
};
pub use look_after::{MemberView, MembersQuery, MembersView, PersonInContestView, member, members};
pub use officials::{
    IssuedPassword, NewOfficial, Office, OfficialInput, OfficialView, OfficialsQuery, OfficialsView, Whom,
    add_official, appoint_liaison, create_official, dismiss_official, grant_office, list_officials,
};
pub use own_unit::{JoinInput, OwnUnitInput, OwnUnitView, change_own_unit, join, own_unit};
pub use password::{
    ChangeInput, ResetInput, change_password, reset_official_password, reset_password, set_password_of,
};
pub use profile::{EnrolmentView, ProfileView, profile};
pub use register::{RegisterInput, register};
pub use set_up::{SetUpInput, SetUpView, issue_set_up_code, set_up, set_up_needed};
pub use sign_in::{EmployeeLogin, LoginInput, NamedLogin, RefreshInput, refresh, sign_in, sign_out};
pub use unit_requests::{
    Decision, DecisionInput, UnitRequestInput, UnitRequestView, UnitRequestsQuery, UnitRequestsView, ask_for_unit,
    decide_unit_request, unit_requests,
};
pub use units::{UnitFound, UnitsFound, UnitsQuery, find_units};
