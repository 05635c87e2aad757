//! While a contest runs: turnout, absentees, activation codes.

use std::{io::Write, path::PathBuf};

use clap::{Subcommand, ValueEnum};

use super::{Of, known_unit};
use crate::{
    app::App,
    auth::Actor,
    cli::{
        Outcome,
        files::{self, Readable},
        table::{
            self,
            Column::{Number, Text},
        },
    },
    domain::{ContestId, UnitId},
    export::CodesCsv,
    people::{self, ActivationCodesView, MembersQuery},
    turnout::{
        self, By, TurnoutQuery,
        view::{Figures, TurnoutLine, TurnoutView},
    },
};

/// Codes that are asked for at once.
const AT_ONCE: u16 = 500;

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// 参与情况：应参加、已开始、已交卷和参与率
    Turnout {
        #[command(flatten)]
        of: Of,
        /// 只统计该地区或单位
        #[arg(long, value_name = "编号")]
        within: Option<i64>,
        /// 统计口径：unit 单位，region 下一级地区，sector 行业部门，day 日期
        #[arg(long, value_name = "unit|region|sector|day", hide_possible_values = true, default_value = "unit")]
        by: ToldBy,
    },
    /// 未参加人员名单（xlsx）
    Absentees {
        #[command(flatten)]
        of: Of,
        /// 只列该地区或单位
        #[arg(long, value_name = "编号")]
        unit: Option<i64>,
        /// 写到哪个文件
        #[arg(short, long, value_name = "FILE.xlsx")]
        output: PathBuf,
    },
    /// 尚未激活人员的激活码（CSV）；查看会记入操作记录
    Codes {
        #[command(flatten)]
        of: Of,
        /// 只列该地区或单位
        #[arg(long, value_name = "编号")]
        unit: Option<i64>,
        /// 写到哪个文件，只有文件所有者可读；不写则输出到终端
        #[arg(short, long, value_name = "FILE.csv")]
        output: Option<PathBuf>,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum ToldBy {
    Unit,
    Region,
    Sector,
    Day,
}

impl From<ToldBy> for By {
    fn from(by: ToldBy) -> Self {
        match by {
            ToldBy::Unit => Self::Unit,
            ToldBy::Region => Self::Region,
            ToldBy::Sector => Self::Sector,
            ToldBy::Day => Self::Day,
        }
    }
}

impl Action {
    pub(super) async fn run(self, app: &App, out: &mut impl Write) -> anyhow::Result<Outcome> {
        let (operator, now) = (Actor::operator(), app.clock.now());
        match self {
            Self::Turnout { of, within, by } => {
                let contest = of.known(app).await?;
                let query = TurnoutQuery { within: known_unit(app, within)?, by: by.into() };
                let view = turnout::turnout(app, &operator.roles, contest, query, now).await?;
                tabulate(out, &view)?;
            }
            Self::Absentees { of, unit, output } => {
                let (contest, unit) = (of.known(app).await?, known_unit(app, unit)?);
                let file = turnout::absentees_file(app, &operator.roles, contest, unit, now).await?;
                files::write(&output, Readable::AsUsual, file)?;
                writeln!(out, "未参加人员名单已写入 {}", output.display())?;
            }
            Self::Codes { of, unit, output } => {
                let (contest, unit) = (of.known(app).await?, known_unit(app, unit)?);
                let (csv, count) = codes(app, contest, unit).await?;
                match output {
                    None => out.write_all(&csv)?,
                    Some(output) => {
                        files::write(&output, Readable::ByOwner, csv.as_slice())?;
                        writeln!(out, "{count} 人的激活码已写入 {}", output.display())?;
                    }
                }
            }
        }
        Ok(Outcome::Good)
    }
}

fn tabulate(out: &mut impl Write, view: &TurnoutView) -> anyhow::Result<()> {
    let head = ["编号", "名称", "应参加", "已开始", "已交卷", "参与率", "备注"].map(String::from);
    let line = |line: &TurnoutLine| row(line.unit, &line.name, &line.figures);
    let total = row(view.within, "合计", &view.total);
    let rows: Vec<_> = std::iter::once(head).chain(view.lines.iter().map(line)).chain([total]).collect();
    Ok(table::write(out, [Number, Text, Number, Number, Number, Number, Text], &rows)?)
}

fn row(unit: Option<UnitId>, name: &str, figures: &Figures) -> [String; 7] {
    let Figures { started, submitted, headcount, rate, above_headcount } = figures;
    [
        unit.map_or_else(String::new, |unit| unit.to_string()),
        name.to_owned(),
        headcount.map_or_else(String::new, |people| people.to_string()),
        started.to_string(),
        submitted.to_string(),
        rate.map_or_else(String::new, |rate| format!("{:.2}%", rate * 100.0)),
        if *above_headcount { "超过应参加人数，请核对" } else { "" }.into(),
    ]
}

/// All the codes as a CSV, and how many there are.
async fn codes(app: &App, contest: ContestId, unit: Option<UnitId>) -> anyhow::Result<(Vec<u8>, usize)> {
    let mut csv = CodesCsv::new()?;
    let mut query = MembersQuery { unit, state: None, q: None, limit: Some(AT_ONCE), cursor: None };
    let mut count = 0;
    loop {
        let now = app.clock.now();
        let page = people::activation_codes(app, &Actor::operator(), contest, query.clone(), now).await?;
        let ActivationCodesView { codes, next } = page;
        csv.write(&codes)?;
        count += codes.len();
        if next.is_none() {
            return Ok((csv.finish()?, count));
        }
        query.cursor = next;
    }
}
