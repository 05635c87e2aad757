//! `ankao board`: leaderboards from a shell, while no server runs on the data folder.

use std::io::Write;

use clap::{Args, Subcommand};

use super::{Outcome, contest::known, offline::Offline};
use crate::{
    administration::{self, Rebuilt},
    app::App,
    auth::Actor,
    contest,
    domain::ContestId,
};

#[derive(Debug, Args)]
pub(super) struct Command {
    #[command(flatten)]
    offline: Offline,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// 按作答记录重新计算每个人的成绩，改正不一致的；排行榜在服务启动时由成绩生成
    Rebuild {
        /// 只核对这一个竞赛；不写则核对全部竞赛
        #[arg(value_name = "编号")]
        contest: Option<i64>,
    },
}

impl Command {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<Outcome> {
        let Self { offline, action: Action::Rebuild { contest } } = self;
        offline.run(async |app| {
            let contests = match contest {
                Some(contest) => vec![known(app, contest).await?],
                None => all(app).await?,
            };
            for contest in contests {
                let rebuilt = administration::rebuild(app, &Actor::operator(), contest, app.clock.now()).await?;
                tell(out, contest, rebuilt)?;
            }
            Ok(Outcome::Good)
        })
    }
}

async fn all(app: &App) -> anyhow::Result<Vec<ContestId>> {
    let listed = contest::list(app, Some(&Actor::operator().roles)).await?.contests;
    Ok(listed.into_iter().map(|line| line.contest).collect())
}

fn tell(out: &mut impl Write, contest: ContestId, rebuilt: Rebuilt) -> anyhow::Result<()> {
    let Rebuilt { people, mended, not_enrolled } = rebuilt;
    writeln!(out, "竞赛 {contest}：核对 {people} 人，改正 {mended} 人的成绩")?;
    if not_enrolled > 0 {
        writeln!(out, "注意：另有 {not_enrolled} 人没有报名记录，没有改动")?;
    }
    Ok(())
}
