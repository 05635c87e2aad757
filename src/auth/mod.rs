//! Who is asking, and what they may do.
//!
//! [`token`] signs and reads the tokens: an access token names a person and a session and nothing
//! else, an attempt's token one attempt. Roles and scopes are read from the store.
//!
//! [`codes`] are what people type and what is stored of secrets; [`passwords`] are hashed in a pool;
//! [`session`] and [`failures`] decide about refresh tokens and waiting, [`refreshing`] about how many;
//! [`doors`] slow an address, and [`proxies`] say which one it is; [`set_up`] lets the first organizer in.

mod actor;
mod codes;
mod doors;
pub mod failures;
mod passwords;
mod proxies;
mod refreshing;
mod roles;
pub mod session;
mod set_up;
pub mod token;

pub use actor::Actor;
pub use codes::{AccountKey, Seal, ShortCode};
pub use doors::{Doors, Inside};
pub use passwords::{Password, Passwords};
pub use proxies::{NoNetwork, TrustedProxies};
pub use refreshing::Refreshing;
pub use roles::Roles;
pub use set_up::SetUpCode;
pub use token::{Asker, AttemptBearer, Keys, RefreshBearer};
