//! `ankao bank`: the bank, checked, counted, compared, and exchanged with other systems.

mod exchange;
mod simulate;

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

use jiff::{ZonedDateTime, civil::Date};

use crate::{
    cli::{
        Outcome,
        table::{self, Column},
    },
    domain::bank::{
        Bank,
        check::{self, Day},
        diff::{Change, Diff, Part, What},
        finding::Finding,
        guess::{Clue, Expectation},
        pack::Pack,
        stats::{Counts, MakeUp},
    },
    packs::{self, PacksError},
};

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// 检查题库，逐条列出文件、行号、题号和问题；有问题时退出码为 1
    Check {
        /// 法规文本所在的文件夹（*.txt）：另外核对条文、关键短语和答案中的数字
        #[arg(long, value_name = "DIR")]
        statutes: Option<PathBuf>,
        /// 某一天（如 2026-06-01）：那天已失效和尚未施行的法规；不写则只查今天已失效的
        #[arg(long, value_name = "DATE")]
        on: Option<Date>,
        /// 题库文件或文件夹；不写则检查内置题库
        path: Option<PathBuf>,
    },
    /// 统计题库的构成：法规、题型、难度，以及只凭线索猜题的期望得分
    Stats {
        /// 题库文件或文件夹；不写则统计内置题库
        path: Option<PathBuf>,
    },
    /// 比较两份题库，按题号列出增加、删除和修改；相同时退出码为 0，不同为 1，无法比较为 2
    Diff {
        /// 旧题库：文件或文件夹
        a: PathBuf,
        /// 新题库：文件或文件夹
        b: PathBuf,
    },
    /// 模拟抽题：试卷之间的难度差异、重复率和每道题被考到的机会
    Simulate(simulate::Simulate),
    /// 导出为其他系统的格式；有试题不能写成这种格式时逐题列出，退出码为 1
    Export(exchange::Export),
    /// 从其他系统的文件导入到题库文件夹；有一道有错就都不导入，退出码为 1
    Import(exchange::Import),
    /// 写出可以填写的 xlsx 模板
    Template(exchange::Template),
}

impl Command {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<Outcome> {
        match self {
            Self::Check { statutes, on, path } => check(out, path.as_deref(), statutes.as_deref(), on),
            Self::Stats { path } => stats(out, path.as_deref()),
            Self::Diff { a, b } => diff(out, &a, &b),
            Self::Simulate(simulate) => simulate.run(out),
            Self::Export(export) => export.run(out),
            Self::Import(import) => import.run(out),
            Self::Template(template) => template.run(out),
        }
    }
}

fn packs_of(path: Option<&Path>) -> Result<Result<Vec<Pack>, Vec<Finding>>, PacksError> {
    path.map_or_else(|| Ok(packs::bundled()), packs::read)
}

fn check(
    out: &mut impl Write,
    path: Option<&Path>,
    statutes: Option<&Path>,
    on: Option<Date>,
) -> anyhow::Result<Outcome> {
    let texts = statutes.map(packs::statute_texts).transpose()?;
    let packs = match packs_of(path)? {
        Ok(packs) => packs,
        Err(findings) => return report(out, &findings),
    };
    let findings =
        check::check(&packs, texts.as_deref(), on.map_or_else(|| Day::Today(ZonedDateTime::now().date()), Day::Asked));
    if !findings.is_empty() {
        return report(out, &findings);
    }
    let bank = Bank::from_iter(packs);
    writeln!(out, "{} 部法规，{} 道试题，没有问题", bank.statutes.len(), bank.questions.len())?;
    writeln!(out, "题库版本 {}", bank.version())?;
    Ok(Outcome::Good)
}

fn report(out: &mut impl Write, findings: &[Finding]) -> anyhow::Result<Outcome> {
    for finding in findings {
        writeln!(out, "{finding}")?;
    }
    writeln!(out, "共 {} 处问题", findings.len())?;
    Ok(Outcome::Findings)
}

