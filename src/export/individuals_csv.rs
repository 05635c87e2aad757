//! The individuals as a CSV, for other programs: UTF-8 with a byte order mark, so that spreadsheets
//! read it as such.
//!
//! A spreadsheet that opens a CSV takes cells that begin with `=`, `+`, `-` or `@` for formulas. Texts
//! that do, also after blanks, in full width or behind a tab or line break, get an apostrophe in front; so
//! do those that begin with an apostrophe. A program that reads the file takes one apostrophe off.

use std::{
    fs::File,
    io::{Seek, SeekFrom, Write},
    sync::Arc,
};

use tokio::sync::mpsc::Receiver;

use super::{BYTE_ORDER_MARK, WriteError, csv_writer, place};
use crate::{
    domain::{ranking::winners::Ranks, unit::UnitTree},
    sheet::delimited::harmless,
    store::results::Individual,
};

const HEADING: [&str; 10] =
    ["名次", "姓名", "工号", "市", "县（市、区）", "单位名称", "成绩", "用时（毫秒）", "作答次数", "计入单位成绩"];

#[derive(Debug)]
pub struct IndividualsCsv {
    pub tree: Arc<UnitTree>,
}

impl IndividualsCsv {
    pub fn write(self, mut rows: Receiver<Vec<Individual>>) -> Result<File, WriteError> {
        let mut file = tempfile::tempfile()?;
        file.write_all(BYTE_ORDER_MARK.as_bytes())?;
        let mut csv = csv_writer(&mut file);
        csv.write_record(HEADING)?;
        let mut ranks = Ranks::default();
        while let Some(batch) = rows.blocking_recv() {
            for individual in batch {
                let standing = &individual.standing;
                let [city, county, unit] = place(&self.tree, standing.unit);
                let number = individual.employee_number.as_deref().unwrap_or_default();
                csv.write_record([
                    ranks.next(standing).to_string().as_str(),
                    &harmless(&individual.name),
                    &harmless(number),
                    &harmless(&city),
                    &harmless(&county),
                    &harmless(&unit),
                    &standing.result.map(|it| it.points().to_string()).unwrap_or_default(),
                    &standing.result.map(|it| it.time().0.to_string()).unwrap_or_default(),
                    &individual.attempts.to_string(),
                    if standing.counted { "是" } else { "否" },
                ])?;
            }
        }
        csv.flush()?;
        drop(csv);
        file.seek(SeekFrom::Start(0))?;
        Ok(file)
    }
}
