//! Who changes something: an official, or the operator at the shell.

use std::sync::Arc;

use crate::domain::{PersonId, roles::Roles};

/// Whoever stands behind a change, and what they may change.
#[derive(Clone, Debug)]
pub struct Actor {
    /// For the audit; none for the operator.
    pub person: Option<PersonId>,
    pub roles: Arc<Roles>,
}

impl Actor {
    /// Whoever can run commands on the machine may do all.
    #[must_use]
    pub fn operator() -> Self {
        Self { person: None, roles: Arc::new(Roles { organizer_of_all: true, ..Roles::default() }) }
    }
}
