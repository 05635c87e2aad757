//! Commendations on the wire.

use serde::Serialize;

use crate::domain::{Moment, commendation::Commendation};

/// A commendation, published or not yet.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct CommendationView {
    /// Null for a preview.
    #[schema(example = 1)]
    pub commendation: Option<i64>,
    pub published_at: Option<Moment>,
    #[serde(flatten)]
    pub body: Commendation,
}

/// All commendations of a contest, the latest first.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct CommendationsView {
    pub commendations: Vec<CommendationView>,
}
