//! `ankao bank export`, `import` and `template`: questions from and for other systems.

use std::{
    collections::HashSet,
    fmt::Display,
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow, bail};
use clap::Args;

use super::{packs_of, report};
use crate::{
    bank_files::{
        self, Format, Opened, Row, Written,
        plan::{Beside, Judged, Plan},
        table,
    },
    cli::{
        Outcome,
        files::{self, Readable},
    },
    domain::bank::{
        Bank,
        pack::{Pack, overlay},
        question::Statute,
        written,
    },
    packs::{self, PacksError},
    sheet::{Parser, UPLOAD_LIMIT},
};

#[derive(Debug, Args)]
pub struct Export {
    /// 写成哪种格式
    #[arg(long, value_enum)]
    format: Format,
    /// 只导出这部法规（编号，如 work-safety-law）；可写多次
    #[arg(long, value_name = "ID")]
    statute: Vec<String>,
    /// 题库文件或文件夹；不写则导出内置题库
    #[arg(long, value_name = "PATH")]
    bank: Option<PathBuf>,
    /// 写到哪个文件
    #[arg(value_name = "OUT")]
    out: PathBuf,
}

#[derive(Debug, Args)]
pub struct Import {
    /// 要导入的文件：xlsx、xls、CSV、Moodle XML、GIFT、Aiken 或 QTI
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// 文件是哪种格式；不写则按内容识别
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// 导入到哪个题库文件夹，没有就新建
    #[arg(long, value_name = "DIR")]
    into: PathBuf,
    /// 含有 [statute] 的文件（*.toml）：没有写明法规的试题都归它；新法规必须写
    #[arg(long, value_name = "FILE.toml")]
    statute_file: Option<PathBuf>,
    /// 只检查，逐行报告，不写任何文件
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Args)]
pub struct Template {
    /// 写到哪个文件
    #[arg(value_name = "OUT.xlsx")]
    out: PathBuf,
}

impl Template {
    pub fn run(self, out: &mut impl Write) -> anyhow::Result<Outcome> {
        files::write(&self.out, Readable::AsUsual, table::template()?.as_slice())?;
        writeln!(out, "模板已写入 {}", self.out.display())?;
        Ok(Outcome::Good)
    }
}

impl Export {
    pub fn run(self, out: &mut impl Write) -> anyhow::Result<Outcome> {
        let packs = match packs_of(self.bank.as_deref())? {
            Ok(packs) => packs,
            Err(findings) => return report(out, &findings),
        };
        let ids: HashSet<&str> = packs.iter().map(|pack| pack.statute.value.id.as_str()).collect();
        if let Some(unknown) = self.statute.iter().find(|id| !ids.contains(id.as_str())) {
            let mut known: Vec<_> = ids.into_iter().collect();
            known.sort_unstable();
            bail!("没有编号为 {unknown} 的法规；有：{}", known.join("、"));
        }
        let is_asked = |pack: &Pack| self.statute.is_empty() || self.statute.contains(&pack.statute.value.id);
        let bank: Bank = packs.into_iter().filter(is_asked).collect();
        let Written { bytes, count, left_out } = self.format.write(&bank)?;
        files::write(&self.out, Readable::AsUsual, bytes.as_slice())?;
        for (id, why) in &left_out {
            writeln!(out, "没有导出 {id}：{why}")?;
        }
        if let Some(lost) = self.format.loses() {
            writeln!(out, "注意：这种格式不带{lost}")?;
        }
        writeln!(out, "已导出 {count} 道试题到 {}，没有导出 {} 道", self.out.display(), left_out.len())?;
        Ok(if left_out.is_empty() { Outcome::Good } else { Outcome::Findings })
    }
}

impl Import {
    pub fn run(self, out: &mut impl Write) -> anyhow::Result<Outcome> {
        let beside = match self.beside(out)? {
            Ok(beside) => beside,
            Err(outcome) => return Ok(outcome),
        };
        let (format, rows) = self.rows()?;
        let plan = Plan::new(&self.file.display().to_string(), rows, &beside);
        let name = format.row_name();
        for row in &plan.rows {
            self.tell(out, row, name)?;
        }
        let added = plan.packs.iter().map(|pack| pack.questions.len()).sum::<usize>();
        let (errors, gaps) = (plan.error_count(), plan.gap_count());
        let there = plan.rows.iter().filter(|row| row.is_there).count();
        let counts = format!("共 {} 道，有错 {errors} 道，待补全 {gaps} 道，已有 {there} 道", plan.rows.len());
        if self.dry_run {
            writeln!(out, "只检查，没有导入：{counts}")?;
        } else if errors > 0 {
            writeln!(out, "没有导入：{counts}")?;
        } else {
            self.write(out, &plan, &beside)?;
            writeln!(out, "已导入 {added} 道：{counts}")?;
            if gaps > 0 {
                writeln!(out, "补全之前题库不能使用；缺什么，见 ankao bank check {}", self.into.display())?;
            }
        }
        Ok(if errors + gaps == 0 { Outcome::Good } else { Outcome::Findings })
    }

