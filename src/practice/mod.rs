//! The use cases of learning: practise, look through one's mistakes, master them.
//!
//! Nothing is told of a key before `Keys::may_show_key` allows it. Practice keeps nothing; of the
//! mistakes book only what was mastered is kept. One more is a file here and a route in `http`.

mod mistakes;
mod set;
pub mod view;

pub use mistakes::{Mastery, MistakesQuery, master, mistakes};
pub use set::practise;
