//! The whole result of a contest: 汇总, 单位, 个人, 参与情况.

use std::{
    collections::HashMap,
    fs::File,
    io::{Seek, SeekFrom},
    sync::Arc,
};

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};
use tokio::sync::mpsc::Receiver;

use super::{
    WriteError,
    layout::{CITY, COUNTY, Column, FIRST_ROW, Style, UNIT, Value},
    place, written,
};
use crate::{
    domain::{
        Span, Stamp, StandingPoints, UnitId,
        contest::Contest,
        ranking::{
            Barred, ExactPoints, Outcome, Tally, Turnout, UnitRow, unit_table,
            winners::{Ranks, RolledUp},
        },
        turnout::{Expected, Participation},
        unit::{UnitKind, UnitNode, UnitTree},
    },
    store::results::Individual,
};

/// People of one sheet; more go on in the next. A sheet ends at 1,048,576 lines.
const PEOPLE_A_SHEET: u32 = 1_000_000;
const SUMMARY: usize = 0;
const UNITS: usize = 1;
const PEOPLE: usize = 2;
const PARTICIPATION: usize = 3;

const SUMMARY_COLUMNS: [Column; 2] = [Column { title: "项目", width: 24 }, Column { title: "内容", width: 60 }];
const UNIT_COLUMNS: [Column; 12] = [
    Column { title: "名次", width: 8 },
    CITY,
    COUNTY,
    UNIT,
    Column { title: "行业部门", width: 16 },
    Column { title: "类别", width: 8 },
    Column { title: "应参加人数", width: 12 },
    Column { title: "计入人数", width: 10 },
    Column { title: "参与率", width: 10 },
    Column { title: "平均分", width: 10 },
    Column { title: "综合得分", width: 12 },
    Column { title: "备注", width: 24 },
];
const PARTICIPATION_COLUMNS: [Column; 9] = [
    CITY,
    COUNTY,
    UNIT,
    Column { title: "级别", width: 8 },
    Column { title: "应参加人数", width: 12 },
    Column { title: "已开始", width: 10 },
    Column { title: "已交卷", width: 10 },
    Column { title: "参与率", width: 10 },
    Column { title: "备注", width: 24 },
];
const PEOPLE_COLUMNS: [Column; 10] = [
    Column { title: "名次", width: 8 },
    Column { title: "姓名", width: 14 },
    Column { title: "工号", width: 16 },
    CITY,
    COUNTY,
    UNIT,
    Column { title: "成绩", width: 10 },
    Column { title: "用时（秒）", width: 12 },
    Column { title: "作答次数", width: 10 },
    Column { title: "备注", width: 24 },
];

/// What the sheets tell beside the individuals.
#[derive(Debug)]
pub struct ResultBook {
    pub contest: Contest,
    pub tree: Arc<UnitTree>,
    pub participation: HashMap<UnitId, Participation>,
    pub total: Participation,
    pub expected: Expected,
    pub now: Stamp,
}

/// What the individuals have done together.
#[derive(Debug, Default)]
struct Sums {
    counted: RolledUp,
    everybody: Tally,
    best: Option<Outcome>,
}

impl ResultBook {
    pub fn write(self, mut rows: Receiver<Vec<Individual>>) -> Result<File, WriteError> {
        let (mut workbook, style) = (Workbook::new(), Style::default());
        workbook.add_worksheet().set_name("汇总")?;
        workbook.add_worksheet().set_name("单位")?;
        self.add_people(&mut workbook, &style, "个人")?;
        workbook.add_worksheet().set_name("参与情况")?;

        let (mut sums, mut ranks) = (Sums::default(), Ranks::default());
        let (mut index, mut row) = (PEOPLE, 0);
        while let Some(batch) = rows.blocking_recv() {
            for individual in batch {
                if row == PEOPLE_A_SHEET {
                    (index, row) = (workbook.worksheets().len(), 0);
                    self.add_people(&mut workbook, &style, &format!("个人（{}）", index - PARTICIPATION + 1))?;
                }
                sums.add(&self.tree, &individual);
                let rank = ranks.next(&individual.standing);
                let sheet = workbook.worksheet_from_index(index)?;
                self.write_individual(sheet, &style, FIRST_ROW + row, rank, &individual)?;
                row += 1;
            }
        }
        let units = self.expected.compared(&self.tree, |unit| sums.counted.nodes.get(&unit).copied());
        self.write_summary(workbook.worksheet_from_index(SUMMARY)?, &style, &sums, units.len())?;
        let table = unit_table(self.contest.rules.units, sums.counted.whole, &units);
        self.write_units(workbook.worksheet_from_index(UNITS)?, &style, &table)?;
        self.write_participation(workbook.worksheet_from_index(PARTICIPATION)?, &style)?;
        let mut file = tempfile::tempfile()?;
        workbook.save_to_writer(&mut file)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(file)
    }

