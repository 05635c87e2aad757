//! What organizers do to attempts while a contest runs and after it: void, more time, a fresh attempt;
//! what they look at for it: attempts with their evidence, and the audit.
//!
//! Every change has a reason, is audited, and where it touches a standing, the standing is computed
//! anew in the same turn; [`rebuild`] computes them all. One more is a file here and a route in `http`.

mod attempts;
mod audit;
mod extra_time;
mod fresh_attempt;
mod rebuild;
pub mod view;
mod void;

pub use attempts::{AttemptsQuery, attempts};
pub use audit::{AuditQuery, audit};
pub use extra_time::{ExtraTimeInput, give_extra_time};
pub use fresh_attempt::{FreshAttemptInput, grant_fresh_attempt};
pub use rebuild::{Rebuilt, rebuild};
pub use void::void;

use serde::Deserialize;
use sqlx::AnyConnection;

use crate::{
    app::App,
    domain::{AttemptId, ContestId},
    fault::{Code, Fault},
    store::{self, attempts::Loaded},
};

/// Why something is done.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReasonInput {
    /// 1 to 500 characters, for the audit.
    #[schema(example = "现场断电，监考人员已核实")]
    pub reason: String,
}

/// An attempt of that contest.
async fn attempt_of(
    app: &App,
    connection: &mut AnyConnection,
    contest: ContestId,
    id: AttemptId,
) -> Result<Loaded, Fault> {
    if id.contest != contest {
        return Err(Code::NotFound.into());
    }
    Ok(store::attempts::find(connection, app.store.sources(), id).await?.ok_or(Code::NotFound)?)
}
