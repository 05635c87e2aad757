//! Units and rosters from files, and the templates of these files.

use std::{io::Write, path::PathBuf, sync::Arc};

use clap::{Args, Subcommand, ValueEnum};

use super::Of;
use crate::{
    app::App,
    auth::Actor,
    cli::{
        Outcome,
        files::{self, Readable},
    },
    fault::{Code, Fault},
    import::{self, Content, Mode, Note, Report, Request},
    sheet::UPLOAD_LIMIT,
};

#[derive(Debug, Args)]
pub(super) struct Template {
    /// units：单位；roster：花名册
    #[arg(value_name = "units|roster", hide_possible_values = true)]
    of: Kind,
    /// 写到哪个文件
    #[arg(short, long, value_name = "FILE.xlsx")]
    output: PathBuf,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    Units,
    Roster,
}

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// 导入单位：xlsx、xls 或 CSV；有一行有误就都不导入，退出码为 1
    ImportUnits(Import),
    /// 导入花名册：xlsx、xls 或 CSV；有一行有误就都不导入，退出码为 1
    ImportRoster(Import),
}

#[derive(Debug, Args)]
pub(super) struct Import {
    #[command(flatten)]
    of: Of,
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// 只检查，不导入
    #[arg(long)]
    dry_run: bool,
}

impl Template {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<Outcome> {
        let template = match self.of {
            Kind::Units => import::units_template()?,
            Kind::Roster => import::roster_template()?,
        };
        files::write(&self.output, Readable::AsUsual, template.as_slice())?;
        writeln!(out, "模板已写入 {}", self.output.display())?;
        Ok(Outcome::Good)
    }
}

impl Action {
    pub(super) async fn run(self, app: &Arc<App>, out: &mut impl Write) -> anyhow::Result<Outcome> {
        let imported = match self {
            Self::ImportUnits(import) => {
                let (request, content) = import.read(app).await?;
                import::import_units(app.clone(), request, content).await
            }
            Self::ImportRoster(import) => {
                let (request, content) = import.read(app).await?;
                import::import_roster(app.clone(), request, content).await
            }
        };
        match imported {
            Ok(report) => tell(out, &report),
            Err(fault) if fault.code == Code::FileRowsRefused => refuse(out, &fault),
            Err(fault) => Err(fault.into()),
        }
    }
}

impl Import {
    async fn read(self, app: &App) -> anyhow::Result<(Request, Content)> {
        let contest = self.of.known(app).await?;
        let content = Content::File(files::read(&self.file, UPLOAD_LIMIT)?);
        let mode = if self.dry_run { Mode::DryRun } else { Mode::Apply };
        Ok((Request { contest, actor: Actor::operator(), mode, now: app.clock.now() }, content))
    }
}

fn tell(out: &mut impl Write, report: &Report) -> anyhow::Result<Outcome> {
    let Report { dry_run, rows, created, updated, error_count, errors, notice_count, notices } = report;
    for Note { line, column, message } in errors {
        writeln!(out, "{}", sentence(&line.to_string(), column.unwrap_or_default(), message))?;
    }
    for Note { line, column, message } in notices {
        writeln!(out, "注意：{}", sentence(&line.to_string(), column.unwrap_or_default(), message))?;
    }
    let unlisted = error_count + notice_count - errors.len() - notices.len();
    if unlisted > 0 {
        writeln!(out, "另有 {unlisted} 处没有列出")?;
    }
    if *dry_run {
        writeln!(out, "只检查，没有导入：共 {rows} 行，将新增 {created}，更新 {updated}；{error_count} 处错误")?;
    } else {
        writeln!(out, "已导入：共 {rows} 行，新增 {created}，更新 {updated}")?;
    }
    Ok(if *error_count == 0 { Outcome::Good } else { Outcome::Findings })
}

fn refuse(out: &mut impl Write, fault: &Fault) -> anyhow::Result<Outcome> {
    for field in &fault.fields {
        let place = field.pointer.strip_prefix("/rows/").and_then(|it| it.split_once('/'));
        let (line, column) = place.unwrap_or((&field.pointer, ""));
        writeln!(out, "{}", sentence(line, column, &field.detail))?;
    }
    writeln!(out, "{}：{}", fault.code.title(), fault.detail.as_deref().unwrap_or_default())?;
    Ok(Outcome::Findings)
}

fn sentence(line: &str, column: &str, message: &str) -> String {
    let space = if column.is_empty() { "" } else { " " };
    format!("第 {line} 行{space}{column}：{message}")
}
