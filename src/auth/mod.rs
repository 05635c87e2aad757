//! Who is asking: the parts that tell, and those that keep guessers slow.
//!
//! [`token`] signs and reads the tokens: an access token names a person and a session and nothing
//! else, an attempt's token one attempt. Roles and scopes are read from the store; what they allow is
//! said in `domain::roles`.
//!
//! `codes` makes what people type and what is stored of secrets; [`Passwords`] are hashed in a pool;
//! [`Refreshing`] says how fast a session takes new tokens; [`Doors`] slow an address, and
//! [`TrustedProxies`] say which one it is; [`SetUpCode`] lets the first organizer in.

mod actor;
mod codes;
mod doors;
mod passwords;
mod proxies;
mod refreshing;
mod set_up;
pub mod token;

pub use actor::Actor;
pub use doors::{Doors, Inside};
pub use passwords::{Password, Passwords};
pub use proxies::{NoNetwork, TrustedProxies};
pub use refreshing::Refreshing;
pub use set_up::SetUpCode;
pub use token::{Asker, AttemptBearer, Keys, RefreshBearer};
