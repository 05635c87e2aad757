//! What came of a contest: the export, and commendations.

use std::{io::Write, path::PathBuf};

use clap::Subcommand;

use super::Of;
use crate::{
    app::App,
    auth::Actor,
    award::{self, CommendationInput, Commended, view::CommendationView},
    cli::{
        Outcome,
        files::{self, Readable},
        table::{
            self,
            Column::{Number, Text},
        },
    },
    domain::commendation::{ClassAward, IndividualAward, UnitAward},
    export,
};

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// 导出全部成绩（xlsx：汇总、单位、个人、参与情况）
    Export {
        #[command(flatten)]
        of: Of,
        /// 写到哪个文件
        #[arg(short, long, value_name = "FILE.xlsx")]
        output: PathBuf,
        /// 另外导出个人成绩（CSV）
        #[arg(long, value_name = "FILE.csv")]
        individuals: Option<PathBuf>,
    },
    /// 通报表扬：按类别表扬前 N 名单位、前 M 名个人，并公布
    ///
    /// 竞赛结束、试卷全部结算后才能表扬；并列最后一名的都在内。
    Commend {
        #[command(flatten)]
        of: Of,
        /// 每一类（大型、中型、小型）单位表扬到第几名
        #[arg(long, value_name = "N")]
        units_per_class: u32,
        /// 个人表扬到第几名
        #[arg(long, value_name = "M")]
        individuals: u32,
        /// 只显示结果，不公布
        #[arg(long)]
        preview: bool,
    },
}

impl Action {
    pub(super) async fn run(self, app: &App, out: &mut impl Write) -> anyhow::Result<Outcome> {
        let (operator, now) = (Actor::operator(), app.clock.now());
        match self {
            Self::Export { of, output, individuals } => {
                let contest = of.known(app).await?;
                let file = export::result_file(app, &operator, contest, now).await?;
                files::write(&output, Readable::AsUsual, file)?;
                writeln!(out, "竞赛成绩已写入 {}", output.display())?;
                if let Some(individuals) = individuals {
                    let file = export::individuals_file(app, &operator, contest).await?;
                    files::write(&individuals, Readable::AsUsual, file)?;
                    writeln!(out, "个人成绩已写入 {}", individuals.display())?;
                }
            }
            Self::Commend { of, units_per_class, individuals, preview } => {
                let contest = of.known(app).await?;
                let input = CommendationInput { units_per_class, individuals, preview, ..CommendationInput::default() };
                match award::commend(app, &operator, contest, input, now).await? {
                    Commended::Preview(view) => {
                        tell(out, &view)?;
                        writeln!(out, "以上只是预览，没有公布")?;
                    }
                    Commended::Published(view) => {
                        tell(out, &view)?;
                        writeln!(out, "已公布，表扬编号 {}", view.commendation.unwrap_or_default())?;
                    }
                }
            }
        }
        Ok(Outcome::Good)
    }
}

fn tell(out: &mut impl Write, view: &CommendationView) -> anyhow::Result<()> {
    writeln!(out, "{} 通报表扬（{}）\n", view.body.contest_name, view.body.host)?;
    for ClassAward { class, units } in view.body.classes.iter().filter(|class| !class.units.is_empty()) {
        writeln!(out, "优秀组织单位（{}）", class.title())?;
        let head = ["名次", "单位", "地区", "计入人数", "应参加", "参与率", "平均分", "综合得分"].map(String::from);
        let rows: Vec<_> = std::iter::once(head).chain(units.iter().map(unit)).collect();
        table::write(out, [Number, Text, Text, Number, Number, Number, Number, Number], &rows)?;
        writeln!(out)?;
    }
    if !view.body.individuals.is_empty() {
        writeln!(out, "获奖个人")?;
        let head = ["名次", "姓名", "单位", "成绩", "用时（秒）"].map(String::from);
        let rows: Vec<_> = std::iter::once(head).chain(view.body.individuals.iter().map(individual)).collect();
        table::write(out, [Number, Text, Text, Number, Number], &rows)?;
        writeln!(out)?;
    }
    Ok(())
}

fn unit(award: &UnitAward) -> [String; 8] {
    let decimal = |figure: Option<f64>| figure.map_or_else(String::new, |it| format!("{it:.2}"));
    [
        award.rank.to_string(),
        award.name.clone(),
        award.region.clone(),
        award.participants.to_string(),
        award.headcount.map_or_else(String::new, |people| people.to_string()),
        award.participation_rate.map_or_else(String::new, |rate| format!("{:.2}%", rate * 100.0)),
        decimal(award.mean),
        decimal(award.index),
    ]
}

fn individual(award: &IndividualAward) -> [String; 5] {
    let ms = award.time_ms.0;
    [
        award.rank.to_string(),
        award.name.clone(),
        award.unit_name.clone(),
        award.points.to_string(),
        format!("{}.{:03}", ms / 1_000, ms % 1_000),
    ]
}