    fn title(&self, what: &str) -> String {
        format!("{}{what}", self.contest.texts.name)
    }

    fn under_title(&self) -> String {
        format!("主办单位：{}　　导出时间：{}", self.contest.texts.host, written(self.now, &self.contest))
    }

    fn add_people(&self, workbook: &mut Workbook, style: &Style, name: &str) -> Result<(), XlsxError> {
        let sheet = workbook.add_worksheet_with_constant_memory()?.set_name(name)?;
        style.open(sheet, &self.title("个人成绩"), &self.under_title(), &PEOPLE_COLUMNS)
    }

    fn write_individual(
        &self,
        sheet: &mut Worksheet,
        style: &Style,
        row: u32,
        rank: u64,
        individual: &Individual,
    ) -> Result<(), XlsxError> {
        let standing = &individual.standing;
        let [city, county, unit] = place(&self.tree, standing.unit);
        let values = [
            Value::Whole(rank.cast_signed()),
            (&individual.name).into(),
            individual.employee_number.as_ref().into(),
            (&city).into(),
            (&county).into(),
            (&unit).into(),
            standing.result.map_or(Value::None, |it| Value::Decimal(points(it.points()))),
            standing.result.map_or(Value::None, |it| Value::Decimal(seconds(it.time()))),
            Value::Whole(individual.attempts),
            Value::Text(if standing.counted { "" } else { "未经单位确认，不计入单位成绩" }),
        ];
        style.write(sheet, row, &values)
    }

