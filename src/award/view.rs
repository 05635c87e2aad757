//! Commendations on the wire.

use serde::Serialize;

use crate::{
    domain::{Moment, commendation::Commendation},
    store::commendations::Stored,
};

/// A commendation, published or not yet.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct CommendationView {
    /// Null for a preview.
    #[schema(example = 1)]
    pub commendation: Option<i64>,
    pub published_at: Option<Moment>,
    /// Of a preview: to be sent along when exactly this is to be published.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "69957c298634427b8686f1c4e08569444fc8c8a193a09288413e192969048449")]
    pub digest: Option<String>,
    #[serde(flatten)]
    pub body: Commendation,
}

impl CommendationView {
    /// As it was published, in full.
    pub(super) fn published(stored: Stored) -> Self {
        let Stored { id, published, body } = stored;
        Self { commendation: Some(id), published_at: Some(published.into()), digest: None, body }
    }
}

/// All commendations of a contest, the latest first.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct CommendationsView {
    pub commendations: Vec<CommendationView>,
}