    /// The packs that there are; inside, what to answer where they cannot be read.
    fn beside(&self, out: &mut impl Write) -> anyhow::Result<Result<Beside, Outcome>> {
        let own = match packs::read(&self.into) {
            Err(PacksError::Empty(_)) => Ok(Vec::new()),
            Err(_) if !self.into.exists() => Ok(Vec::new()),
            read => read?,
        };
        let statute = self.statute_file.as_deref().map(packs::read).transpose()?.unwrap_or_else(|| Ok(Vec::new()));
        Ok(match (packs::bundled(), own, statute) {
            (Ok(bundled), Ok(own), Ok(statute)) => {
                let known = overlay(bundled, own.clone());
                let is_own = |pack: &Pack| own.iter().any(|it| it.statute.value.id == pack.statute.value.id);
                let bundled = known.into_iter().filter(|pack| !is_own(pack)).collect();
                let statute = statute.into_iter().next().map(|pack| pack.statute.value);
                Ok(Beside { bundled, own, statute })
            }
            (bundled, own, statute) => {
                let findings: Vec<_> =
                    [bundled.err(), own.err(), statute.err()].into_iter().flatten().flatten().collect();
                Err(report(out, &findings)?)
            }
        })
    }

    fn rows(&self) -> anyhow::Result<(Format, Vec<Row>)> {
        let file = files::read(&self.file, UPLOAD_LIMIT)?;
        // Flattened, for a sentence and not a chain: the reason tells all that there is.
        let unreadable = |why: &dyn Display| anyhow!("无法导入 {}：{why}", self.file.display());
        Ok(match bank_files::open(&file, self.format).map_err(|error| unreadable(&error))? {
            Opened::Rows(format, rows) => (format, rows),
            Opened::Workbook => {
                let parsed = actix_web::rt::System::new().block_on(Parser::this_program()?.parse(&file));
                let sheet = parsed.map_err(|fault| unreadable(&fault))?;
                (Format::Xlsx, bank_files::of_workbook(&sheet).map_err(|error| unreadable(&error))?)
            }
        })
    }

    /// Of a dry run also what was read; of an import only what there is to say.
    fn tell(&self, out: &mut impl Write, row: &Judged, name: &str) -> anyhow::Result<()> {
        let Judged { line, question, errors, gaps, notices, is_there } = row;
        if let Some(question) = question.as_ref().filter(|_| self.dry_run) {
            let there = if *is_there { "（已有）" } else { "" };
            let stem: String =
                question.stem.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(30).collect();
            writeln!(out, "第 {line} {name} {} {}{there}：{stem}", question.id, question.kind.name())?;
        }
        for (mark, said) in [("有错：", errors), ("待补全：", gaps), ("注意：", notices)] {
            for sentence in said {
                writeln!(out, "{mark}第 {line} {name}，{sentence}")?;
            }
        }
        Ok(())
    }

    /// Adds to files that there are, whose remarks stay, or makes new ones.
    fn write(&self, out: &mut impl Write, plan: &Plan, beside: &Beside) -> anyhow::Result<()> {
        fs::create_dir_all(&self.into).with_context(|| format!("无法新建 {}", self.into.display()))?;
        for pack in &plan.packs {
            let statute = &pack.statute.value;
            let questions: String = pack.questions.iter().map(|question| written::question(&question.value)).collect();
            let known = beside.own.iter().find(|own| own.statute.value.id == statute.id);
            let (path, text) = match known {
                Some(own) => {
                    let path = PathBuf::from(&own.file);
                    let before = fs::read_to_string(&path).with_context(|| format!("无法读取 {}", own.file))?;
                    (path, format!("{}\n{questions}", before.trim_end()))
                }
                None => (self.into.join(file_name(statute)?), written::statute(statute) + &questions),
            };
            files::write(&path, Readable::AsUsual, text.as_bytes())?;
            writeln!(out, "{}：写入 {} 道", path.display(), pack.questions.len())?;
            let replaced = beside.bundled.iter().find(|bundled| bundled.statute.value.id == statute.id);
            if let (None, Some(replaced)) = (known, replaced) {
                let (title, count) = (&statute.title, replaced.questions.len());
                writeln!(
                    out,
                    "注意：用作 ANKAO_BANK_DIR 时，它取代内置的整部《{title}》（{count} 道）；要留用的题也须导入"
                )?;
            }
        }
        Ok(())
    }
}

/// Ids of statutes come from files.
fn file_name(statute: &Statute) -> anyhow::Result<PathBuf> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if statute.id.is_empty() || !statute.id.bytes().all(is_plain) {
        bail!("法规编号“{}”不能用作文件名：只用字母、数字和连字符", statute.id);
    }
    Ok(Path::new(&statute.id).with_extension("toml"))
}
