//! `ankao contest`: contests from a shell, while no server runs on the data folder.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::Context;
use clap::{Args, Subcommand};

use super::{Outcome, offline::Offline, table};
use crate::{
    app::App,
    auth::Actor,
    contest::{
        self, CloseInput, ContestInput,
        view::{ContestLine, PublishedView},
    },
    domain::{ContestId, contest::Phase},
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
    /// 按文件创建一个竞赛（草稿）；字段与接口 POST /contests 相同
    Create {
        #[arg(value_name = "FILE.toml")]
        file: PathBuf,
    },
    /// 列出全部竞赛
    List,
    /// 发布一个竞赛：从此试题来源不再改变
    Publish {
        #[arg(value_name = "编号")]
        contest: i64,
    },
    /// 提前结束一个竞赛
    Close {
        #[arg(value_name = "编号")]
        contest: i64,
        /// 原因，记入操作记录
        #[arg(long, value_name = "原因")]
        reason: String,
        /// 立即收回未交的试卷；否则可答到各自的截止时间
        #[arg(long)]
        cut: bool,
    },
}

impl Command {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<Outcome> {
        let Self { offline, action } = self;
        offline.run(async |app| action.run(app, out).await)
    }
}

impl Action {
    async fn run(self, app: &App, out: &mut impl Write) -> anyhow::Result<Outcome> {
        let (operator, now) = (Actor::operator(), app.clock.now());
        match self {
            Self::Create { file } => {
                let created = contest::create(app, &operator, read(&file)?, now).await?.contest;
                writeln!(out, "已创建竞赛 {}（草稿）：{}", created.contest, created.texts.name)?;
            }
            Self::List => {
                let head = ["名称", "编号", "状态", "开始", "结束"].map(String::from);
                let listed = contest::list(app, Some(&operator.roles)).await?.contests;
                let rows: Vec<_> = std::iter::once(head).chain(listed.iter().map(row)).collect();
                table::write(out, &rows)?;
            }
            Self::Publish { contest } => {
                let published = contest::publish(app, &operator, ContestId(contest), now).await?;
                report(out, &published)?;
            }
            Self::Close { contest, reason, cut } => {
                let input = CloseInput { reason, cut };
                let closed = contest::close(app, &operator, ContestId(contest), input, now).await?;
                writeln!(out, "已提前结束竞赛 {contest}，最后一份试卷的截止时间是 {}", closed.last_deadline)?;
            }
        }
        Ok(Outcome::Good)
    }
}

fn report(out: &mut impl Write, published: &PublishedView) -> anyhow::Result<()> {
    let PublishedView { managed, warnings } = published;
    writeln!(out, "已发布竞赛 {}：{}", managed.contest.contest, managed.contest.texts.name)?;
    writeln!(out, "试题来源 {}", managed.source.as_deref().unwrap_or_default())?;
    for warning in warnings {
        writeln!(out, "注意：{}", warning.detail)?;
    }
    Ok(())
}

fn row(line: &ContestLine) -> [String; 5] {
    let phase = match line.phase {
        Phase::Draft => "草稿",
        Phase::Upcoming => "未开始",
        Phase::Open => "进行中",
        Phase::Closing => "收卷中",
        Phase::Closed => "已结束",
    };
    [line.name.clone(), line.contest.to_string(), phase.into(), line.opens.to_string(), line.closes.to_string()]
}

fn read(file: &Path) -> anyhow::Result<ContestInput> {
    let text = fs::read_to_string(file).with_context(|| format!("无法读取 {}", file.display()))?;
    let malformed = || format!("{} 的格式有误", file.display());
    let table: toml::Table = text.parse().with_context(malformed)?;
    with_times_as_text(toml::Value::Table(table)).try_into().with_context(malformed)
}

/// TOML has times of its own; the API writes them as text. Both are welcome in the file.
fn with_times_as_text(value: toml::Value) -> toml::Value {
    match value {
        toml::Value::Datetime(time) => toml::Value::String(time.to_string()),
        toml::Value::Array(items) => toml::Value::Array(items.into_iter().map(with_times_as_text).collect()),
        toml::Value::Table(table) => {
            toml::Value::Table(table.into_iter().map(|(key, value)| (key, with_times_as_text(value))).collect())
        }
        other => other,
    }
}
