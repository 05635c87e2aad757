//! `ankao contest`: what sets a contest up, follows it and ends it, from a shell, while no server runs on the
//! data folder.
//!
//! A file a group of commands, each a `Subcommand` with a `run` that calls the use cases as the operator.
//! One more command: a variant in the group it belongs to.

mod imports;
mod life;
mod progress;
mod questions;
mod result;

use std::io::Write;

use anyhow::bail;
use clap::{Args, Subcommand};

use super::{Outcome, offline::Offline};
use crate::{
    app::App,
    auth::Actor,
    contest,
    domain::{ContestId, UnitId},
    fault::Code,
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
    #[command(flatten)]
    Life(life::Action),
    /// 输出导入文件的模板（xlsx），不需要数据目录
    Template(imports::Template),
    #[command(flatten)]
    Imports(imports::Action),
    #[command(flatten)]
    Progress(progress::Action),
    #[command(flatten)]
    Questions(questions::Action),
    #[command(flatten)]
    Result(result::Action),
}

/// The contest that a command is about.
#[derive(Clone, Copy, Debug, Args)]
struct Of {
    /// 竞赛编号
    #[arg(value_name = "编号")]
    contest: i64,
}

impl Of {
    async fn known(self, app: &App) -> anyhow::Result<ContestId> {
        known(app, self.contest).await
    }
}

impl Command {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<Outcome> {
        let Self { offline, action } = self;
        match action {
            Action::Template(template) => template.run(out),
            Action::Life(action) => offline.run(async |app| action.run(app, out).await),
            Action::Imports(action) => offline.run(async |app| action.run(app, out).await),
            Action::Progress(action) => offline.run(async |app| action.run(app, out).await),
            Action::Questions(action) => offline.run(async |app| action.run(app, out).await),
            Action::Result(action) => offline.run(async |app| action.run(app, out).await),
        }
    }
}

/// The contest of that number, or a sentence that there is none.
pub(super) async fn known(app: &App, contest: i64) -> anyhow::Result<ContestId> {
    match contest::settings(app, &Actor::operator(), ContestId(contest)).await {
        Ok(_) => Ok(ContestId(contest)),
        Err(fault) if fault.code == Code::NotFound => {
            bail!("没有编号为 {contest} 的竞赛；可用 ankao contest list 查看全部竞赛")
        }
        Err(fault) => Err(fault.into()),
    }
}

/// The node of that number, if one is given, or a sentence that there is none.
fn known_unit(app: &App, unit: Option<i64>) -> anyhow::Result<Option<UnitId>> {
    match unit.map(UnitId) {
        Some(unit) if app.units().get(unit).is_none() => bail!("没有编号为 {unit} 的单位或地区"),
        known => Ok(known),
    }
}
