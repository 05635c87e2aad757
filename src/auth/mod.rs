//! Who is asking, and what they may do.
//!
//! [`token`] signs and reads the tokens: an access token names a person and a session and nothing
//! else, an attempt's token one attempt. Roles and scopes are read from the store.

mod actor;
mod roles;
pub mod token;

pub use actor::Actor;
pub use roles::Roles;
pub use token::{Asker, AttemptBearer, Keys};
