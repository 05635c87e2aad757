//! Forms: which columns a file has, under which titles, and what each holds. A form finds its heading
//! in a sheet and reads the lines below it.

use super::{
    report::Findings,
    text::{self, Reads, has_leading_zero},
};
use crate::{
    fault::{Code, Fault},
    sheet::{Cell, Line, Sheet, Source, Unreadable},
};

/// Lines among which the heading is looked for: a title may stand above it.
const HEADING_WITHIN: usize = 10;
/// How the line begins that a template shows as an example; it is left out.
pub const EXAMPLE: &str = "（示例）";

/// A column of a form.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub title: &'static str,
    /// Other titles that people give it.
    pub also: &'static [&'static str],
    pub reads: Reads,
    pub need: Need,
    /// What the template shows.
    pub example: &'static str,
}

impl Column {
    #[must_use]
    pub const fn new(title: &'static str, reads: Reads, need: Need, example: &'static str) -> Self {
        Self { title, also: &[], reads, need, example }
    }

    #[must_use]
    pub const fn or(self, also: &'static [&'static str]) -> Self {
        Self { also, ..self }
    }
}

/// Whether a column must be there, and filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// There, and filled in every line.
    Filled,
    /// There; a line may leave it out.
    There,
    Optional,
}

/// The columns of a file.
#[derive(Debug)]
pub struct Form<const N: usize> {
    pub name: &'static str,
    pub columns: [Column; N],
}

/// What a line says, column by column.
#[derive(Clone, Debug)]
pub struct Row<const N: usize> {
    pub line: u32,
    pub values: [Option<String>; N],
}

impl<const N: usize> Form<N> {
    /// Reads the lines below the heading. What is wrong with a cell is an error of `findings`, and its
    /// value left out.
    pub fn read(&self, sheet: &Sheet, findings: &mut Findings) -> Result<Vec<Row<N>>, Fault> {
        let (heading, places) = self.heading(sheet)?;
        let line = &sheet.lines[heading];
        for (index, cell) in line.cells.iter().enumerate() {
            if let (Cell::Text(title), false) = (cell, places.contains(&Some(index))) {
                findings.notices.add(line.number, None, format!("没有用到“{}”一列", title.trim()));
            }
        }
        let lines = &sheet.lines[heading + 1..];
        let lost_zeros: Vec<LostZeros> = self
            .columns
            .iter()
            .zip(&places)
            .map(|(column, place)| LostZeros::expected(sheet.source, column.reads, lines, *place))
            .collect();
        let mut rows = Vec::with_capacity(lines.len());
        for line in lines {
            if is_example(line) {
                findings.notices.add(line.number, None, "示例行，没有导入");
                continue;
            }
            rows.push(self.row(line, &places, &lost_zeros, findings));
        }
        Ok(rows)
    }

    fn row(&self, line: &Line, places: &[Option<usize>; N], zeros: &[LostZeros], findings: &mut Findings) -> Row<N> {
        let values = std::array::from_fn(|index| {
            let column = &self.columns[index];
            let cell = places[index].and_then(|place| line.cells.get(place)).unwrap_or(&Cell::Empty);
            let reading = text::read(cell, column.reads).and_then(|reading| match reading {
                Some(reading) if zeros[index].are_missing(cell, &reading.value) => {
                    Err(format!("是“{}”，而其他行以 0 开头：前面的 0 可能已被电子表格丢掉", reading.value))
                }
                None if column.need == Need::Filled => Err("没有填写".into()),
                other => Ok(other),
            });
            match reading {
                Ok(Some(reading)) => {
                    if reading.put_right {
                        let message = format!("已去掉空格或改为半角：“{}”", reading.value);
                        findings.notices.add(line.number, column.title, message);
                    }
                    Some(reading.value)
                }
                Ok(None) => None,
                Err(message) => {
                    findings.errors.add(line.number, column.title, message);
                    None
                }
            }
        });
        Row { line: line.number, values }
    }