fn stats(out: &mut impl Write, path: Option<&Path>) -> anyhow::Result<Outcome> {
    let bank: Bank = match packs_of(path)? {
        Ok(packs) => packs.into_iter().collect(),
        Err(findings) => return report(out, &findings),
    };
    let MakeUp { statutes, total } = bank.make_up();
    let head = ["法规", "单选", "多选", "判断", "合计", "难度1", "难度2", "难度3", "难度4", "难度5"];
    let mut rows = vec![head.map(String::from)];
    rows.extend(statutes.into_iter().map(|(title, counts)| row(title, counts)));
    rows.push(row("合计".into(), total));
    let mut columns = [Column::Number; 10];
    columns[0] = Column::Text;
    table::write(out, columns, &rows)?;
    writeln!(out)?;
    guesses(out, &bank)?;
    Ok(Outcome::Good)
}

/// What somebody gets of 100 points who knows nothing, by statute and by what he goes by.
fn guesses(out: &mut impl Write, bank: &Bank) -> anyhow::Result<()> {
    let clues = Clue::GUESSES.map(|clue| clue.name().to_owned());
    let mut rows = vec![guess_row("只凭线索猜题，每百分".into(), "随机".into(), clues)];
    let all = bank.statutes.iter().map(|it| (it.title.as_str(), Some(it.id.as_str()))).chain([("合计", None)]);
    for (title, id) in all {
        let of_statute = bank.questions.iter().filter(|question| id.is_none_or(|id| question.statute == id));
        let expected: Expectation = of_statute.collect();
        let gains = Clue::GUESSES.map(|clue| format!("{:+.1}", expected.gain(clue)));
        rows.push(guess_row(title.into(), format!("{:.1}", expected.blind), gains));
    }
    let mut columns = [Column::Number; 7];
    columns[0] = Column::Text;
    table::write(out, columns, &rows)?;
    Ok(())
}

fn guess_row(title: String, blind: String, gains: [String; 5]) -> [String; 7] {
    let [longest, not_shortest, echo, obliging, together] = gains;
    [title, blind, longest, not_shortest, echo, obliging, together]
}

fn row(title: String, counts: Counts) -> [String; 10] {
    let Counts { single, multiple, judgment, difficulty: [d1, d2, d3, d4, d5] } = counts;
    let [single, multiple, judgment, total, d1, d2, d3, d4, d5] =
        [single, multiple, judgment, counts.total(), d1, d2, d3, d4, d5].map(|count| count.to_string());
    [title, single, multiple, judgment, total, d1, d2, d3, d4, d5]
}

fn diff(out: &mut impl Write, a: &Path, b: &Path) -> anyhow::Result<Outcome> {
    let (before, after): (Bank, Bank) = match (packs::read(a)?, packs::read(b)?) {
        (Ok(before), Ok(after)) => (before.into_iter().collect(), after.into_iter().collect()),
        (before, after) => {
            let findings = [before.err(), after.err()].into_iter().flatten().flatten().collect::<Vec<_>>();
            report(out, &findings)?;
            return Ok(Outcome::Trouble);
        }
    };
    let [old, new] = [&before, &after].map(Bank::version);
    if old == new {
        writeln!(out, "两份题库相同，版本 {old}")?;
        return Ok(Outcome::Good);
    }
    writeln!(out, "旧 {old} {}\n新 {new} {}", a.display(), b.display())?;
    let Diff { statutes, questions } = after.diff_from(&before);
    for change in statutes.iter().chain(&questions) {
        write_change(out, change)?;
    }
    let count = |is: fn(&What) -> bool| questions.iter().filter(|change| is(&change.what)).count();
    let added = count(|what| matches!(what, What::Added(_)));
    let removed = count(|what| matches!(what, What::Removed(_)));
    let changed = questions.len() - added - removed;
    writeln!(out, "试题增加 {added} 道，删除 {removed} 道，修改 {changed} 道")?;
    Ok(Outcome::Findings)
}

fn write_change(out: &mut impl Write, Change { id, what }: &Change) -> io::Result<()> {
    match what {
        What::Added(name) => writeln!(out, "+ {id} {name}"),
        What::Removed(name) => writeln!(out, "- {id} {name}"),
        What::Changed(parts) => {
            let names: Vec<_> = parts.iter().map(|part| part.name).collect();
            writeln!(out, "~ {id} {}", names.join("、"))?;
            parts.iter().try_for_each(|Part { name, before, after }| {
                writeln!(out, "    - {name} {before}\n    + {name} {after}")
            })
        }
    }
}
