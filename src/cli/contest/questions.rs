//! The questions of a contest: find one, see what answers say of it and what a withdrawal would change, withdraw it.

use std::{io::Write, sync::Arc};

use clap::{Subcommand, ValueEnum};

use super::Of;
use crate::{
    analysis::{
        self,
        view::{ItemView, ItemsView},
    },
    app::App,
    auth::Actor,
    cli::{
        Outcome,
        table::{
            self,
            Column::{Number, Text},
        },
    },
    domain::{items::Doubt, paper::Counting},
    withdrawal::{
        self, PreviewQuery, QuestionsQuery, WithdrawalInput,
        view::{ChangeView, PreviewView, QuestionLine},
    },
};

/// Questions shown; a narrower search shows the others.
const SHOWN: u16 = 100;

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// 查找竞赛试卷考到的试题
    Questions {
        #[command(flatten)]
        of: Of,
        /// 试题编号，或题干、选项中的文字
        #[arg(short, long, value_name = "文字")]
        q: Option<String>,
        /// 只列已撤销的试题
        #[arg(long)]
        withdrawn: bool,
    },
    /// 试题分析：难度、区分度、可疑的答案和试卷的信度；可疑的在前
    Items(Of),
    /// 撤销一道试题（撤题）或恢复计分，并重新评分；试算和撤题都记入操作记录
    Withdraw {
        #[command(flatten)]
        of: Of,
        /// 试题编号
        #[arg(value_name = "试题")]
        question: String,
        /// 怎样计分：full-points 全员得分，left-out 不计分、所在大题其余题目按比例折算，by-key 恢复按答案计分（以后的试卷仍不抽这道题）
        #[arg(long, value_name = "full-points|left-out|by-key", hide_possible_values = true)]
        counting: Counts,
        /// 原因，记入操作记录
        #[arg(long, value_name = "原因", required_unless_present = "preview")]
        reason: Option<String>,
        /// 只试算谁的成绩和名次会变，不作改动
        #[arg(long)]
        preview: bool,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Counts {
    FullPoints,
    LeftOut,
    ByKey,
}

impl From<Counts> for Counting {
    fn from(counts: Counts) -> Self {
        match counts {
            Counts::FullPoints => Self::FullPoints,
            Counts::LeftOut => Self::LeftOut,
            Counts::ByKey => Self::ByKey,
        }
    }
}

impl Action {
    pub(super) async fn run(self, app: &Arc<App>, out: &mut impl Write) -> anyhow::Result<Outcome> {
        let (operator, now) = (Actor::operator(), app.clock.now());
        match self {
            Self::Questions { of, q, withdrawn } => {
                let contest = of.known(app).await?;
                let query = QuestionsQuery { q, withdrawn, limit: Some(SHOWN), cursor: None };
                let view = withdrawal::questions(app, &operator, contest, &query).await?;
                let head = ["试题", "计分", "题干"].map(String::from);
                let rows: Vec<_> = std::iter::once(head).chain(view.questions.iter().map(row)).collect();
                table::write(out, [Text, Text, Text], &rows)?;
                writeln!(out, "共 {} 题，显示 {} 题", view.of, view.questions.len())?;
            }
            Self::Items(of) => {
                let contest = of.known(app).await?;
                tell_items(out, &analysis::items(app, &operator, contest).await?)?;
            }
            Self::Withdraw { of, question, counting, preview: true, .. } => {
                let contest = of.known(app).await?;
                let query = PreviewQuery { counting: counting.into() };
                tell(out, &withdrawal::preview(app, &operator, contest, &question, query, now).await?)?;
            }
            Self::Withdraw { of, question, counting, reason, preview: false } => {
                let contest = of.known(app).await?;
                let input = WithdrawalInput { counting: counting.into(), reason: reason.unwrap_or_default() };
                let done = withdrawal::withdraw(app.clone(), operator, contest, question, input, now).await?;
                writeln!(
                    out,
                    "试题 {} 现在{}；{} 份试卷（{} 人）的成绩已重新评定",
                    done.question,
                    told(done.counting),
                    done.regraded,
                    done.people
                )?;
            }
        }
        Ok(Outcome::Good)
    }
}

fn told(counting: Counting) -> &'static str {
    match counting {
        Counting::ByKey => "按答案计分",
        Counting::FullPoints => "全员得分",
        Counting::LeftOut => "不计分",
    }
}

fn row(line: &QuestionLine) -> [String; 3] {
    [line.question.clone(), told(line.counting).to_owned(), line.stem.clone()]
}

fn tell(out: &mut impl Write, view: &PreviewView) -> anyhow::Result<()> {
    let PreviewView { handed_in, open, points_changed, ranks_changed, .. } = view;
    writeln!(out, "考到本题的试卷：已交卷 {handed_in} 份，正在作答 {open} 份")?;
    writeln!(out, "成绩会变：{points_changed} 人；名次会变：{ranks_changed} 人")?;
    if view.still_asked {
        writeln!(out, "剩余的同类试题不足，以后开始的试卷仍可能考到本题，同样按此计分")?;
    }
    if !view.people.is_empty() {
        let head = ["姓名", "单位", "原成绩", "新成绩", "原名次", "新名次"].map(String::from);
        let rows: Vec<_> = std::iter::once(head).chain(view.people.iter().map(change)).collect();
        table::write(out, [Text, Text, Number, Number, Number, Number], &rows)?;
        writeln!(out, "列出 {} 人，名次在前的在先", view.people.len())?;
    }
    writeln!(out, "以上只是试算，没有改动")?;
    Ok(())
}

fn tell_items(out: &mut impl Write, view: &ItemsView) -> anyhow::Result<()> {
    let alpha = view.alpha.map_or_else(|| "无法计算".to_owned(), |it| format!("{it:.3}"));
    writeln!(out, "计入的试卷 {} 份，信度（克隆巴赫 α）{alpha}", view.papers)?;
    let head = ["试题", "作答", "难度", "区分度", "未答", "疑点", "题干"].map(String::from);
    let rows: Vec<_> = std::iter::once(head).chain(view.items.iter().map(item)).collect();
    Ok(table::write(out, [Text, Number, Number, Number, Number, Text, Text], &rows)?)
}

fn item(line: &ItemView) -> [String; 7] {
    let doubt = match line.doubt {
        None => "",
        Some(Doubt::NegativeDiscrimination) => "区分度为负",
        Some(Doubt::DistractorBeatsKey) => "高分者多选错项",
    };
    [
        line.question.clone(),
        line.asked.to_string(),
        format!("{:.2}", line.facility),
        line.discrimination.map_or_else(String::new, |it| format!("{it:.2}")),
        line.unanswered.to_string(),
        doubt.to_owned(),
        line.stem.clone(),
    ]
}

fn change(line: &ChangeView) -> [String; 6] {
    let ChangeView { name, unit_name, before, after, .. } = line;
    [
        name.clone(),
        unit_name.clone(),
        before.points.to_string(),
        after.points.to_string(),
        before.rank.to_string(),
        after.rank.to_string(),
    ]
}