    fn write_summary(&self, sheet: &mut Worksheet, style: &Style, sums: &Sums, units: usize) -> Result<(), XlsxError> {
        style.open(sheet, &self.title("成绩汇总"), &self.under_title(), &SUMMARY_COLUMNS)?;
        let window = &self.contest.window;
        let period = format!("{} 至 {}", written(window.opens, &self.contest), written(window.closes, &self.contest));
        let turnout = self.total.turnout();
        let lines: [(&str, Value<'_>); 11] = [
            ("竞赛名称", (&self.contest.texts.name).into()),
            ("主办单位", (&self.contest.texts.host).into()),
            ("竞赛时间", (&period).into()),
            ("参赛单位数", Value::Whole(i64::try_from(units).unwrap_or(i64::MAX))),
            ("应参加人数", self.total.headcount.into()),
            ("已开始人数", self.total.came.started.into()),
            ("已交卷人数", self.total.came.submitted.into()),
            ("参与率", turnout.map_or(Value::None, |it| Value::Share(it.for_showing()))),
            ("有成绩人数", sums.everybody.participants().into()),
            ("平均分", sums.everybody.mean().map_or(Value::None, |it| Value::Decimal(it.for_showing()))),
            ("最高分", sums.best.map_or(Value::None, |it| Value::Decimal(points(it.points())))),
        ];
        for (row, (item, value)) in (FIRST_ROW..).zip(lines) {
            style.write(sheet, row, &[Value::Text(item), value])?;
        }
        Ok(())
    }

    fn write_units(&self, sheet: &mut Worksheet, style: &Style, table: &[UnitRow]) -> Result<(), XlsxError> {
        style.open(sheet, &self.title("单位成绩"), &self.under_title(), &UNIT_COLUMNS)?;
        for (row, line) in (FIRST_ROW..).zip(table) {
            let [city, county, unit] = place(&self.tree, line.unit);
            let decimal = |it: ExactPoints| Value::Decimal(it.for_showing());
            let values = [
                line.rank.map_or(Value::None, |rank| Value::Whole(rank.cast_signed())),
                (&city).into(),
                (&county).into(),
                (&unit).into(),
                self.tree.sector(line.unit).map(Value::Text).into(),
                line.class.map(|class| Value::Text(class.title())).into(),
                line.turnout.map(|it| it.headcount().get()).into(),
                line.tally.participants().into(),
                line.turnout.map_or(Value::None, |it| Value::Share(it.for_showing())),
                line.tally.mean().map_or(Value::None, decimal),
                line.index.map_or(Value::None, decimal),
                Value::Text(remark(line)),
            ];
            style.write(sheet, row, &values)?;
        }
        Ok(())
    }

    /// The tree with what is known of it, each node under the one above it, and the sum of all.
    fn write_participation(&self, sheet: &mut Worksheet, style: &Style) -> Result<(), XlsxError> {
        style.open(sheet, &self.title("参与情况"), &self.under_title(), &PARTICIPATION_COLUMNS)?;
        let mut row = FIRST_ROW;
        let mut open: Vec<&UnitNode> = self.tree.children(None).collect();
        open.reverse();
        while let Some(node) = open.pop() {
            let Some(participation) = self.participation.get(&node.id) else { continue };
            let [city, county, unit] = place(&self.tree, node.id);
            let name = if node.kind == UnitKind::Province { &node.name } else { &unit };
            let at = [&city, &county, name].map(Value::from);
            write_line(sheet, style, row, at, kind_name(node.kind), *participation)?;
            row += 1;
            let below = open.len();
            open.extend(self.tree.children(Some(node.id)));
            open[below..].reverse();
        }
        write_line(sheet, style, row, [Value::Text("合计"), Value::None, Value::None], "", self.total)
    }
}

impl Sums {
    fn add(&mut self, tree: &UnitTree, individual: &Individual) {
        let standing = &individual.standing;
        let Some(outcome) = standing.result else { return };
        self.everybody.add(outcome);
        self.best = self.best.max(Some(outcome));
        self.counted.add(standing, tree);
    }
}

fn write_line(
    sheet: &mut Worksheet,
    style: &Style,
    row: u32,
    [city, county, unit]: [Value<'_>; 3],
    kind: &str,
    participation: Participation,
) -> Result<(), XlsxError> {
    let turnout = participation.turnout();
    let above = turnout.is_some_and(Turnout::is_above_full);
    let values = [
        city,
        county,
        unit,
        Value::Text(kind),
        participation.headcount.into(),
        participation.came.started.into(),
        participation.came.submitted.into(),
        turnout.map_or(Value::None, |it| Value::Share(it.for_showing())),
        Value::Text(if above { "超过应参加人数，请核对" } else { "" }),
    ];
    style.write(sheet, row, &values)
}

fn remark(line: &UnitRow) -> &'static str {
    match line.rank {
        Ok(_) if line.turnout.is_some_and(Turnout::is_above_full) => "超过应参加人数，请核对",
        Ok(_) => "",
        Err(Barred::NoHeadcount) => "没有应参加人数，不参加排名",
        Err(Barred::TooFewParticipants) => "参加人数不足，不参加排名",
        Err(Barred::TurnoutTooLow) => "参与率不足，不参加排名",
    }
}

fn kind_name(kind: UnitKind) -> &'static str {
    match kind {
        UnitKind::Province => "省",
        UnitKind::City => "市",
        UnitKind::County => "县（市、区）",
        UnitKind::Unit => "单位",
        UnitKind::Department => "部门",
    }
}

#[expect(clippy::cast_precision_loss, reason = "points of a standing are below 2^26")]
fn points(StandingPoints(points): StandingPoints) -> f64 {
    points as f64 / 10_000.0
}

#[expect(clippy::cast_precision_loss, reason = "the time of a standing is below 2^27 ms")]
fn seconds(Span(ms): Span) -> f64 {
    ms as f64 / 1_000.0
}
