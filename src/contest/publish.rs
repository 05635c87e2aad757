//! Publishing: what papers are drawn from is frozen, and the contest is tied to it.

use std::{collections::BTreeSet, path::Path};

use super::{
    run_by,
    view::{ManagedView, PublishedView, Warning},
};
use crate::{
    app::App,
    auth::Actor,
    domain::{
        ContestId, Stamp,
        contest::{Contest, Life},
        paper::PaperSource,
    },
    fault::{Code, Fault},
    packs::{self, PacksError},
    store::{
        self,
        audit::{self, Deed},
    },
};

/// Publishes a draft. Its papers are drawn from the bank as it is now, whatever the bank becomes.
pub async fn publish(app: &App, actor: &Actor, id: ContestId, stamp: Stamp) -> Result<PublishedView, Fault> {
    let draft = draft(run_by(app, &mut *app.store.read().await?, actor, id).await?)?;
    if draft.window.closes <= app.clock.now() {
        return Err(Fault::new(Code::CannotPublish).with_detail("结束时间已过，请先修改结束时间"));
    }
    let (source, warnings) = freeze(app, &draft).await?;

    let mut turn = app.store.write().await?;
    let mut contest = self::draft(run_by(app, turn.connection(), actor, id).await?)?;
    if contest != draft {
        return Err(Fault::new(Code::Conflict).with_detail("竞赛在发布过程中被修改"));
    }
    contest.life = Life::Published(source.hash());
    let deed = Deed {
        actor: actor.person,
        action: "contest.publish",
        contest: Some(id),
        subject: id.to_string(),
        reason: None,
        detail: serde_json::json!({ "source": source.hash().to_string(), "questions": source.questions().len() }),
    };
    app.store.sources().put(turn.connection(), source, stamp).await?;
    store::contests::update(turn.connection(), &contest).await?;
    audit::append(turn.connection(), deed, stamp).await?;
    let managed = ManagedView::read(turn.connection(), &contest, app.clock.now()).await?;
    app.store.commit(turn).await?;
    Ok(PublishedView { managed, warnings })
}

fn draft(contest: Contest) -> Result<Contest, Fault> {
    match contest.life {
        Life::Draft => Ok(contest),
        Life::Published(_) | Life::Closed(_) => Err(Fault::new(Code::Conflict).with_detail("竞赛已经发布")),
    }
}

/// Reads the bank and freezes what of it the contest may draw, off the workers that serve.
async fn freeze(app: &App, contest: &Contest) -> Result<(PaperSource, Vec<Warning>), Fault> {
    let (contest, private) = (contest.clone(), app.bank_dir.clone());
    let frozen = tokio::task::spawn_blocking(move || {
        let bank = packs::bank(private.as_deref()).map_err(|error| unusable(&error))?;
        let days = contest.window.days(&contest.rules.zone());
        let source = PaperSource::freeze(&bank, &contest.blueprint, days)
            .map_err(|error| Fault::new(Code::CannotPublish).with_detail(error.to_string()))?;
        let warnings = warnings(&contest, &source, private.as_deref())?;
        Ok((source, warnings))
    });
    frozen.await.map_err(Fault::internal)?
}

/// A contest for prizes of whose questions some can be read by anybody.
fn warnings(contest: &Contest, source: &PaperSource, private: Option<&Path>) -> Result<Vec<Warning>, Fault> {
    if !contest.rules.prizes {
        return Ok(Vec::new());
    }
    let drawn: BTreeSet<u16> = source.strata().iter().flat_map(|stratum| stratum.questions.iter().copied()).collect();
    let public = if private.is_none() {
        drawn.len()
    } else {
        let bundled = packs::bank(None).map_err(|error| unusable(&error))?;
        drawn.iter().filter(|&&question| bundled.questions.contains(&source.questions()[usize::from(question)])).count()
    };
    let share = match public {
        0 => return Ok(Vec::new()),
        all if all == drawn.len() => "试题全部".to_owned(),
        some => format!("{} 道可抽试题中有 {some} 道", drawn.len()),
    };
    let detail = format!("本竞赛设有奖品，但{share}出自公开的内置题库；请用 ANKAO_BANK_DIR 加载私有题库");
    Ok(vec![Warning { code: "public_bank", detail }])
}

fn unusable(error: &PacksError) -> Fault {
    Fault::new(Code::CannotPublish).with_detail(error.to_string())
}
