//! The life of a contest: create, edit, look, publish, extend, close.

use std::{io::Write, path::PathBuf};

use clap::Subcommand;

use super::Of;
use crate::{
    app::App,
    auth::Actor,
    cli::{
        Outcome, files,
        table::{
            self,
            Column::{Number, Text},
        },
    },
    contest::{
        self, CloseInput, Patch,
        view::{ContestLine, ManagedView, PublishedView},
    },
    domain::{Moment, contest::Phase},
};

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// 按文件创建一个竞赛（草稿）；各项与接口 POST /contests 相同
    Create {
        #[arg(value_name = "FILE.toml")]
        file: PathBuf,
    },
    /// 按文件修改一个竞赛；文件中只写要改的各项
    ///
    /// 草稿的各项都可以改；发布后只能改 texts、rules.boards、rules.names，以及延后 closes。
    ///
    /// 要去掉一项（如 texts.hotline），用 JSON 文件写 null。
    Edit {
        #[command(flatten)]
        of: Of,
        /// TOML 文件，或 .json 文件（RFC 7396 合并补丁）
        #[arg(value_name = "FILE.toml")]
        file: PathBuf,
    },
    /// 列出全部竞赛
    List,
    /// 显示一个竞赛的状态和设置；输出是 TOML，可以改后用于 edit
    Show(Of),
    /// 发布一个竞赛：从此试题来源不再改变
    Publish(Of),
    /// 延后一个竞赛的结束时间
    Extend {
        #[command(flatten)]
        of: Of,
        /// 新的结束时间，如 2026-07-05T18:00:00+08:00
        #[arg(long, value_name = "时间", value_parser = moment)]
        closes: Moment,
    },
    /// 提前结束一个竞赛
    Close {
        #[command(flatten)]
        of: Of,
        /// 原因，记入操作记录
        #[arg(long, value_name = "原因")]
        reason: String,
        /// 立即收回未交的试卷；否则可答到各自的截止时间
        #[arg(long)]
        cut: bool,
    },
}

fn moment(text: &str) -> Result<Moment, &'static str> {
    text.parse().map_err(|_| "应当写明日期、时间和时区，如 2026-07-05T18:00:00+08:00")
}

impl Action {
    pub(super) async fn run(self, app: &App, out: &mut impl Write) -> anyhow::Result<Outcome> {
        let (operator, now) = (Actor::operator(), app.clock.now());
        match self {
            Self::Create { file } => {
                let created = contest::create(app, &operator, files::read_settings(&file)?, now).await?.contest;
                writeln!(out, "已创建竞赛 {}（草稿）：{}", created.contest, created.texts.name)?;
            }
            Self::Edit { of, file } => {
                let contest = of.known(app).await?;
                let patch: Patch = files::read_settings(&file)?;
                let edited = contest::edit(app, &operator, contest, patch, now).await?.contest;
                writeln!(out, "已修改竞赛 {contest}：{}", edited.texts.name)?;
            }
            Self::List => list(app, out).await?,
            Self::Show(of) => {
                let contest = of.known(app).await?;
                show(out, &contest::settings(app, &operator, contest).await?)?;
            }
            Self::Publish(of) => {
                let contest = of.known(app).await?;
                report(out, &contest::publish(app, &operator, contest, now).await?)?;
            }
            Self::Extend { of, closes } => {
                let contest = of.known(app).await?;
                let extended = contest::edit(app, &operator, contest, Patch::closing_at(closes), now).await?;
                writeln!(out, "已延后竞赛 {contest} 的结束时间：{}", extended.contest.closes)?;
            }
            Self::Close { of, reason, cut } => {
                let contest = of.known(app).await?;
                let closed = contest::close(app, &operator, contest, CloseInput { reason, cut }, now).await?;
                writeln!(out, "已提前结束竞赛 {contest}，最后一份试卷的截止时间是 {}", closed.last_deadline)?;
            }
        }
        Ok(Outcome::Good)
    }
}

async fn list(app: &App, out: &mut impl Write) -> anyhow::Result<()> {
    let head = ["编号", "名称", "状态", "开始", "结束"].map(String::from);
    let row = |line: &ContestLine| {
        let ContestLine { contest, name, phase, opens, closes, .. } = line;
        [contest.to_string(), name.clone(), in_chinese(*phase).into(), opens.to_string(), closes.to_string()]
    };
    let listed = contest::list(app, Some(&Actor::operator().roles)).await?.contests;
    let rows: Vec<_> = std::iter::once(head).chain(listed.iter().map(row)).collect();
    Ok(table::write(out, [Number, Text, Text, Text, Text], &rows)?)
}

/// What cannot be edited stands in comments: the rest is a file for `edit`.
fn show(out: &mut impl Write, managed: &ManagedView) -> anyhow::Result<()> {
    let ManagedView { contest, settings, source, last_deadline } = managed;
    writeln!(out, "# 竞赛 {}，{}", contest.contest, in_chinese(contest.phase))?;
    writeln!(out, "# 最后一份试卷的截止时间不晚于 {last_deadline}")?;
    writeln!(out, "# 参赛单位 {} 个", contest.units)?;
    writeln!(out, "# 每份试卷 {} 题，共 {} 分", contest.paper.questions, contest.paper.total)?;
    if let Some(source) = source {
        writeln!(out, "# 试题来源 {source}")?;
    }
    write!(out, "\n{}", toml::to_string(settings)?)?;
    Ok(())
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

fn in_chinese(phase: Phase) -> &'static str {
    match phase {
        Phase::Draft => "草稿",
        Phase::Upcoming => "未开始",
        Phase::Open => "进行中",
        Phase::Closing => "收卷中",
        Phase::Closed => "已结束",
    }
}
