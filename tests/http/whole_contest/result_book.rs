//! The xlsx, opened again: every figure is the store's.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use sqlx::FromRow;

use super::{Play, TERMS, set_up::UNITS};
use crate::support::plain::{Fraction, UnitLine, ranked};

/// Somebody with what only files tell of them.
#[derive(FromRow)]
struct Filed {
    number: String,
    attempts: i64,
}

fn text(text: &str) -> Data {
    Data::String(text.into())
}

#[expect(clippy::cast_precision_loss, reason = "small numbers")]
fn number(value: usize) -> Data {
    Data::Float(value as f64)
}

fn decimal(cell: &Data) -> Option<f64> {
    match cell {
        Data::Float(number) => Some(*number),
        Data::Empty => None,
        other => unreachable!("no number: {other:?}"),
    }
}

/// As near as a cell is written.
#[track_caller]
fn assert_near(cell: &Data, expected: Option<f64>) {
    let told = decimal(cell);
    assert_eq!(told.is_some(), expected.is_some(), "{cell:?}");
    assert!(told.zip(expected).is_none_or(|(told, expected)| (told - expected).abs() < 1e-9), "{cell:?}, {expected:?}");
}

impl Play {
    pub async fn the_book_tells_what_the_store_holds(&self) {
        let file = self.stage.download(&self.path("export"), &self.organizer()).await;
        let mut book = Xlsx::new(Cursor::new(file)).expect("an xlsx");
        assert_eq!(book.sheet_names(), ["汇总", "单位", "个人", "参与情况"]);
        let mut sheet = |name: &str| -> Vec<Vec<Data>> {
            let sheet = book.worksheet_range(name).expect("a sheet");
            sheet.rows().skip(3).map(<[Data]>::to_vec).collect()
        };
        self.individuals_are_filed(&sheet("个人")).await;
        self.units_are_filed(&sheet("单位")).await;
        self.participation_is_filed(&sheet("参与情况"));
        self.the_summary_sums_up(&sheet("汇总")).await;
    }

    async fn individuals_are_filed(&self, rows: &[Vec<Data>]) {
        let results = ranked(&self.stage.results(self.contest).await);
        assert_eq!(rows.len(), results.len());
        let mut connection = self.stage.app.store.read().await.expect("a connection");
        for (row, (rank, result)) in rows.iter().zip(&results) {
            let filed: Filed = sqlx::query_as(
                "SELECT p.employee_number AS number, COUNT(a.submitted) AS attempts
                 FROM person p JOIN attempt a ON a.person = p.id AND a.contest = $1
                 WHERE p.id = $2
                 GROUP BY p.id, p.employee_number",
            )
            .bind(self.contest.0)
            .bind(result.person)
            .fetch_one(&mut *connection)
            .await
            .expect("a row");
            let unit = UNITS[self.units.iter().position(|unit| unit.0 == result.unit).expect("one of them")];
            let place = [unit.city, unit.county, unit.name].map(text);
            assert_eq!(row[..6], [&[number(*rank), text(&result.name), text(&filed.number)][..], &place].concat());
            assert_near(&row[6], Some(tenth_thousandths(result.points)));
            assert_near(&row[7], Some(tenth_thousandths(result.time_ms * 10)));
            assert_eq!(row[8], number(usize::try_from(filed.attempts).expect("few")));
            assert!(matches!(&row[9], Data::Empty) || row[9] == text(""), "all are of the roster");
        }
    }

    async fn units_are_filed(&self, rows: &[Vec<Data>]) {
        let (results, headcounts) = (self.stage.results(self.contest).await, self.headcounts());
        let table = TERMS.table(&self.stage, &results, &headcounts);
        assert_eq!(rows.len(), table.len());
        for (row, UnitLine { unit, rank, participants, index, barred }) in rows.iter().zip(&table) {
            let of = UNITS[self.units.iter().position(|it| it == unit).expect("one of them")];
            let headcount = headcounts[unit].expect("known");
            let class = match headcount {
                300.. => "大型",
                100..300 => "中型",
                _ => "小型",
            };
            assert_eq!(row[0], rank.map_or(Data::Empty, number));
            assert_eq!(row[1..6], [of.city, of.county, of.name, of.sector, class].map(text));
            assert_eq!(row[6..8], [headcount, *participants].map(number));
            let (came, expected) = (*participants, headcount);
            assert_near(&row[8], Some(share(came.min(expected), expected)));
            assert_near(&row[10], index.map(Fraction::about));
            let remark = match barred {
                None if came > expected => "超过应参加人数，请核对",
                None => "",
                Some("too_few_participants") => "参加人数不足，不参加排名",
                Some("turnout_too_low") => "参与率不足，不参加排名",
                Some(other) => unreachable!("{other}"),
            };
            assert!(row[11] == text(remark) || (remark.is_empty() && row[11] == Data::Empty), "{row:?}");
        }
    }

    /// A line for the province, two cities, three counties, twelve units, and the sum of all.
    fn participation_is_filed(&self, rows: &[Vec<Data>]) {
        assert_eq!(rows.len(), 1 + 2 + 3 + 12 + 1);
        let headcount = |unit: usize| UNITS[unit].headcount.unwrap_or(UNITS[unit].people + 1);
        for (row, kind) in rows.iter().map(|row| (row, row[3].to_string())) {
            let here = |unit: usize| match kind.as_str() {
                "市" => row[0] == text(UNITS[unit].city),
                "县（市、区）" => row[1] == text(UNITS[unit].county),
                "单位" => row[2] == text(UNITS[unit].name),
                _ => true,
            };
            let units: Vec<usize> = (0..self.units.len()).filter(|unit| here(*unit)).collect();
            let came: usize = units.iter().map(|unit| UNITS[*unit].people).sum();
            let expected: usize = units.iter().map(|unit| headcount(*unit)).sum();
            assert_eq!(row[4..7], [expected, came, came].map(number), "{row:?}");
            assert_near(&row[7], Some(share(came.min(expected), expected)));
        }
    }

    async fn the_summary_sums_up(&self, rows: &[Vec<Data>]) {
        let told = |item: &str| rows.iter().find(|row| row[0] == text(item)).expect("an item")[1].clone();
        let results = self.stage.results(self.contest).await;
        let headcount: usize = self.headcounts().into_values().flatten().sum();
        for (item, figure) in [
            ("参赛单位数", 12),
            ("应参加人数", headcount),
            ("已开始人数", 200),
            ("已交卷人数", 200),
            ("有成绩人数", results.len()),
        ] {
            assert_eq!(told(item), number(figure), "{item}");
        }
        assert_near(&told("参与率"), Some(share(200, headcount)));
        let sum: i64 = results.iter().map(|row| row.points).sum();
        assert_near(&told("平均分"), Some(tenth_thousandths(sum) / 200.0));
    }
}

#[expect(clippy::cast_precision_loss, reason = "small numbers")]
fn tenth_thousandths(value: i64) -> f64 {
    value as f64 / 10_000.0
}

#[expect(clippy::cast_precision_loss, reason = "small numbers")]
fn share(of: usize, all: usize) -> f64 {
    of as f64 / all as f64
}
