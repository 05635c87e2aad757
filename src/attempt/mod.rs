//! The use cases of answering: start, save, submit, look, sweep.
//!
//! Each is a function of the [`App`](crate::app::App), of who asks, and of the stamp at which the
//! request arrived. They check what was sent, ask the store's hot path, and say what came of it in the
//! views of [`view`]. One more is a file here and a route in `http`.

mod answer;
mod look;
mod start;
mod submit;
mod sweep;
pub mod view;

pub use answer::{AnswerInput, Letters, SaveInput, Saved, save};
pub use look::look;
pub use start::{Start, StartInput, start};
pub use submit::submit;
pub use sweep::{Swept, sweep, sweep_until};

use std::sync::Arc;

use crate::{
    app::App,
    domain::{
        AttemptId, PersonId,
        attempt::{Head, Refusal},
        paper::PaperSource,
    },
    fault::{Code, Fault},
    store::{self, order::Refused},
};

/// The unchanging part of somebody's own attempt, and the source of its paper. Another's attempt is
/// not found, as one that never was.
async fn own(app: &App, person: PersonId, id: AttemptId) -> Result<(Arc<Head>, Arc<PaperSource>), Fault> {
    let (head, source) = match app.heads.get(&id) {
        Some(head) => {
            let source = app.source(head.source).await?;
            (head, source)
        }
        None => first_seen(app, id).await?,
    };
    if head.person == person { Ok((head, source)) } else { Err(Code::NotFound.into()) }
}

async fn first_seen(app: &App, id: AttemptId) -> Result<(Arc<Head>, Arc<PaperSource>), Fault> {
    let mut connection = app.store.read().await?;
    let loaded = store::attempts::find(&mut connection, app.store.sources(), id).await?.ok_or(Code::NotFound)?;
    let head = Arc::new(loaded.attempt.head);
    app.heads.insert(id, head.clone());
    Ok((head, loaded.source))
}

/// Says why marks did not count, and of which questions they were.
fn refused(Refused { refusal, uncounted }: Refused) -> Fault {
    let fault = Fault::new(match refusal {
        Refusal::TooLate => Code::AttemptTooLate,
        Refusal::Submitted => Code::AttemptSubmitted,
        Refusal::Voided => Code::AttemptVoided,
    });
    if uncounted.is_empty() {
        return fault.with_detail("这次提交的答案此前均已保存");
    }
    let numbers: Vec<String> = uncounted.iter().map(|position| (position + 1).to_string()).collect();
    fault.with_detail(format!("未计入的题号：{}", numbers.join("、")))
}
