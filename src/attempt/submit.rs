//! Handing in (交卷).

use super::{SaveInput, answer, own, refused, view::ResultView};
use crate::{
    app::App,
    domain::{AttemptId, PersonId, Stamp},
    fault::Fault,
    store::order::MarksOrder,
};

/// Hands in with the whole sheet as the phone holds it. Handing in twice answers with the same grade.
pub async fn submit(
    app: &App,
    person: PersonId,
    attempt: AttemptId,
    input: SaveInput,
    stamp: Stamp,
) -> Result<ResultView, Fault> {
    let (head, source) = own(app, person, attempt).await?;
    let marks = answer::marks(&input, &head, &source)?;
    let handed_in = app.store.hot().submit(MarksOrder { head, source: source.clone(), marks, stamp }).await?;
    let handed_in = handed_in.map_err(refused)?;
    if !handed_in.contest.tells_places(app.clock.now()) {
        return Ok(ResultView::of(app, &handed_in, &source, Ok(None)));
    }
    // The board is a projection that may be away: then the grade is shown without ranks.
    let ranks = app.board.ranks_of(attempt.contest, person).await;
    Ok(ResultView::of(app, &handed_in, &source, ranks))
}