    /// The line of the heading, and where in it each column stands.
    fn heading(&self, sheet: &Sheet) -> Result<(usize, [Option<usize>; N]), Fault> {
        let missing = |places: &[Option<usize>; N]| {
            let gaps = self.columns.iter().zip(places);
            let gaps = gaps.filter(|(column, place)| place.is_none() && column.need != Need::Optional);
            gaps.map(|(column, _)| column.title).collect::<Vec<_>>()
        };
        let mut best: Option<(usize, [Option<usize>; N])> = None;
        for (index, line) in sheet.lines.iter().take(HEADING_WITHIN).enumerate() {
            let places = self.places(line)?;
            let better = best.as_ref().is_none_or(|(_, known)| missing(&places).len() < missing(known).len());
            if better {
                best = Some((index, places));
            }
        }
        let (index, places) = best.ok_or_else(|| Fault::from(Unreadable::Nothing))?;
        match missing(&places).join("、") {
            titles if titles.is_empty() => Ok((index, places)),
            titles => Err(unreadable(format!("表头缺少：{titles}"))),
        }
    }

    fn places(&self, line: &Line) -> Result<[Option<usize>; N], Fault> {
        let titles: Vec<Option<String>> = line.cells.iter().map(title).collect();
        let mut places = [None; N];
        for (place, column) in places.iter_mut().zip(&self.columns) {
            let known = std::iter::once(&column.title).chain(column.also);
            let known: Vec<String> = known.map(|title| plain(title)).collect();
            let mut found =
                titles.iter().enumerate().filter(|(_, title)| title.as_ref().is_some_and(|it| known.contains(it)));
            *place = found.next().map(|(index, _)| index);
            if found.next().is_some() {
                return Err(unreadable(format!("有两列都是“{}”", column.title)));
            }
        }
        Ok(places)
    }
}

fn unreadable(detail: String) -> Fault {
    Fault::new(Code::FileUnreadable).with_detail(detail)
}

fn title(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Text(text) => Some(plain(text)),
        _ => None,
    }
}

/// A title without what people add to it: spaces, stars, and the width of brackets.
fn plain(title: &str) -> String {
    let dropped = |c: char| c.is_whitespace() || matches!(c, '*' | '＊' | '\u{FEFF}');
    title
        .chars()
        .filter(|&c| !dropped(c))
        .map(|c| match c {
            '(' => '（',
            ')' => '）',
            _ => c,
        })
        .collect()
}

fn is_example(line: &Line) -> bool {
    let first = line.cells.iter().find(|cell| **cell != Cell::Empty);
    matches!(first, Some(Cell::Text(text)) if text.trim_start().starts_with(EXAMPLE))
}

/// What tells that zeros in front were lost in a column of codes.
#[derive(Clone, Copy, Debug)]
enum LostZeros {
    No,
    /// Some cells are texts that begin with zeros: those that are numbers have lost theirs.
    OfNumbers,
    /// Of a file without types: some begin with zeros, and none of these is shorter than this.
    ShorterThan(usize),
}

impl LostZeros {
    fn expected(source: Source, reads: Reads, lines: &[Line], place: Option<usize>) -> Self {
        let (Reads::Code, Some(place)) = (reads, place) else { return Self::No };
        let texts = lines.iter().filter_map(|line| match line.cells.get(place) {
            Some(Cell::Text(text)) => Some(text.trim()),
            _ => None,
        });
        let shortest = texts.filter(|text| has_leading_zero(text)).map(str::len).min();
        match (source, shortest) {
            (_, None) => Self::No,
            (Source::Workbook, Some(_)) => Self::OfNumbers,
            (Source::Delimited, Some(shortest)) => Self::ShorterThan(shortest),
        }
    }

    fn are_missing(self, cell: &Cell, value: &str) -> bool {
        match self {
            Self::No => false,
            Self::OfNumbers => matches!(cell, Cell::Number(_, 0)),
            Self::ShorterThan(shortest) => value.len() < shortest && value.bytes().all(|byte| byte.is_ascii_digit()),
        }
    }
}
