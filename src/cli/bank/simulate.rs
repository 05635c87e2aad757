//! Many papers drawn beforehand: how alike they are, and how evenly they use the bank.

use std::{io::Write, path::PathBuf};

use anyhow::anyhow;
use clap::Args;
use jiff::{ZonedDateTime, civil::Date};

use super::{packs_of, report};
use crate::{
    cli::{
        Outcome, files,
        table::{
            self,
            Column::{Number, Text},
        },
    },
    domain::{
        bank::Bank,
        paper::{
            Blueprint, PaperSource,
            simulate::{Exposure, simulate},
            source::Days,
        },
    },
};

#[derive(Debug, Args)]
pub(in crate::cli) struct Simulate {
    /// 组卷方案（TOML 或 JSON，与竞赛设置中的 blueprint 相同）；不写则用默认方案
    #[arg(long, value_name = "FILE")]
    blueprint: Option<PathBuf>,
    /// 抽多少份试卷
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
    papers: u32,
    /// 答题的日期；不写则为今天
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// 题库文件或文件夹；不写则用内置题库
    path: Option<PathBuf>,
}

impl Simulate {
    pub(in crate::cli) fn run(self, out: &mut impl Write) -> anyhow::Result<Outcome> {
        let bank: Bank = match packs_of(self.path.as_deref())? {
            Ok(packs) => packs.into_iter().collect(),
            Err(findings) => return report(out, &findings),
        };
        let blueprint: Blueprint =
            self.blueprint.as_deref().map_or_else(|| Ok(Blueprint::standard()), files::read_settings)?;
        let day = self.on.unwrap_or_else(|| ZonedDateTime::now().date());
        let source = PaperSource::freeze(&bank, &blueprint, Days { first: day, last: day });
        let source = source.map_err(|error| anyhow!("{error}"))?;
        let simulation = simulate(&source, self.papers);
        writeln!(out, "抽了 {} 份试卷，可抽试题 {} 道", simulation.papers, source.questions().len())?;
        writeln!(
            out,
            "每份试卷的期望得分（百分制，按作者标注的难度估计）：平均 {:.1}，标准差 {:.2}（应不超过 0.5）",
            simulation.expected, simulation.deviation
        )?;
        writeln!(
            out,
            "两份试卷的重复：平均 {:.1}%，二十对中有一对超过 {:.1}%",
            100.0 * simulation.overlap,
            100.0 * simulation.high_overlap
        )?;
        match simulation.papers_to_half {
            Some(papers) => writeln!(out, "一个人平均答 {papers:.1} 份试卷后，见过一半可抽的试题\n")?,
            None => writeln!(out, "一个人答完这些试卷，还没有见过一半可抽的试题\n")?,
        }
        let head = ["大题", "题型", "层内试题", "每百份最少", "每百份最多", "均匀度 p"].map(String::from);
        let row = |it: &Exposure| {
            let kind = blueprint.sections[usize::from(it.section)].kind;
            [
                (it.section + 1).to_string(),
                kind.name().to_owned(),
                it.questions.to_string(),
                format!("{:.2}", it.least),
                format!("{:.2}", it.most),
                it.likelihood.map_or_else(|| "不作检验".to_owned(), |it| format!("{it:.3}")),
            ]
        };
        let rows: Vec<_> = std::iter::once(head).chain(simulation.strata.iter().map(row)).collect();
        table::write(out, [Number, Text, Number, Number, Number, Number], &rows)?;
        writeln!(out, "均匀度 p 是不与他题互斥的试题被抽中次数的卡方检验，应大于 0.01；互斥的试题略少被抽中")?;
        Ok(Outcome::Good)
    }
}
