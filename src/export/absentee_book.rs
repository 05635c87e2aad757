//! Absentees (未参加人员) as a list for those who remind them.

use std::{
    fs::File,
    io::{Seek, SeekFrom},
    sync::Arc,
};

use rust_xlsxwriter::Workbook;
use tokio::sync::mpsc::Receiver;

use super::{
    WriteError,
    layout::{CITY, COUNTY, Column, FIRST_ROW, Style, UNIT, Value},
    place, written,
};
use crate::{
    domain::{Stamp, contest::Contest, unit::UnitTree},
    store::turnout::Absentee,
};

const COLUMNS: [Column; 6] = [
    CITY,
    COUNTY,
    UNIT,
    Column { title: "姓名", width: 14 },
    Column { title: "工号", width: 16 },
    Column { title: "备注", width: 16 },
];

#[derive(Debug)]
pub struct AbsenteeBook {
    pub contest: Contest,
    pub tree: Arc<UnitTree>,
    pub now: Stamp,
}

impl AbsenteeBook {
    pub fn write(self, mut rows: Receiver<Vec<Absentee>>) -> Result<File, WriteError> {
        let (mut workbook, style) = (Workbook::new(), Style::default());
        let sheet = workbook.add_worksheet_with_constant_memory()?.set_name("未参加人员")?;
        let under_title = format!("截至 {}", written(self.now, &self.contest));
        style.open(sheet, &format!("{}未参加人员名单", self.contest.texts.name), &under_title, &COLUMNS)?;
        let mut row = FIRST_ROW;
        while let Some(batch) = rows.blocking_recv() {
            for absentee in batch {
                let [city, county, unit] = place(&self.tree, absentee.unit);
                let values = [
                    (&city).into(),
                    (&county).into(),
                    (&unit).into(),
                    (&absentee.name).into(),
                    absentee.employee_number.as_ref().into(),
                    Value::Text(if absentee.started { "已开始，未交卷" } else { "" }),
                ];
                style.write(sheet, row, &values)?;
                row += 1;
            }
        }
        let mut file = tempfile::tempfile()?;
        workbook.save_to_writer(&mut file)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(file)
    }
}
