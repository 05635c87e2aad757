//! Units told one by one, without a file: the same lines, under the same rules.

use serde::Deserialize;

use super::units::{FORM, UNIT_COLUMNS};
use crate::sheet::{Cell, Line, Sheet, Source};

/// Units that take part in a contest.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitsInput {
    pub units: Vec<UnitLine>,
}

/// A unit or department, as a line of the file has it: found by its place or its code, and made where
/// it is not there.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitLine {
    #[schema(example = "辽宁省")]
    pub province: String,
    #[serde(default)]
    #[schema(example = "沈阳市")]
    pub city: Option<String>,
    #[serde(default)]
    #[schema(example = "和平区")]
    pub county: Option<String>,
    #[schema(example = "第一建筑公司")]
    pub name: String,
    #[serde(default)]
    #[schema(example = json!(null))]
    pub department: Option<String>,
    #[serde(default)]
    #[schema(example = "住房城乡建设")]
    pub sector: Option<String>,
    /// The organizer's own code of the unit.
    #[serde(default)]
    #[schema(example = "0100123")]
    pub code: Option<String>,
    /// 应参加人数; without, counted from the roster.
    #[serde(default)]
    #[schema(example = 120)]
    pub headcount: Option<u32>,
    /// 单位口令, by which its people come in where the contest asks for one; without, it keeps its own.
    #[serde(default)]
    #[schema(example = json!(null))]
    pub unit_code: Option<String>,
}

impl From<UnitsInput> for Sheet {
    fn from(input: UnitsInput) -> Self {
        let heading = FORM.columns.iter().map(|column| Cell::text(column.title));
        let heading = Line { number: 0, cells: heading.collect() };
        let lines = (1..).zip(input.units).map(|(number, unit)| Line { number, cells: unit.cells().into() });
        Self { source: Source::Workbook, lines: std::iter::once(heading).chain(lines).collect() }
    }
}

impl UnitLine {
    /// In the order of the form's columns.
    fn cells(self) -> [Cell; UNIT_COLUMNS] {
        let text = |text: Option<String>| text.map_or(Cell::Empty, |text| Cell::text(&text));
        let Self { province, city, county, name, department, sector, code, headcount, unit_code } = self;
        [
            Cell::text(&province),
            text(city),
            text(county),
            Cell::text(&name),
            text(department),
            text(sector),
            text(code),
            headcount.map_or(Cell::Empty, |count| Cell::Number(count.into(), 0)),
            text(unit_code),
        ]
    }
}
