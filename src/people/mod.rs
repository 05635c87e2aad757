//! The use cases of people: come in, sign in, be looked after.
//!
//! Each is a function of the [`App`](crate::app::App), of who asks, and of what was sent; officials'
//! changes are written to the audit in the same turn. One more is a file here, its statements in
//! `store`, and a route in `http`.

mod entry;
mod form;
mod password;
mod profile;
mod register;
mod sign_in;
mod taking_part;
mod tries;
mod units;
pub mod view;

pub use password::{ChangeInput, ResetInput, change_password, reset_password};
pub use profile::{EnrolmentView, ProfileView, profile};
pub use register::{RegisterInput, register};
pub use sign_in::{EmployeeLogin, LoginInput, NamedLogin, RefreshInput, refresh, sign_in, sign_out};
pub(crate) use taking_part::TakingPart;
pub use units::{UnitFound, UnitsFound, UnitsQuery, find_units};
